"""What the integration tests share."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from sqlalchemy import create_engine

from bot.db.engine import sync_url
from bot.db.tables import Base
from bot.local.tables import metadata as local_chat
from tests.clients.postgres import PostgresServer
from tests.integration.scene import Scene, opened_scene


@pytest.fixture(scope="session")
def shared_postgres(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """An async URL of one migrated PostgreSQL database for all these tests."""
    name = postgres_server.create(postgres_template)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def postgres_url(shared_postgres: str) -> str:
    """The shared database, emptied: much quicker than a new one for each of so many tests."""
    engine = create_engine(sync_url(shared_postgres))
    with engine.begin() as connection:
        for table in reversed([*Base.metadata.sorted_tables, *local_chat.sorted_tables]):
            connection.execute(table.delete())
    engine.dispose()
    return shared_postgres


@pytest_asyncio.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    """A deployment on an empty database, on a Monday before work begins."""
    async with opened_scene(database_url) as opened:
        yield opened
