"""The migrations build exactly the tables the code uses, on both databases."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine, inspect

from bot.db.engine import sync_url
from bot.db.schema import behind, exists, upgrade
from bot.db.tables import SEARCH_STRUCTURES, Base, in_every_database
from bot.local.tables import metadata as local_chat


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
    assert not behind(database_url)


def test_an_empty_database_is_behind(tmp_path: Path) -> None:
    assert behind(f"sqlite:///{tmp_path}/empty.sqlite3")


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
