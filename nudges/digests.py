"""The coordinator's week: counts of messages and groups, never of persons."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from nudges.dates import span_in_words
from nudges.people import Person
from nudges.texts import Speaker
from nudges.working_time import IsHoliday, instant, is_working, local_date, works_on

SEND_AT = time(9, 0)
"""Local time of the digest on Monday, or on the first working day after it."""

PICTURE_WEEKS = 8
"""Weeks in the digest's picture, the reported one last."""


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """What happened in one setting in one week.

    ``sent`` and ``answered`` are by nudge, ``held`` by reason, ``withdrawn`` and ``failed``
    by reason; ``newly_in``, ``snoozed`` and ``stopped`` count people.
    """

    on_roster: int
    reachable: int
    opted_in: int
    opted_out: int
    welcome_unanswered: int
    sent: Mapping[str, int]
    answered: Mapping[str, int]
    newly_in: int
    snoozed: int
    stopped: int
    held: Mapping[str, int]
    withdrawn: Mapping[str, int]
    failed: Mapping[str, int]
    unknown: int


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the digest: the key of its text and what fills it."""

    key: str
    values: Mapping[str, object]


def week_in_words(label: str, speak: Speaker) -> str:
    """An ISO week as its days, such as “9 to 15 November”. Raises ``ValueError`` as ``monday_of``."""
    monday = monday_of(label)
    return span_in_words(monday, monday + timedelta(days=6), speak)


def week_label(day: date) -> str:
    """The ISO week of a day, such as ``2026-W48``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(label: str) -> date:
    """The Monday of an ISO week label. Raises ``ValueError`` where it is not one."""
    try:
        year, week = label.split("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError as error:
        raise ValueError(f'"{label}" is not a week; write it like 2026-W48') from error


def week_bounds(monday: date) -> tuple[datetime, datetime]:
    """The week's beginning and end as moments: when its Monday begins in the first zone on earth.

    So the week is over wherever Monday has come, and Sunday counts to the week that begins
    with it where people work from Sunday to Thursday.
    """
    start = datetime.combine(monday, time(), tzinfo=timezone(timedelta(hours=14))).astimezone(UTC)
    return start, start + timedelta(days=7)


def shown_counts(counts: WeekCounts) -> dict[str, object]:
    """The counts as data for coordinators.

    What people decided for themselves is told roughly: whoever takes part by fives, so that
    no difference from one week to the next is one person; one or two who did something not apart.
    """
    hidden = {"newly_in": counts.newly_in, "snoozed": counts.snoozed, "stopped": counts.stopped}
    decided = {
        "opted_in": counts.opted_in,
        "opted_out": counts.opted_out,
        "welcome_unanswered": counts.welcome_unanswered,
    }
    return asdict(counts) | {
        **{name: few(count) for name, count in hidden.items()},
        **{name: by_fives(count, counts.on_roster) for name, count in decided.items()},
        "sent": sum(counts.sent.values()),
        "answered": sum(counts.answered.values()),
        "held": _of_the_budget(counts.held),
        "withdrawn": _of_the_budget(counts.withdrawn),
    }


_STATES_OF_PERSONS = frozenset(
    {"not_opted_in", "opted_out", "snoozed", "left", "unreachable", "resting", "practised", "humanitarian",
     "takes_part"}
)  # fmt: skip  # one list
"""Reasons that say what single people did or are: no business of a report."""


def _of_the_budget(reasons: Mapping[str, int]) -> dict[str, int]:
    return {reason: count for reason, count in reasons.items() if reason not in _STATES_OF_PERSONS}


def digest_due(coordinator: Person, now: datetime, is_holiday: IsHoliday) -> str | None:
    """The week whose digest a coordinator should have by now, or None.

    It is due on Monday at nine local time, or on the first working day after it, and
    stays due in working hours of that week.
    """
    today = local_date(coordinator, now)
    monday = today - timedelta(days=today.weekday())
    days = (monday + timedelta(days=n) for n in range(7))
    first = next((day for day in days if works_on(coordinator, day, is_holiday)), None)
    if (
        first is None
        or now < instant(coordinator, first, SEND_AT)
        or not is_working(coordinator, now, is_holiday)
    ):
        return None
    return week_label(monday - timedelta(days=1))


def activity(counts: WeekCounts) -> list[Line]:
    """The week in sentences: reach, messages, and people who asked for quiet."""
    sent, answered = sum(counts.sent.values()), sum(counts.answered.values())
    lines = [
        *_reach(counts),
        Line("digest.messages" if sent else "digest.no_messages", {"sent": sent, "answered": answered}),
    ]
    if counts.snoozed or counts.stopped:
        quiet = {"snoozed": few(counts.snoozed), "stopped": few(counts.stopped)}
        lines.append(Line("digest.quiet", quiet))
    return lines


def _reach(counts: WeekCounts) -> list[Line]:
    roster = counts.on_roster
    lines = [Line("digest.reach", {"in": by_fives(counts.opted_in, roster), "roster": roster})]
    if counts.welcome_unanswered:
        silent = by_fives(counts.welcome_unanswered, roster)
        lines.append(Line("digest.unanswered", {"count": silent}))
    return lines


def needs(counts: WeekCounts, *, paused: bool, crisis: bool) -> list[Line]:
    """What only the coordinator can mend, most pressing first; empty where all is well."""
    unreachable = counts.on_roster - counts.reachable
    checks = (
        (crisis, "digest.need_crisis", 0),
        (paused, "digest.need_paused", 0),
        (unreachable, "digest.need_unreachable", unreachable),
        (sum(counts.failed.values()), "digest.need_failed", sum(counts.failed.values())),
        (counts.unknown, "digest.need_unknown", counts.unknown),
    )
    return [Line(key, {"count": count}) for holds, key, count in checks if holds]


def by_fives(count: int, most: int) -> str:
    """How many people decided something, between two numbers: 0, 1 to 4, 5 to 9 and so on up to ``most``."""
    low = max(1, count - count % 5)
    high = min(count - count % 5 + 4, most)
    return str(count) if count == 0 or low >= high else f"{low}{_TO}{high}"


def few(count: int) -> str:
    """A count of people for the coordinator's eyes; one or two are not told apart."""
    return _ONE_OR_TWO if 0 < count < 3 else str(count)


_TO = "\N{WORD JOINER}\N{EN DASH}\N{WORD JOINER}"
_ONE_OR_TWO = f"1{_TO}2"
