"""From a person and a moment to a decision: what came up, what was chosen, and why not.

A decision point is one slot of one local day of one person. Rules filter the nudges that
came up; one of the most urgent kind is drawn; then a trial may hold it back. Every step
is written into the decision before anything is sent (measurement design, section 6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from nudges.attention import (
    Attention,
    AttentionRules,
    Kind,
    Reason,
    Rhythm,
    Room,
    check_in_moment,
    is_check_in_day,
    pick_moment,
    rhythm,
    room_on,
    standing_reason,
)
from nudges.candidates import Candidate, Happening, candidates
from nudges.catalogue import Nudge, Randomise
from nudges.chance import KeyedDraw, stable_id
from nudges.consent import Consent
from nudges.decisions import Decision, Outcome, Plan, Prompt, Slot
from nudges.working_time import IsHoliday, Span, instant, local_date, week_start


@dataclass(frozen=True, slots=True)
class Planner:
    """The rules of one deployment, ready to be applied to any person at any moment."""

    nudges: Sequence[Nudge]
    rules: AttentionRules
    is_holiday: IsHoliday
    draw: KeyedDraw
    send_probability: float = 1.0
    """Of nudges that a trial may hold back; 1 while trials are off."""

    def plan(self, attention: Attention, happenings: Iterable[Happening], now: datetime) -> Plan:
        """The decisions that are due for one person on their present local day."""
        day = local_date(attention.person, now)
        if attention.consent is Consent.NOT_ASKED:
            return self._welcome(attention, day, now)
        if attention.consent is not Consent.OPTED_IN:
            return Plan()
        if is_check_in_day(day, attention, self.rules, self.is_holiday):
            return self._check_in(attention, day, now)
        if rhythm(attention.recent, self.rules) is Rhythm.RESTING:
            return self._rest(attention, tuple(happenings), day, now)
        return self._nudge(attention, tuple(happenings), day, now)

    def move(self, prompt: Prompt, attention: Attention, now: datetime) -> datetime | None:
        """A later good moment for a prompt that could not go when it was due; None if there is none."""
        person = attention.person
        day = local_date(person, now)
        while instant(person, day, person.week.start) <= prompt.not_after:
            room = self._room(attention, day, now, prompt.kind, leaving_out=prompt.id)
            if room.span is not None:
                draw = self.draw("move", prompt.id, day.isoformat())
                moment = pick_moment(room.span, None, draw)
                return moment if moment <= prompt.not_after else None
            day += timedelta(days=1)
        return None

    def _room(
        self, attention: Attention, day: date, now: datetime, kind: Kind, leaving_out: str = ""
    ) -> Room:
        return room_on(
            day, attention, self.rules, self.is_holiday, now=now, kind=kind, leaving_out=leaving_out
        )

    def _welcome(self, attention: Attention, day: date, now: datetime) -> Plan:
        blocked = standing_reason(attention, now)
        on_its_way = any(past.kind is Kind.WELCOME for past in attention.recent)
        if on_its_way or blocked not in (None, Reason.NOT_OPTED_IN):
            return Plan()
        room = self._room(attention, day, now, Kind.WELCOME)
        if room.span is None:
            return Plan()
        decision = _open(attention, day, Slot.WELCOME, now)
        moment = pick_moment(room.span, None, self.draw(decision.id, "moment"))
        return self._certain(decision, Kind.WELCOME, moment, moment + timedelta(days=14))

    def _check_in(self, attention: Attention, day: date, now: datetime) -> Plan:
        decision = _open(attention, day, Slot.CHECK_IN, now)
        blocked = standing_reason(attention, now)
        room = self._room(attention, day, now, Kind.CHECK_IN)
        if blocked or room.span is None:
            return _unavailable(decision, blocked or room.reason)
        preferred = check_in_moment(attention.person, day, self.rules)
        moment = pick_moment(room.span, max(preferred, room.span.start), 0.0)
        ends = instant(
            attention.person,
            week_start(attention.person, day) + timedelta(days=7),
            attention.person.week.start,
        )
        return self._certain(decision, Kind.CHECK_IN, moment, ends)

    def _rest(
        self, attention: Attention, happenings: tuple[Happening, ...], day: date, now: datetime
    ) -> Plan:
        """Four messages in a row met silence: once a month one question, and nothing else."""
        asked = [p.at for p in attention.recent if p.kind is Kind.STILL_USEFUL]
        if asked and now - asked[0] < self.rules.still_useful_every:
            return self._nudge(attention, happenings, day, now, resting=Reason.RESTING)
        return self._still_useful(attention, day, now)

    def _still_useful(self, attention: Attention, day: date, now: datetime) -> Plan:
        decision = _open(attention, day, Slot.DAY, now)
        blocked = standing_reason(attention, now)
        room = self._room(attention, day, now, Kind.STILL_USEFUL)
        if blocked or room.span is None:
            return _unavailable(decision, blocked or room.reason)
        moment = pick_moment(room.span, None, self.draw(decision.id, "moment"))
        return self._certain(decision, Kind.STILL_USEFUL, moment, moment + timedelta(days=7))

    def _nudge(
        self,
        attention: Attention,
        happenings: tuple[Happening, ...],
        day: date,
        now: datetime,
        resting: Reason | None = None,
    ) -> Plan:
        offered = [each for each in self.nudges if attention.setting.edition.is_on(each.id)]
        found = candidates(offered, attention, happenings, day, now, self.is_holiday)
        if not found:
            return Plan()
        room = self._room(attention, day, now, Kind.NUDGE)
        came_up = [_in_time(each, room) for each in found]
        fitting = [c for c in came_up if c.barred is None]
        decision = _open(attention, day, Slot.DAY, now, fitting or came_up)
        blocked = standing_reason(attention, now) or resting
        if blocked or room.span is None or not fitting:
            return _unavailable(decision, blocked or room.reason or came_up[0].barred)
        return self._choose(decision, fitting, attention, room.span)

    def _choose(
        self,
        opened: Decision,
        fitting: Sequence[Candidate],
        attention: Attention,
        span: Span,
    ) -> Plan:
        """Draw one of the most urgent candidates, then let a trial hold it back or not."""
        urgent = min(c.priority for c in fitting)
        pool = sorted((c for c in fitting if c.priority == urgent), key=lambda c: c.key)
        choice_draw, send_draw = self.draw(opened.id, "choice"), self.draw(opened.id, "send")
        chosen = pool[int(choice_draw * len(pool))]
        probability = self._probability(chosen)
        decision = replace(
            opened,
            outcome=Outcome.PLANNED if send_draw < probability else Outcome.HELD,
            nudge=chosen.name,
            # Two events may bring up the same nudge: it is as likely as both together.
            choice_probability=sum(c.name == chosen.name for c in pool) / len(pool),
            choice_draw=choice_draw,
            send_probability=probability,
            send_draw=send_draw,
        )
        if decision.outcome is Outcome.HELD:
            return Plan((decision,))
        preferred = instant(attention.person, decision.local_date, chosen.at) if chosen.at else None
        last = chosen.until or span.end
        moment = pick_moment(Span(span.start, min(span.end, last)), preferred, self.draw(opened.id, "moment"))
        closes = chosen.until or max(chosen.closes, moment + self.rules.wind_down)
        prompt = _prompt(decision, chosen.kind, moment, closes)
        return Plan((decision,), (replace(prompt, facts=chosen.facts, cause=chosen.cause),))

    def _probability(self, chosen: Candidate) -> float:
        may_hold = chosen.nudge is not None and chosen.nudge.randomise is Randomise.SEND_OR_HOLD
        return self.send_probability if may_hold else 1.0

    def _certain(self, opened: Decision, kind: Kind, moment: datetime, not_after: datetime) -> Plan:
        """A message that no trial ever holds back, with its draws written down all the same."""
        decision = replace(
            opened,
            outcome=Outcome.PLANNED,
            nudge=kind.value,
            choice_probability=1.0,
            choice_draw=self.draw(opened.id, "choice"),
            send_probability=1.0,
            send_draw=self.draw(opened.id, "send"),
        )
        return Plan((decision,), (_prompt(decision, kind, moment, not_after),))


def _in_time(candidate: Candidate, room: Room) -> Candidate:
    """Barred where its moment passes before the first one that is free today."""
    late = room.span is not None and candidate.until is not None and candidate.until <= room.span.start
    return replace(candidate, barred=candidate.barred or Reason.LATE) if late else candidate


def _open(
    attention: Attention, day: date, slot: Slot, now: datetime, came_up: Sequence[Candidate] = ()
) -> Decision:
    person = attention.person
    return Decision(
        id=stable_id(person.id, day.isoformat(), slot),
        setting_id=person.setting_id,
        person_id=person.id,
        local_date=day,
        slot=slot,
        at=now,
        eligible=tuple(sorted({c.name for c in came_up})),
    )


def _unavailable(opened: Decision, reason: Reason | None) -> Plan:
    return Plan((replace(opened, outcome=Outcome.UNAVAILABLE, reason=reason),))


def _prompt(decision: Decision, kind: Kind, moment: datetime, not_after: datetime) -> Prompt:
    return Prompt(
        id=stable_id(decision.id, "prompt"),
        decision_id=decision.id,
        setting_id=decision.setting_id,
        person_id=decision.person_id,
        kind=kind,
        nudge=decision.nudge or kind.value,
        due_at=moment,
        not_after=not_after,
    )
