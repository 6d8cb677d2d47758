"""A database of many people who take part, with what was sent to them before: a plan is due for each."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.tables import (
    AttentionRow,
    Base,
    HappeningRow,
    IdentityRow,
    LeaveRow,
    PersonRow,
    PracticeRow,
    PromptRow,
    SettingRow,
    plain,
)
from nudges.people import Platform

NOW = datetime(2026, 11, 4, 8, tzinfo=UTC)
"""A Wednesday on which several nudges come up; elsewhere it is night, or nearly the end of work."""
SETTINGS = 130
ZONES = 40
COUNTRIES = ("CH", "KE", "SS", "US", "JO", "NP", "AF", "VE")
ROLES = ("R1", "R2", "R2", "R3", "R3", "R3", "R4", "R5", "R5", "R5")
PORTION = 10_000

Row = dict[str, Any]


async def fill(
    engine: AsyncEngine, people: int, platform: Platform = Platform.LOCAL, workspace: str = "local"
) -> None:
    """People in 40 zones with accounts in a workspace; each tenth with leave, each third with an event."""
    rng = Random(1)
    zones = rng.sample(sorted(each for each in available_timezones() if "/" in each), ZONES)
    settings = [
        {"id": f"s{n}", "name": f"Setting {n}", "kind": "mission", "paused_since": None, "crisis_since": None}
        for n in range(SETTINGS)
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(plain(SettingRow)), settings)
        for first in range(0, people, PORTION):
            some = [_person(number, zones, rng) for number in range(first, min(first + PORTION, people))]
            accounts = [_account(each, platform, workspace) for each in some]
            for table, rows in (_rows(some, rng) | {IdentityRow: accounts}).items():
                await connection.execute(insert(plain(table)), rows)


def _rows(people: Sequence[Row], rng: Random) -> dict[type[Base], list[Row]]:
    """Everything about these people, table by table, each in its order of reference."""
    return {
        PersonRow: list(people),
        AttentionRow: [
            {"person_id": each["id"], "consent": "opted_in", "next_look_at": NOW} for each in people
        ],
        LeaveRow: [
            {"person_id": each["id"], "first": first, "last": first + timedelta(days=9)}
            for each in people[::10]
            for first in [NOW.date() + timedelta(days=rng.randrange(-12, 12))]
        ],
        PromptRow: [row for each in people for row in _sent_before(each, rng)],
        PracticeRow: [_practised(each) for each in people[::4]],
        HappeningRow: [_happened(each) for each in people[::3]],
    }


def _account(person: Row, platform: Platform, workspace: str) -> Row:
    return {
        "id": f"i{person['id']}",
        "person_id": person["id"],
        "platform": platform.value,
        "workspace": workspace,
        "user_id": f"U{person['name'][2:]:>05}",
        "preferred": False,
    }


def _person(number: int, zones: Sequence[str], rng: Random) -> Row:
    return {
        "id": f"p{number:07}",
        "setting_id": f"s{number % SETTINGS}",
        "email": f"p{number}@example.org",
        "name": f"P {number}",
        "role_group": rng.choice(ROLES),
        "entity": "Bench",
        "pillar": "development",
        "duty_station": "Bench",
        "country": rng.choice(COUNTRIES),
        "time_zone": rng.choice(zones),
        "working_days": rng.choice(("0,1,2,3,4", "0,1,2,3,4", "6,0,1,2,3")),
        "work_start": "09:00",
        "work_end": "17:00",
        "language": "en",
        "manager_id": None,
        "is_coordinator": False,
        "humanitarian": number % 20 == 0,
        "standing": "active",
        "own_choices": "",
    }


def _sent_before(person: Row, rng: Random) -> Iterator[Row]:
    """Two messages a week for two weeks, the last of them up to six days ago; most were answered."""
    last = NOW - timedelta(days=1 + rng.randrange(6))
    for number, days in enumerate((0, 3, 7, 10)):
        at = last - timedelta(days=days)
        answered = rng.random() < 0.6
        yield {
            "id": f"m{person['id']}{number}",
            "decision_id": "",
            "setting_id": person["setting_id"],
            "person_id": person["id"],
            "channel_id": None,
            "kind": "nudge",
            "unasked": True,
            "nudge": "S5-3",
            "cause": "",
            "facts": {},
            "due_at": at,
            "not_after": at + timedelta(days=2),
            "status": "answered" if answered else "sent",
            "sent_at": at,
            "answered_at": at if answered else None,
            "reason": None,
        }


def _practised(person: Row) -> Row:
    return {
        "id": f"r{person['id']}",
        "setting_id": person["setting_id"],
        "person_id": person["id"],
        "behaviour": "B1",
        "practised_on": NOW.date() - timedelta(days=1),
        "at": NOW,
        "source": "did",
        "evidence": "self_reported",
        "counterpart_id": None,
        "detail": "",
    }


def _happened(person: Row) -> Row:
    return {
        "id": f"h{person['id']}",
        "setting_id": person["setting_id"],
        "person_id": person["id"],
        "kind": "budget_window_opened",
        "at": NOW,
        "facts": {},
    }
