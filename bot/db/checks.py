"""Whether a process can work with its database: checks and a note, as ``bot.web.health`` has them."""

from collections.abc import Awaitable, Callable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.schema import Age, age_in_use


def database_check(engine: AsyncEngine) -> Callable[[], Awaitable[str | None]]:
    """Whether the database answers."""

    async def check() -> str | None:
        try:
            async with engine.begin() as connection:
                await connection.execute(text("select 1"))
        except Exception as error:  # noqa: BLE001  whatever it is, the answer is "not ready"
            return f"the database does not answer: {type(error).__name__}"
        return None

    return check


def schema_check(engine: AsyncEngine) -> Callable[[], Awaitable[str | None]]:
    """Whether the database has the schema this version works with; a newer one only has more."""

    async def check() -> str | None:
        try:
            found = await age_in_use(engine)
        except Exception as error:  # noqa: BLE001  as above
            return f"the schema cannot be read: {type(error).__name__}"
        return 'the database lacks a migration: run "crosspillar db upgrade"' if found is Age.OLDER else None

    return check


def version_note(engine: AsyncEngine) -> Callable[[], Awaitable[str]]:
    """Whether a newer version works on the same database: no reason to be unready while it is rolled out."""

    async def words() -> str:
        try:
            found = await age_in_use(engine)
        except Exception as error:  # noqa: BLE001  as above
            return f"not known: {type(error).__name__}"
        return "a newer one works on this database: upgrade this process too" if found is Age.NEWER else "ok"

    return words
