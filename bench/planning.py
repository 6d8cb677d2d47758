"""Planning: the domain alone, and with everything stored."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bench.scene import Case, world_of
from nudges.attention import Attention
from nudges.consent import Consent
from nudges.people import Setting

PEOPLE = 2000


async def cases() -> AsyncIterator[Case]:
    """Ours against the least anybody could do: one time zone conversion a person."""
    async with world_of(PEOPLE) as world:
        people = list(world.people.values())
        setting = Setting(people[0].setting_id, "bench")
        now = datetime(2026, 11, 3, 9, tzinfo=UTC)
        planner = world.app.deps.planner

        async def convert() -> None:
            for person in people:
                now.astimezone(ZoneInfo(person.time_zone)).date()

        async def plan() -> None:
            for person in people:
                planner.plan(Attention(person, setting, Consent.OPTED_IN), (), now)

        async def plan_and_store() -> None:
            world.clock.move_to(world.clock.now() + timedelta(hours=9))
            await world.app.ticks.plan()

        yield Case("plan a person's day (domain)", "one zone conversion", PEOPLE, plan, convert)
        yield Case("plan and store welcomes (SQLite)", "plan (domain)", PEOPLE, plan_and_store, plan)
