"""Which nudges came up for a person on a day, before the attention budget is asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from nudges.attention import Attention, Kind, Reason
from nudges.catalogue import Nudge, Per
from nudges.events import UNTIL, EventKind
from nudges.triggers import InCheckIn, OnEvent, OnRequest, Recurring, opening
from nudges.working_time import IsHoliday, instant, local_date, works_on


class Priority(IntEnum):
    """Who goes first when several are due (content model, section 12)."""

    CHOSEN_REMINDER = 1
    PAUSE_FOLLOW_UP = 2
    PACT = 3
    EVENT = 4
    TIME = 5


REQUEST_STAYS = timedelta(days=14)
"""How long what a colleague asks may wait for a free moment of the person."""

_FLOW_PRIORITY = {"pauses": Priority.PAUSE_FOLLOW_UP, "pacts": Priority.PACT}


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the domain that concerns one person.

    ``facts`` are the values its nudges' texts may use.
    """

    id: str
    kind: EventKind
    at: datetime
    person_id: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One nudge that came up. ``barred`` says why it may not go although it came up."""

    name: str
    kind: Kind
    nudge: Nudge | None
    priority: Priority
    closes: datetime
    at: time | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    barred: Reason | None = None
    cause: str = ""
    """The event (and delay) it answers; one cause raises a nudge once."""
    until: datetime | None = None
    """From then on it would come too late for what it is about, such as a meeting; None: no such moment."""

    @property
    def key(self) -> tuple[str, str]:
        """A stable order among candidates."""
        return (self.name, self.cause)


def candidates(
    nudges: Sequence[Nudge],
    attention: Attention,
    happenings: Iterable[Happening],
    day: date,
    now: datetime,
    is_holiday: IsHoliday,
) -> list[Candidate]:
    """All that came up for this person on this local day, barred ones marked.

    A nudge inside its cap did not come up at all; one whose behaviours were all practised
    this week, or that a humanitarian flag holds back, came up and is barred.
    """
    happened = tuple(happenings)
    found = [c for h in happened if (c := _asked_by_colleague(h, attention, now))]
    resting = _resting(happened, now)
    for nudge in nudges:
        if attention.person.role_group not in nudge.roles or _capped(nudge, attention, day):
            continue
        if nudge.id in resting:
            continue
        found.extend(_raised(nudge, attention, happened, day, now, is_holiday))
    return found


def _asked_by_colleague(happening: Happening, attention: Attention, now: datetime) -> Candidate | None:
    """A colleague waits for this person's word: goes by the same budget as any nudge."""
    match happening.kind:
        case EventKind.CONFIRMATION_ASKED:
            kind, name = Kind.CONFIRMATION, Kind.CONFIRMATION.value
        case EventKind.LETTER_WAITING:
            kind, name = Kind.REQUEST, happening.facts["letter"]
        case _:
            return None
    closes = happening.at + REQUEST_STAYS
    if (name, happening.id) in attention.causes or not happening.at <= now < closes:
        return None
    return Candidate(
        name=name,
        kind=kind,
        nudge=None,
        priority=Priority.EVENT,
        closes=closes,
        facts=happening.facts,
        cause=happening.id,
    )


def _resting(happened: Iterable[Happening], now: datetime) -> set[str]:
    """Nudges that the person's own answers put to rest for a while."""
    rests = [each for each in happened if each.kind is EventKind.NUDGE_RESTS]
    return {each.facts["nudge"] for each in rests if now < datetime.fromisoformat(each.facts[UNTIL])}


def _capped(nudge: Nudge, attention: Attention, day: date) -> bool:
    """Whether a cap per person forbids the nudge on this day.

    Caps per pair, task and the like need no look here: one cause raises a nudge once.
    A cap of n in d days keeps d/n days between two, which never allows more than n.
    """
    count, last = attention.last_nudge.get(nudge.id, (0, None))
    if last is None:
        return False
    since = (day - local_date(attention.person, last)).days
    return any(
        count >= cap.at_most if cap.days is None else since < cap.days / cap.at_most
        for cap in nudge.caps
        if cap.per is Per.PERSON
    )


def _raised(
    nudge: Nudge,
    attention: Attention,
    happened: Sequence[Happening],
    day: date,
    now: datetime,
    is_holiday: IsHoliday,
) -> Iterator[Candidate]:
    for trigger in nudge.triggers:
        match trigger:
            case Recurring():
                yield from _by_calendar(nudge, trigger, attention, day, is_holiday)
            case OnEvent():
                yield from _by_event(nudge, trigger, attention, happened, now)
            case InCheckIn() | OnRequest():
                pass  # a line of the check-in, or started by the person: never a prompt of its own


def _by_calendar(
    nudge: Nudge, trigger: Recurring, attention: Attention, day: date, is_holiday: IsHoliday
) -> Iterator[Candidate]:
    person = attention.person
    opened = opening(trigger, day, lambda d: works_on(person, d, is_holiday))
    _, last = attention.last_nudge.get(nudge.id, (0, None))
    if opened is None or (last is not None and local_date(person, last) >= opened):
        return
    closes = instant(person, opened + timedelta(days=trigger.open_days), person.week.end)
    yield Candidate(
        name=nudge.id,
        kind=Kind.NUDGE,
        nudge=nudge,
        priority=_FLOW_PRIORITY.get(nudge.flow or "", Priority.TIME),
        closes=closes,
        at=trigger.at if opened == day else None,
        barred=_barred(nudge, attention),
    )


def _by_event(
    nudge: Nudge,
    trigger: OnEvent,
    attention: Attention,
    happened: Sequence[Happening],
    now: datetime,
) -> Iterator[Candidate]:
    for happening in (h for h in happened if h.kind is trigger.event):
        for delay in trigger.delays:
            opens, until = happening.at + delay, _until(happening)
            closes = opens + timedelta(days=trigger.open_days)
            closes = min(closes, until) if until else closes
            cause = f"{happening.id}+{delay.days}"
            if opens <= now < closes and (nudge.id, cause) not in attention.causes:
                yield Candidate(
                    name=nudge.id,
                    kind=Kind.NUDGE,
                    nudge=nudge,
                    priority=_FLOW_PRIORITY.get(nudge.flow or "", Priority.EVENT),
                    closes=closes,
                    facts=happening.facts,
                    barred=_barred(nudge, attention),
                    cause=cause,
                    until=until,
                )


def _until(happening: Happening) -> datetime | None:
    return datetime.fromisoformat(happening.facts[UNTIL]) if UNTIL in happening.facts else None


def _barred(nudge: Nudge, attention: Attention) -> Reason | None:
    if attention.person.humanitarian and nudge.joint_action:
        return Reason.HUMANITARIAN
    if nudge.behaviours_for(attention.person.role_group) <= attention.practised:
        return Reason.PRACTISED
    return None
