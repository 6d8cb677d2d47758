"""The rules of the attention budget as they are checked of one message after another.

See ``nudges.attention_audit``: none of the planner's arithmetic is used here.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from nudges.attention import AttentionRules, Kind
from nudges.consent import ConsentAct, ConsentRecord
from nudges.people import Person
from nudges.working_time import IsHoliday


class Rule(StrEnum):
    """What is checked of every unasked message."""

    WORKING_DAY = "working_day"
    HOURS = "hours"
    HOLIDAY = "holiday"
    LEAVE = "leave"
    CONSENT = "consent"
    """Nothing before opting in but one welcome, nothing after opting out."""
    SNOOZE = "snooze"
    PAUSE = "pause"
    DAY = "day"
    WEEK = "week"
    CHECK_IN = "check_in"
    GAP = "gap"
    HALF_RATE = "half_rate"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that went out. ``person`` is the roster entry at that time.

    ``planned_at`` is when its moment was first chosen; where unknown, ``sent_at`` stands in.
    """

    person: Person
    kind: Kind
    nudge: str
    sent_at: datetime
    answered_at: datetime | None = None
    planned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """A pause or crisis of one setting; without ``end`` it lasts."""

    setting_id: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A message with its local time, day number and week number (Monday to Sunday)."""

    sent: Sent
    local: datetime
    day: int
    week: int


class Acts:
    """What a person said about being written to, in order of time."""

    def __init__(self, acts: Sequence[ConsentRecord]) -> None:
        said = (ConsentAct.OPTED_IN, ConsentAct.OPTED_OUT, ConsentAct.ERASED)
        self._said = [(a.at, a.act) for a in acts if a.act in said]
        self._snoozes = [(a.at, _until(a)) for a in acts if a.act in (*_ENDS_SNOOZE, ConsentAct.SNOOZED)]

    def last_said(self, at: datetime) -> ConsentAct | None:
        place = bisect_right(self._said, at, key=lambda each: each[0])
        return self._said[place - 1][1] if place else None

    def snoozed(self, at: datetime) -> bool:
        place = bisect_right(self._snoozes, at, key=lambda each: each[0])
        until = self._snoozes[place - 1][1] if place else None
        return until is not None and at < until


_ENDS_SNOOZE = (ConsentAct.RESUMED, ConsentAct.OPTED_IN)


def _until(act: ConsentRecord) -> datetime | None:
    return datetime.fromisoformat(act.detail) if act.act is ConsentAct.SNOOZED else None


@dataclass(frozen=True, slots=True)
class Case:
    """What the messages to one person are held against."""

    acts: Acts
    quiet: Mapping[str, Sequence[Quiet]]
    rules: AttentionRules
    is_holiday: IsHoliday


def _working_day(now: Told, before: Sequence[Told], case: Case) -> str | None:
    off = now.local.weekday() not in now.sent.person.week.days
    return f"sent on {now.local:%A}, not a working day" if off else ""


def _hours(now: Told, before: Sequence[Told], case: Case) -> str | None:
    week = now.sent.person.week
    inside = week.start <= now.local.time() < week.end
    return "" if inside else f"sent at {now.local:%H:%M}, works {week.start:%H:%M} to {week.end:%H:%M}"


def _holiday(now: Told, before: Sequence[Told], case: Case) -> str | None:
    country, day = now.sent.person.country, now.local.date()
    return f"{day} is a public holiday in {country}" if country and case.is_holiday(country, day) else ""


def _leave(now: Told, before: Sequence[Told], case: Case) -> str | None:
    day = now.local.date()
    away = any(leave.first <= day <= leave.last for leave in now.sent.person.leave)
    return f"on leave on {day}" if away else ""


def _consent(now: Told, before: Sequence[Told], case: Case) -> str | None:
    if now.sent.kind is Kind.WELCOME and any(past.sent.kind is Kind.WELCOME for past in before):
        return "a second welcome"
    match case.acts.last_said(now.sent.sent_at):
        case ConsentAct.OPTED_IN:
            return ""
        case None:
            return "" if now.sent.kind is Kind.WELCOME else "sent before they opted in"
        case _:
            return "sent after they opted out"


def _snooze(now: Told, before: Sequence[Told], case: Case) -> str | None:
    return "sent during a snooze" if case.acts.snoozed(now.sent.sent_at) else ""


def _pause(now: Told, before: Sequence[Told], case: Case) -> str | None:
    at = now.sent.sent_at
    times = case.quiet.get(now.sent.person.setting_id, ())
    paused = any(each.start <= at and (each.end is None or at < each.end) for each in times)
    return "sent while the setting was paused" if paused else ""


def _one_a_day(now: Told, before: Sequence[Told], case: Case) -> str | None:
    if not before:
        return None
    return "the second that day" if before[-1].day == now.day else ""


def _week(now: Told, before: Sequence[Told], case: Case) -> str | None:
    if now.sent.kind is Kind.CHECK_IN:
        return None
    count = _in_seven_days(now, before)
    return f"number {count} in seven days" if count > case.rules.per_week else ""


def _check_in(now: Told, before: Sequence[Told], case: Case) -> str | None:
    if now.sent.kind is not Kind.CHECK_IN:
        return None
    return "the second check-in that week" if _weeks_since_check_in(now, before) == 0 else ""


def _gap(now: Told, before: Sequence[Told], case: Case) -> str | None:
    return _too_close(now, before, case.rules.gap) if before else None


def _half_rate(now: Told, before: Sequence[Told], case: Case) -> str | None:
    """After some silence: twice the gap and half the share, and a check-in every second week."""
    ignored = _ignored(now, before, case.rules.halve_after)
    if ignored < case.rules.halve_after:
        return None
    if now.sent.kind is Kind.CHECK_IN:
        often = _weeks_since_check_in(now, before) == 1
        return "a check-in every week in spite of silence" if often else ""
    count = _in_seven_days(now, before)
    if count > max(1, case.rules.per_week // 2):
        return f"number {count} in seven days in spite of silence"
    return _too_close(now, before, 2 * case.rules.gap)


def _rest(now: Told, before: Sequence[Told], case: Case) -> str | None:
    """After long silence: only "still useful?", and that seldom."""
    if _ignored(now, before, case.rules.rest_after) < case.rules.rest_after:
        return None
    if now.sent.kind is not Kind.STILL_USEFUL:
        return f"sent after {case.rules.rest_after} unanswered in a row"
    asked = next((p.sent.sent_at for p in reversed(before) if p.sent.kind is Kind.STILL_USEFUL), None)
    often = asked is not None and now.sent.sent_at - asked < case.rules.still_useful_every
    return "asked again too soon whether this is useful" if often else ""


_Check: TypeAlias = Callable[[Told, Sequence[Told], Case], str | None]

CHECKS: Mapping[Rule, _Check] = {
    Rule.WORKING_DAY: _working_day,
    Rule.HOURS: _hours,
    Rule.HOLIDAY: _holiday,
    Rule.LEAVE: _leave,
    Rule.CONSENT: _consent,
    Rule.SNOOZE: _snooze,
    Rule.PAUSE: _pause,
    Rule.DAY: _one_a_day,
    Rule.WEEK: _week,
    Rule.CHECK_IN: _check_in,
    Rule.GAP: _gap,
    Rule.HALF_RATE: _half_rate,
    Rule.REST: _rest,
}
"""Each says in words what is wrong with a message, given those before it.

