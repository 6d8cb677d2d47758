"""The one attention budget: when, and how often, a person may be spoken to unasked.

Barrier 1 of the Review (paragraphs 51-52) is attention: the bot must not add to the load.
Everything unasked counts here, whatever it is about; replies to what a person asked for
never do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from nudges.consent import Consent
from nudges.people import Person, Setting, Standing
from nudges.working_time import IsHoliday, Span, instant, last_working_day, local_date, works_on

STEP = timedelta(minutes=5)
"""Send times lie on this grid: finer looks no better and makes dispatch busier."""


@dataclass(frozen=True, slots=True)
class AttentionRules:
    """The numbers of the budget; each is a setting of the deployment."""

    per_week: int = 2
    """Most unasked messages in any seven local days, the weekly check-in aside."""
    gap: timedelta = timedelta(hours=48)
    """Least time between any two unasked messages, the check-in included."""
    halve_after: int = 2
    rest_after: int = 4
    """So many unanswered in a row halve the rate, or leave only "still useful?"."""
    still_useful_every: timedelta = timedelta(days=30)
    check_in_at: time = time(14, 0)
    """Local time of the check-in on the last working day of the week."""
    settle_in: timedelta = timedelta(minutes=30)
    wind_down: timedelta = timedelta(minutes=60)
    """Nothing unasked right after work begins or right before it ends."""


class Kind(StrEnum):
    """What a message is, and so whether it counts in the budget."""

    NUDGE = "nudge"
    CHECK_IN = "check_in"
    WELCOME = "welcome"
    STILL_USEFUL = "still_useful"
    CONFIRMATION = "confirmation"
    """A colleague says the two did something together: is it so?"""
    REQUEST = "request"
    """A letter in which a colleague asks something of the person."""
    DIGEST = "digest"
    """The coordinator's weekly report: part of the role they took on."""
    NOTE = "note"
    """A letter with news about something the person began themselves."""
    REMINDER = "reminder"
    """A letter at a time the person chose."""
    MESSAGE = "message"
    """A letter with what a colleague wrote in a thread both opened: it goes at once."""
    POST = "post"
    """In a channel, at its author's wish."""
    CHANNEL_NUDGE = "channel_nudge"
    """In a channel, by itself: channels have a budget of their own."""

    @property
    def unasked(self) -> bool:
        """Whether it counts in a person's budget."""
        return self not in _ASKED

    @property
    def letter(self) -> bool:
        """Whether a flow wrote it; its words are looked up by the letter's id."""
        return self in (Kind.REQUEST, Kind.NOTE, Kind.REMINDER, Kind.MESSAGE, Kind.POST)


_ASKED = frozenset({Kind.DIGEST, Kind.NOTE, Kind.REMINDER, Kind.MESSAGE, Kind.POST, Kind.CHANNEL_NUDGE})


class Reason(StrEnum):
    """Why a moment was not available, or why a planned prompt was taken back."""

    NOT_OPTED_IN = "not_opted_in"
    OPTED_OUT = "opted_out"
    SNOOZED = "snoozed"
    LEFT = "left"
    UNREACHABLE = "unreachable"
    SETTING_PAUSED = "setting_paused"
    CRISIS = "crisis"
    GAP = "gap"
    WEEK_CAP = "week_cap"
    CHECK_IN_AHEAD = "check_in_ahead"
    DAY_OVER = "day_over"
    NOT_WORKING = "not_working"
    RESTING = "resting"
    PRACTISED = "practised"
    HUMANITARIAN = "humanitarian"
    LATE = "late"
    SWITCHED_OFF = "switched_off"
    OVERTAKEN = "overtaken"
    """What the letter was about was answered, taken back or forgotten meanwhile."""
    TAKES_PART = "takes_part"
    """A welcome for somebody who began by themselves."""


class Rhythm(StrEnum):
    """How the person's silence changes the rate."""

    NORMAL = "normal"
    HALVED = "halved"
    RESTING = "resting"


@dataclass(frozen=True, slots=True)
class PastPrompt:
    """One unasked message, planned or sent. ``at`` is when it was (or will be) sent."""

    id: str
    kind: Kind
    nudge: str
    at: datetime
    sent: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class Attention:
    """Everything the budget knows about one person at one moment."""

    person: Person
    setting: Setting
    consent: Consent
    snoozed_until: datetime | None = None
    reachable: bool = True
    cut_off: bool = False
    """Not reachable for now: the place of an account that is not closed is not connected."""
    recent: Sequence[PastPrompt] = ()
    """The latest unasked messages, newest first; at least the last eight."""
    last_nudge: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)
    """Nudge id -> how often it was sent or planned, and when last."""
    causes: frozenset[tuple[str, str]] = frozenset()
    """(nudge, cause) of the events that already raised a prompt."""
    practised: frozenset[str] = frozenset()
    """Behaviours practised since the week began."""

    def without(self, prompt_id: str) -> "Sequence[PastPrompt]":
        """The recent messages but for one: itself, when a prompt is checked again."""
        return [p for p in self.recent if p.id != prompt_id]


def rhythm(recent: Sequence[PastPrompt], rules: AttentionRules) -> Rhythm:
    """The rate that follows from how many of the latest messages went unanswered in a row."""
    ignored = 0
    for prompt in (p for p in recent if p.sent):
        if prompt.answered:
            break
        ignored += 1
    if ignored >= rules.rest_after:
        return Rhythm.RESTING
    return Rhythm.HALVED if ignored >= rules.halve_after else Rhythm.NORMAL


