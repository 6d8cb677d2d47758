"""What the integration tests share."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from bot.db.tables import Base
from bot.local.tables import metadata as local_chat
from tests.clients.postgres import PostgresServer
from tests.integration.pages_scene import Pages, opened_pages
from tests.integration.scene import Scene, opened_scene


@dataclass(frozen=True, slots=True)
class SharedPostgres:
    """One migrated PostgreSQL database for all these tests: emptying it is much quicker than a new one."""

    url: str
    connection: psycopg.Connection

    def empty(self) -> None:
        tables = reversed([*Base.metadata.sorted_tables, *local_chat.sorted_tables])
        deletes = (sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)) for table in tables)
        self.connection.execute(sql.SQL(";").join([*deletes, sql.SQL("DELETE FROM procrastinate_jobs")]))


@pytest.fixture(scope="session")
def shared_postgres(postgres_server: PostgresServer, postgres_template: str) -> Iterator[SharedPostgres]:
    name = postgres_server.create(postgres_template)
    with psycopg.connect(postgres_server.plain_url(name), autocommit=True) as connection:
        yield SharedPostgres(postgres_server.url(name), connection)
    postgres_server.drop(name)


@pytest.fixture
def postgres_url(shared_postgres: SharedPostgres) -> str:
    """An async URL of the shared database, emptied."""
    shared_postgres.empty()
    return shared_postgres.url


@pytest_asyncio.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    """A deployment on an empty database, on a Monday before work begins."""
    async with opened_scene(database_url) as opened:
        yield opened


@pytest_asyncio.fixture
async def pages(sqlite_url: str) -> AsyncIterator[Pages]:
    """The pages of such a deployment; where a file needs people in it, it has a fixture of its own."""
    async with opened_pages(sqlite_url) as opened:
        yield opened
