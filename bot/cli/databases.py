"""Which database and settings a command works with."""

from bot.cli.output import fail, refuse
from bot.db.engine import DatabaseUrlError, server_options, sync_url
from bot.db.schema import Age, age, exists, unbuilt
from bot.settings import Settings, load_settings


def settings_of_ready(db: str | None) -> Settings:
    """As ``settings_for``, for commands that only read: ends where there is nothing to read yet."""
    settings = settings_for(db)
    if not exists(settings.database_url):
        refuse(f'there is no database "{settings.database_url}" yet; import a roster first, or name another')
    match age(settings.database_url):
        case Age.OLDER:
            fail('The database lacks a migration: run "crosspillar db upgrade".')
        case Age.NEWER:
            refuse("The database was built by a newer version: install that one here too.")
    return settings


def settings_for(db: str | None) -> Settings:
    """The settings, with the database named on the command line if one was."""
    settings = load_settings(**({} if db is None else {"database_url": db}))
    check_address(settings.database_url)
    return settings


def check_move(source: str, target: str) -> None:
    """End where these are no databases between which a deployment can be moved."""
    check_address(source)
    if server_options(source) is not None:
        refuse("--from: name an SQLite database; PostgreSQL's own pg_dump copies from server to server")
    if server_options(target) is None:
        refuse("--to: name a PostgreSQL database, like postgresql://user:password@host/name")
    if not exists(source):
        refuse(f'--from: there is no database "{source}"; check its name and place')
    match age(source):
        case Age.OLDER:
            refuse(f'--from: its schema is old; run "crosspillar db upgrade --db {source}" first')
        case Age.NEWER:
            refuse("--from: it was built by a newer version; install that one here too")
    if not unbuilt(target) and age(target) is not Age.SAME:
        refuse("--to: it has another version's schema; name an empty database")


def check_address(address: str) -> None:
    """Raise ``DatabaseUrlError`` where no database could outlive the command at this address."""
    url = sync_url(address)
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise DatabaseUrlError(f'"{address}" names no file; write it like "sqlite:///crosspillar.db"')
