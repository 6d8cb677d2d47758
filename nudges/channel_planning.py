"""What a channel is shown by itself: at most one post a week, in its readers' hours.

The channel's share is apart from its readers' own (content model, section 12); what people
post through the product at their own wish does not count in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from nudges.attention import Attention, AttentionRules, Kind, Reason, pick_moment, standing_reason
from nudges.catalogue import Channel as Place
from nudges.catalogue import Nudge
from nudges.chance import KeyedDraw, stable_id
from nudges.channels import Channel
from nudges.decisions import Decision, Outcome, Plan, Prompt, Slot
from nudges.editions import Edition
from nudges.triggers import Recurring, opening
from nudges.working_time import IsHoliday, Span, instant, local_date, works_on

POSTED = frozenset({Place.PUBLIC_POST, Place.GROUP_MESSAGE})
"""Nudges that are a post in a channel."""
APART = timedelta(days=7)
"""Least time between two posts of the product in one channel."""

LOOKS_AHEAD = 60
"""Days within which the next free one is looked for."""


@dataclass(frozen=True, slots=True)
class PastPost:
    """A post of the product in the channel, planned or sent; ``at`` is its moment."""

    nudge: str
    at: datetime
    record: str = ""
    """Id of the flow's record it was about."""


@dataclass(frozen=True, slots=True)
class ChannelDay:
    """One channel on one local day of its readers, for whom ``readers`` stands."""

    channel: Channel
    readers: Attention
    past: Sequence[PastPost]
    now: datetime

    @property
    def day(self) -> date:
        return local_date(self.readers.person, self.now)


@dataclass(frozen=True, slots=True)
class ChannelPlanner:
    """The rules of one deployment for every channel. ``nudges`` are those that may be posted."""

    nudges: Sequence[Nudge]
    rules: AttentionRules
    is_holiday: IsHoliday
    draw: KeyedDraw
    send_probability: float = 1.0
    """Of posts that a trial may hold back; 1 while trials are off."""

    def in_edition(self, edition: Edition) -> "ChannelPlanner":
        """Without what rests in a setting with this edition."""
        return replace(self, nudges=[each for each in self.nudges if edition.is_on(each.id)])

    def open(self, here: ChannelDay) -> list[Nudge]:
        """The nudges whose moment it is, and that were not posted too lately."""
        return [nudge for nudge in self.nudges if self._is_open(nudge, here)]

    def plan(self, here: ChannelDay, ready: Mapping[str, str]) -> Plan:
        """The decision of the day, where anything came up.

        ``ready`` maps the open nudges that have something to say to the record it is about.
        """
        if not ready:
            return Plan()
        opened = self._opened(here, ready)
        reason = self._blocked(here)
        span = self._span(here)
        if reason is not None or span is None:
            return Plan((replace(opened, reason=reason or Reason.DAY_OVER),))
        pool = sorted(ready)
        choice, send = self.draw(opened.id, "choice"), self.draw(opened.id, "send")
        nudge = pool[int(choice * len(pool))]
        decision = replace(
            opened,
            outcome=Outcome.PLANNED if send < self.send_probability else Outcome.HELD,
            nudge=nudge,
            choice_probability=1 / len(pool),
            choice_draw=choice,
            send_probability=self.send_probability,
            send_draw=send,
        )
        if decision.outcome is Outcome.HELD:
            return Plan((decision,))
        return Plan((decision,), (self._prompt(here, decision, nudge, ready[nudge], span),))

    def may_come(self, nudge: Nudge, here: ChannelDay) -> bool:
        """Whether it fits the channel and was not posted too lately, whatever its own day."""
        if nudge.joint_action and here.channel.humanitarian:
            return False
        last = self._last(nudge, here)
        apart = max((cap.days or 0 for cap in nudge.caps), default=0)
        return last is None or (here.day - last).days >= apart

    def earliest(self, nudge: Nudge, here: ChannelDay) -> date | None:
        """The first day on which it could be posted, as things stand now; None where it is far off."""
        person = here.readers.person
        for ahead in range(LOOKS_AHEAD):
            day = here.day + timedelta(days=ahead)
            last_call = instant(person, day, person.week.end) - self.rules.wind_down - timedelta(minutes=1)
            then = replace(here, now=last_call)
            if last_call > here.now and self._is_open(nudge, then) and self._blocked(then) is None:
                return day
        return None

    def _last(self, nudge: Nudge, here: ChannelDay) -> date | None:
        """The readers' day on which it was posted last."""
        last = max((p.at for p in here.past if p.nudge == nudge.id), default=None)
        return None if last is None else local_date(here.readers.person, last)

    def _is_open(self, nudge: Nudge, here: ChannelDay) -> bool:
        if not self.may_come(nudge, here):
            return False
        trigger = next((t for t in nudge.triggers if isinstance(t, Recurring)), None)
        opened = opening(trigger, here.day, self._works(here)) if trigger else None
        if opened is None:
            return False
        last = self._last(nudge, here)
        return last is None or last < opened

    def _works(self, here: ChannelDay) -> "_WorksOn":
        return _WorksOn(here, self.is_holiday)

    def _blocked(self, here: ChannelDay) -> Reason | None:
        blocked = standing_reason(here.readers, here.now)
        if blocked is not None:
            return blocked
        if not self._works(here)(here.day):
            return Reason.NOT_WORKING
        lately = any(abs(p.at - here.now) < APART for p in here.past)
        return Reason.WEEK_CAP if lately else None

    def _span(self, here: ChannelDay) -> Span | None:
        person = here.readers.person
        start = max(instant(person, here.day, person.week.start) + self.rules.settle_in, here.now)
        end = instant(person, here.day, person.week.end) - self.rules.wind_down
        return Span(start, end) if start < end else None

    def _opened(self, here: ChannelDay, ready: Mapping[str, str]) -> Decision:
        return Decision(
            id=stable_id(here.channel.id, here.day.isoformat(), Slot.DAY),
            setting_id=here.channel.setting_id,
            person_id="",
            channel_id=here.channel.id,
            local_date=here.day,
            slot=Slot.DAY,
            at=here.now,
            eligible=tuple(sorted(ready)),
        )

    def _prompt(self, here: ChannelDay, decision: Decision, nudge: str, record: str, span: Span) -> Prompt:
        definition = next(each for each in self.nudges if each.id == nudge)
        trigger = next(t for t in definition.triggers if isinstance(t, Recurring))
        preferred = instant(here.readers.person, here.day, trigger.at) if trigger.at else None
        moment = pick_moment(span, preferred, self.draw(decision.id, "moment"))
        return Prompt(
            id=stable_id(decision.id, "prompt"),
            decision_id=decision.id,
            setting_id=decision.setting_id,
            person_id="",
            channel_id=here.channel.id,
            kind=Kind.CHANNEL_NUDGE,
            nudge=nudge,
            due_at=moment,
            not_after=moment + timedelta(days=1 + trigger.open_days),
            facts={"record": record},
            cause=record,
        )


@dataclass(frozen=True, slots=True)
class _WorksOn:
    """Whether the readers work on a day."""

    here: ChannelDay
    is_holiday: IsHoliday

    def __call__(self, day: date) -> bool:
        return works_on(self.here.readers.person, day, self.is_holiday)
