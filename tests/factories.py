"""Makers of test data: people, settings, nudges and what the attention budget knows.

Everything has a plain default; a test names only what it is about.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from nudges.attention import Attention, AttentionRules, Kind, PastPrompt
from nudges.candidates import Happening
from nudges.catalogue import (
    Cap,
    Catalogue,
    Channel,
    Choice,
    Completion,
    Effect,
    Nudge,
    Randomise,
    TriggerType,
    Unit,
)
from nudges.chance import KeyedDraw
from nudges.consent import Consent
from nudges.decisions import Prompt
from nudges.editions import AS_THE_CATALOGUE, Edition
from nudges.events import EventKind
from nudges.framework import Behaviour, Framework, RoleGroup
from nudges.people import Leave, Person, Setting, SettingKind, Standing, WorkingWeek
from nudges.planning import Planner
from nudges.triggers import Every, OnEvent, Recurring, Trigger
from nudges.working_time import IsHoliday, instant

MONDAY_TO_FRIDAY = frozenset({0, 1, 2, 3, 4})
SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})

RULES = AttentionRules()
DRAW = KeyedDraw(b"a key for tests only")

A_MONDAY = date(2026, 3, 2)
"""A Monday without any daylight saving change near it; fortnightly nudges come up a week later."""


def no_holidays(country: str, day: date) -> bool:
    """A calendar without a single public holiday."""
    return False


def holidays_on(*days: date) -> IsHoliday:
    """A calendar in which these days are off in every country."""
    return lambda country, day: day in days


def a_week(
    days: frozenset[int] = MONDAY_TO_FRIDAY, start: time = time(9), end: time = time(17)
) -> WorkingWeek:
    return WorkingWeek(days=days, start=start, end=end)


def a_person(
    person_id: str = "ada",
    *,
    role_group: str = "R3",
    time_zone: str = "UTC",
    week: WorkingWeek | None = None,
    country: str = "CH",
    leave: Sequence[Leave] = (),
    humanitarian: bool = False,
    standing: Standing = Standing.ACTIVE,
    is_coordinator: bool = False,
    name: str = "Ada Okafor",
    entity: str = "UNDP",
    pillar: str = "development",
    setting_id: str = "south",
) -> Person:
    return Person(
        id=person_id,
        setting_id=setting_id,
        email=f"{person_id}@example.org",
        name=name,
        role_group=role_group,
        entity=entity,
        pillar=pillar,
        duty_station="Capital",
        country=country,
        time_zone=time_zone,
        week=week or a_week(),
        language="en",
        is_coordinator=is_coordinator,
        humanitarian=humanitarian,
        leave=tuple(leave),
        standing=standing,
    )


def a_setting(
    setting_id: str = "south",
    *,
    name: str = "South",
    paused_since: datetime | None = None,
    crisis_since: datetime | None = None,
    off: Collection[str] = (),
) -> Setting:
    """``off`` are the nudges that rest there."""
    edition = Edition("an edition", frozenset(off)) if off else AS_THE_CATALOGUE
    return Setting(setting_id, name, SettingKind.MISSION, paused_since, crisis_since, edition)


def an_attention(
    person: Person | None = None,
    *,
    setting: Setting | None = None,
    consent: Consent = Consent.OPTED_IN,
    snoozed_until: datetime | None = None,
    reachable: bool = True,
    recent: Sequence[PastPrompt] = (),
    last_nudge: Mapping[str, tuple[int, datetime]] | None = None,
    causes: frozenset[tuple[str, str]] = frozenset(),
    practised: frozenset[str] = frozenset(),
) -> Attention:
    """What the budget knows of a person who opted in and has heard nothing yet."""
    return Attention(
        person=person or a_person(),
        setting=setting or a_setting(),
        consent=consent,
        snoozed_until=snoozed_until,
        reachable=reachable,
        recent=recent,
        last_nudge=last_nudge or {},
        causes=causes,
        practised=practised,
    )


def a_past_prompt(
    at: datetime,
    kind: Kind = Kind.NUDGE,
    *,
    nudge: str = "S5-3",
    answered: bool = True,
    sent: bool = True,
    prompt_id: str = "",
) -> PastPrompt:
    return PastPrompt(prompt_id or f"past {at.isoformat()}", kind, nudge, at, sent, answered)


def weekly(weekday: int = 0, at: time | None = None, open_days: int = 2) -> Recurring:
    return Recurring(Every.WEEK, weekday, at, open_days=open_days)


def after(event: EventKind, *days: int, open_days: int = 5) -> OnEvent:
    return OnEvent(event, tuple(timedelta(days=n) for n in days or (0,)), open_days)


def a_nudge(
    nudge_id: str = "S5-3",
    *triggers: Trigger,
    cells: Sequence[tuple[str, str]] = (("R3", "B6"),),
    caps: Sequence[Cap] = (),
    randomise: Randomise = Randomise.SEND_OR_HOLD,
    joint_action: bool = False,
    flow: str | None = None,
    choices: Sequence[Choice] = (Choice("done", Effect.NOTED), Choice("declined", Effect.DECLINED)),
) -> Nudge:
    """A nudge of one behaviour; every Monday where no trigger is given."""
    return Nudge(
        id=nudge_id,
        solution=nudge_id.split("-", maxsplit=1)[0],
        barriers=(1,),
        cells=tuple(cells),
        trigger_type=TriggerType.TIME,
        triggers=triggers or (weekly(),),
        channel=Channel.DIRECT_MESSAGE,
        friction=1,
        caps=tuple(caps),
        unit=Unit.PERSON,
        randomise=randomise,
        completion=Completion(tuple(b for _, b in cells), 14),
        choices=tuple(choices),
        facts=frozenset(),
        paragraphs=(103,),
        joint_action=joint_action,
        flow=flow,
        follow_up="none",
    )


def a_planner(
    *nudges: Nudge,
    rules: AttentionRules = RULES,
    is_holiday: IsHoliday = no_holidays,
    send_probability: float = 1.0,
) -> Planner:
    return Planner(nudges or (a_nudge(),), rules, is_holiday, DRAW, send_probability)


def a_happening(
    kind: EventKind, at: datetime, *, happening_id: str = "event-1", person_id: str = "ada", **facts: str
) -> Happening:
    return Happening(happening_id, kind, at, person_id, facts)


def a_prompt(
    kind: Kind = Kind.NUDGE,
    nudge: str = "S5-3",
    *,
    prompt_id: str = "p1",
    due_at: datetime = datetime(2026, 3, 2, 10, tzinfo=UTC),
    open_for: timedelta = timedelta(days=5),
    facts: Mapping[str, str] | None = None,
) -> Prompt:
    return Prompt(
        id=prompt_id,
        decision_id="d1",
        setting_id="south",
        person_id="ada",
        kind=kind,
        nudge=nudge,
        due_at=due_at,
        not_after=due_at + open_for,
        facts=facts or {},
    )


def a_framework(**roles_of: str) -> Framework:
    """A framework of behaviours only: ``a_framework(B6="R2 R3")``."""
    return Framework(
        barriers={},
        behaviours={b: Behaviour(b, frozenset(roles.split()), False) for b, roles in roles_of.items()},
        role_groups={r: RoleGroup(r, r in {"R1", "R4"}) for r in ("R1", "R2", "R3", "R4", "R5")},
        strategies={},
        recommendations={},
        solutions={},
    )


def a_catalogue(*nudges: Nudge, framework: Framework | None = None) -> Catalogue:
    return Catalogue(framework or a_framework(B6="R2 R3", B9="R3 R5"), {n.id: n for n in nudges})


def local(person: Person, day: date, hour: int, minute: int = 0) -> datetime:
    """A wall time of the person as an instant."""
    return instant(person, day, time(hour, minute))
