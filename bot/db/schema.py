"""Building and checking the schema with Alembic."""

import logging
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import make_private, sync_url


def upgrade(address: str) -> None:
    """Bring the database to the newest schema; a fresh one is built from nothing."""
    make_private(address)
    with as_file(files("migrations")) as folder:
        command.upgrade(_config(str(folder), address), "head")


def exists(address: str) -> bool:
    """Whether an SQLite file is there: looking into one that is not would make it. True for a server."""
    url = sync_url(address)
    return not url.drivername.startswith("sqlite") or Path(url.database or "").is_file()


def unbuilt(address: str) -> bool:
    """Whether nothing was ever built in a database."""
    engine = create_engine(sync_url(address))
    try:
        with engine.connect() as connection:
            return _revision(connection) is None
    finally:
        engine.dispose()


def behind(address: str) -> bool:
    """Whether the database lacks a migration (or is empty)."""
    make_private(address)
    engine = create_engine(sync_url(address))
    try:
        with as_file(files("migrations")) as folder, engine.connect() as connection:
            return _revision(connection) != _head(str(folder))
    finally:
        engine.dispose()


async def at_head(engine: AsyncEngine) -> bool:
    """Whether a database in use has the newest schema; raises what its driver raises."""
    with as_file(files("migrations")) as folder:
        head = _head(str(folder))
    async with engine.begin() as connection:
        return await connection.run_sync(_revision) == head


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@lru_cache(maxsize=1)
def _head(folder: str) -> str | None:
    """Kept, as reading it runs every migration's file."""
    return ScriptDirectory(folder).get_current_head()


def _config(folder: str, address: str) -> Config:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["url"] = sync_url(address)
    return config