Nothing wrong is an empty text; None means that the rule does not apply to the message.
"""


def _too_close(now: Told, before: Sequence[Told], least: timedelta) -> str:
    since = now.sent.sent_at - before[-1].sent.sent_at
    return f"only {since} after {before[-1].sent.nudge}" if since < least else ""


def _in_seven_days(now: Told, before: Sequence[Told]) -> int:
    """How many messages the seven local days that end with this one hold, check-ins aside."""
    count = 1
    for past in reversed(before):
        if past.day <= now.day - 7:
            break
        count += past.sent.kind is not Kind.CHECK_IN
    return count


def _weeks_since_check_in(now: Told, before: Sequence[Told]) -> int | None:
    """Calendar weeks since the last check-in; None where there was none."""
    return next((now.week - p.week for p in reversed(before) if p.sent.kind is Kind.CHECK_IN), None)


def _ignored(now: Told, before: Sequence[Told], most: int) -> int:
    """How many in a row met silence, as far as anyone could know; counting stops at ``most``.

    A message counts if it was sent before this one was planned and is unanswered still.
    """
    planned = now.sent.planned_at or now.sent.sent_at
    count = 0
    for past in reversed(before):
        answered = past.sent.answered_at
        if count == most or (answered is not None and answered <= now.sent.sent_at):
            break
        count += past.sent.sent_at < planned
    return count
