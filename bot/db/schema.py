"""Building and checking the schema with Alembic."""

import logging
from collections.abc import Sequence
from enum import Enum, auto
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


class Age(Enum):
    """How a database's schema compares with this version's.

    NEWER is any this version does not know. Migrations add only, so that processes of the version before
    serve on beside the new ones (decision 0029); a start on a newer schema is refused.
    """

    OLDER = auto()
    SAME = auto()
    NEWER = auto()


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


def age(address: str) -> Age:
    """How the schema of a database compares with what this version works with."""
    make_private(address)
    engine = create_engine(sync_url(address))
    try:
        with as_file(files("migrations")) as folder, engine.connect() as connection:
            return _age(_revision(connection), str(folder))
    finally:
        engine.dispose()


async def age_in_use(engine: AsyncEngine) -> Age:
    """As ``age``, of a database in use; raises what its driver raises."""
    async with engine.begin() as connection:
        revision = await connection.run_sync(_revision)
    with as_file(files("migrations")) as folder:
        return _age(revision, str(folder))


def _age(revision: str | None, folder: str) -> Age:
    *older, newest = _revisions(folder)
    if revision == newest:
        return Age.SAME
    return Age.OLDER if revision is None or revision in older else Age.NEWER


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@lru_cache(maxsize=1)
def _revisions(folder: str) -> Sequence[str]:
    """Of this version, the newest last; kept, as reading them runs every migration's file."""
    walked = ScriptDirectory(folder).walk_revisions()
    return tuple(each.revision for each in walked)[::-1]


def _config(folder: str, address: str) -> Config:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["url"] = sync_url(address)
    return config