def standing_reason(attention: Attention, now: datetime) -> Reason | None:
    """Why nothing unasked may go to this person now, whatever the time of day; None if it may."""
    person, setting = attention.person, attention.setting
    checks = (
        (person.standing is not Standing.ACTIVE, Reason.LEFT),
        (attention.consent is Consent.OPTED_OUT, Reason.OPTED_OUT),
        (not attention.reachable, Reason.UNREACHABLE),
        (setting.crisis_since is not None, Reason.CRISIS),
        (setting.paused_since is not None, Reason.SETTING_PAUSED),
        (attention.snoozed_until is not None and now < attention.snoozed_until, Reason.SNOOZED),
        # Last: a welcome is exempt from this one, and from nothing above.
        (attention.consent is not Consent.OPTED_IN, Reason.NOT_OPTED_IN),
    )
    return next((reason for holds, reason in checks if holds), None)


@dataclass(frozen=True, slots=True)
class Room:
    """Room for one message on one day: any moment of ``span``; or the reason there is none."""

    span: Span | None
    reason: Reason | None = None


def room_on(
    day: date,
    attention: Attention,
    rules: AttentionRules,
    is_holiday: IsHoliday,
    *,
    now: datetime,
    kind: Kind = Kind.NUDGE,
    leaving_out: str = "",
) -> Room:
    """Where on ``day`` (local) an unasked message of ``kind`` still fits.

    ``leaving_out`` is the id of a prompt that is being moved and must not block itself.
    """
    person = attention.person
    if not works_on(person, day, is_holiday):
        return Room(None, Reason.NOT_WORKING)
    recent = attention.without(leaving_out)
    if kind is not Kind.CHECK_IN and _week_is_full(day, person, recent, rules):
        return Room(None, Reason.WEEK_CAP)
    start = max(instant(person, day, person.week.start) + rules.settle_in, now)
    end = instant(person, day, person.week.end) - rules.wind_down
    if start >= end:
        return Room(None, Reason.DAY_OVER)
    gap = rules.gap if kind is Kind.CHECK_IN else _gap(recent, rules)
    start = max([start, *(p.at + gap for p in recent)])
    if start >= end:
        return Room(None, Reason.GAP)
    if kind is not Kind.CHECK_IN:
        check_in = next_check_in(day, attention, rules, is_holiday)
        end = min(end, check_in - rules.gap) if check_in else end
    return Room(Span(start, end)) if start < end else Room(None, Reason.CHECK_IN_AHEAD)


def next_check_in(
    day: date, attention: Attention, rules: AttentionRules, is_holiday: IsHoliday
) -> datetime | None:
    """When this week's check-in of the person is due; None if there is none, or it went already."""
    person = attention.person
    last = last_working_day(person, day, is_holiday)
    if last is None or last < day or not _has_check_in(last, attention, rules):
        return None
    return check_in_moment(person, last, rules)


def check_in_moment(person: Person, day: date, rules: AttentionRules) -> datetime:
    """The check-in's moment on a day: the usual time, kept inside the person's hours."""
    earliest = instant(person, day, person.week.start) + rules.settle_in
    latest = instant(person, day, person.week.end) - rules.wind_down - STEP
    return max(earliest, min(instant(person, day, rules.check_in_at), latest))


def is_check_in_day(day: date, attention: Attention, rules: AttentionRules, is_holiday: IsHoliday) -> bool:
    """Whether the week's check-in belongs on this day."""
    return day == last_working_day(attention.person, day, is_holiday) and _has_check_in(day, attention, rules)


def _has_check_in(day: date, attention: Attention, rules: AttentionRules) -> bool:
    """One check-in a calendar week; not two weeks running at half rate; none at rest."""
    mode = rhythm(attention.recent, rules)
    if attention.consent is not Consent.OPTED_IN or mode is Rhythm.RESTING:
        return False
    apart = 2 if mode is Rhythm.HALVED else 1
    gone = (local_date(attention.person, p.at) for p in attention.recent if p.kind is Kind.CHECK_IN)
    return all(abs(_week_number(day) - _week_number(past)) >= apart for past in gone)


def _week_number(day: date) -> int:
    """Calendar weeks (Monday to Sunday) in one count, so that years do not matter."""
    return (day.toordinal() - 1) // 7


def _gap(recent: Sequence[PastPrompt], rules: AttentionRules) -> timedelta:
    return rules.gap if rhythm(recent, rules) is Rhythm.NORMAL else 2 * rules.gap


def _week_is_full(day: date, person: Person, recent: Sequence[PastPrompt], rules: AttentionRules) -> bool:
    """Whether any seven local days that hold ``day`` already hold their share."""
    share = rules.per_week
    if rhythm(recent, rules) is not Rhythm.NORMAL:
        share = min(share, max(1, share // 2))
    counted = [local_date(person, p.at) for p in recent if p.kind is not Kind.CHECK_IN]
    windows = (day + timedelta(days=shift) for shift in range(-6, 1))
    return any(sum(first <= d <= first + timedelta(days=6) for d in counted) >= share for first in windows)


def pick_moment(span: Span, preferred: datetime | None, draw: float) -> datetime:
    """A moment of the span on the five-minute grid: the preferred one if it fits, else drawn."""
    steps = int((span.end - span.start) / STEP)
    if preferred is not None and span.start <= preferred < span.end:
        return preferred
    chosen = span.start + STEP * int(draw * max(steps, 1))
    return min(_ceil(chosen), max(span.start, _floor(span.end - timedelta(seconds=1))))


def _floor(at: datetime) -> datetime:
    return at - timedelta(seconds=at.timestamp() % STEP.total_seconds())


def _ceil(at: datetime) -> datetime:
    floor = _floor(at)
    return floor if floor == at else floor + STEP
