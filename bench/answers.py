"""A press at the front desk, committed before it is acknowledged."""

from collections.abc import AsyncIterator

from sqlalchemy import text

from bench.scene import Case, world_of
from bot.ports import Actor, Command
from nudges.people import Platform

PRESSES = 400


async def cases() -> AsyncIterator[Case]:
    """Ours against one bare insert, committed, on the same engine."""
    async with world_of(PRESSES) as world:
        actors = [Actor(Platform.LOCAL, "local", email) for email in world.people]

        async def bare() -> None:
            for number in range(PRESSES):
                async with world.app.engine.begin() as connection:
                    await connection.execute(
                        text("insert into forgotten (address_hash, at) values (:hash, :at)"),
                        {"hash": str(number), "at": "2026-11-02 00:00:00.000000"},
                    )

        async def did() -> None:
            for actor in actors:
                await world.app.desk.command(Command(actor, "did met", actor.user_id))

        yield Case("“did met”, stored and answered (SQLite)", "one committed insert", PRESSES, did, bare)
