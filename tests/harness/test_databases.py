"""Every test gets a migrated database of its own, on SQLite and on a real PostgreSQL."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.db.engine import open_engine
from tests.clients.postgres import PostgresServer


async def _tables(url: str) -> list[str]:
    engine = open_engine(url)
    async with engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await engine.dispose()
    return tables


async def test_the_database_is_migrated(database_url: str) -> None:
    assert "alembic_version" in await _tables(database_url)


@pytest.mark.parametrize("_run", [1, 2])
async def test_what_one_test_writes_no_other_test_sees(database_url: str, _run: int) -> None:
    assert "left_behind" not in await _tables(database_url)
    engine = open_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE left_behind (id integer)"))
    await engine.dispose()


async def test_postgresql_is_a_real_server(postgres_server: PostgresServer) -> None:
    engine = create_async_engine(postgres_server.url("postgres"))
    async with engine.connect() as connection:
        version = await connection.scalar(text("SHOW server_version_num"))
    await engine.dispose()
    assert int(str(version)) >= 150000
