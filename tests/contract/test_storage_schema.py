"""The migrations build exactly the tables the code uses, on both databases."""

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine, inspect, text
from typer.testing import CliRunner

from bot.cli.main import app
from bot.db.engine import open_engine, sync_url
from bot.db.schema import Age, age, exists, upgrade
from bot.db.tables import SEARCH_STRUCTURES, Base, in_every_database
from bot.local.tables import metadata as local_chat
from tests.clients.postgres import PostgresServer


def test_migrations_build_the_tables_the_code_uses(database_url: str) -> None:
    everything = MetaData(naming_convention=Base.metadata.naming_convention)
    for metadata in (Base.metadata, local_chat):
        for table in metadata.sorted_tables:
            table.to_metadata(everything)
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": in_every_database}
        )
        assert compare_metadata(context, everything) == []
    engine.dispose()


def test_upgrading_twice_does_no_harm(database_url: str) -> None:
    upgrade(database_url)
    upgrade(database_url)
    assert age(database_url) is Age.SAME


def test_processes_that_start_together_build_the_schema_once(postgres_server: PostgresServer) -> None:
    name = postgres_server.create()
    address = postgres_server.url(name)
    build = f"from bot.db.schema import upgrade; upgrade({address!r})"
    started = [subprocess.Popen([sys.executable, "-c", build]) for _ in range(2)]
    assert [each.wait(60) for each in started] == [0, 0]
    assert age(address) is Age.SAME
    postgres_server.drop(name)


def test_an_empty_database_is_older(tmp_path: Path) -> None:
    assert age(f"sqlite:///{tmp_path}/empty.sqlite3") is Age.OLDER


@pytest.mark.parametrize(
    "words", [("serve", "--port", "0"), ("db", "upgrade"), ("db", "check"), ("prompts",)]
)
def test_no_command_begins_on_what_a_newer_version_built(sqlite_url: str, words: tuple[str, ...]) -> None:
    engine = create_engine(sync_url(sqlite_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    engine.dispose()
    assert age(sqlite_url) is Age.NEWER
    ended = CliRunner().invoke(app, [*words, "--db", sqlite_url])
    assert ended.exit_code == 2
    assert "newer version" in ended.output


def test_asking_for_a_missing_file_does_not_make_it(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/typo.sqlite3"
    assert not exists(address)
    assert list(tmp_path.iterdir()) == []


def test_a_database_is_built_from_nothing(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/new.sqlite3"
    upgrade(address)
    engine = create_engine(sync_url(address))
    found = {name for name in inspect(engine).get_table_names() if not name.startswith(SEARCH_STRUCTURES)}
    engine.dispose()
    assert found == {*Base.metadata.tables, *local_chat.tables, "alembic_version"}


@pytest.mark.parametrize("make", [upgrade, age])
async def test_nobody_else_on_the_machine_can_read_an_sqlite_file(
    tmp_path: Path, make: Callable[[str], object]
) -> None:
    address = f"sqlite:///{tmp_path}/private.sqlite3"
    make(address)
    engine = open_engine(address)
    async with engine.begin() as connection:
        await connection.execute(text("create table anything (id integer)"))
        modes = _modes(tmp_path)
    await engine.dispose()
    assert modes == dict.fromkeys(
        ("private.sqlite3", "private.sqlite3-wal", "private.sqlite3-shm"), stat.S_IRUSR | stat.S_IWUSR
    )


def _modes(folder: Path) -> dict[str, int]:
    return {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}


def test_a_file_that_is_there_keeps_what_its_owner_allows(tmp_path: Path) -> None:
    path = tmp_path / "shared.sqlite3"
    path.touch(mode=0o660)
    path.chmod(0o660)
    upgrade(f"sqlite:///{path}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
