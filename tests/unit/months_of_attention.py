"""Months of one person's messages on a virtual clock: planned, sent late or not at all, answered or not.

Everything around the planner is played here as plainly as possible: half-hourly ticks, outages
of planning and of sending, a person with moods. What was sent is then given to the audit.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from nudges.attention import Attention, Kind, PastPrompt, Reason, standing_reason
from nudges.attention_audit import AuditReport, Quiet, Sent, audit
from nudges.candidates import Happening
from nudges.consent import Consent, ConsentAct, ConsentRecord
from nudges.decisions import Decision, Plan, Prompt
from nudges.people import Person, Setting
from nudges.planning import Planner
from nudges.working_time import instant, is_working, local_date, next_working_day
from tests.factories import a_setting, an_attention

TICK = timedelta(minutes=30)


@dataclass(slots=True)
class Message:
    """A prompt and what became of it."""

    prompt: Prompt
    planned_at: datetime
    due_at: datetime
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    withdrawn: bool = False

    def answered_by(self, now: datetime) -> bool:
        return self.answered_at is not None and self.answered_at <= now


@dataclass(frozen=True, slots=True)
class Temper:
    """Chances: of answering a message, and of doing something else on a day."""

    answers: float = 0.8
    snoozes: float = 0.0
    stops: float = 0.0
    practises: float = 0.1
    planning_fails: float = 0.0
    """Of an outage of planning that begins on a day; the next likewise for sending."""
    sending_fails: float = 0.0
    pauses: float = 0.0
    events: float = 0.3


@dataclass(slots=True)
class Months:
    """One person's months. ``run`` plays them, ``audit`` judges them."""

    planner: Planner = field(repr=False)
    person: Person
    start: date
    days: int
    temper: Temper
    rng: Random
    happening_kinds: tuple[Happening, ...] = field(default=(), repr=False)
    """Patterns of what may happen; each gets an id and a time of its own."""

    messages: list[Message] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    acts: list[ConsentRecord] = field(default_factory=list)
    quiet: list[Quiet] = field(default_factory=list)
    practised: dict[int, set[str]] = field(default_factory=dict)
    """Calendar week to the behaviours practised in it so far."""
    happened: list[Happening] = field(default_factory=list)
    moves: int = 0

    _consent: Consent = Consent.NOT_ASKED
    _snoozed_until: datetime | None = None
    _paused_until: datetime | None = None
    _outages: dict[str, datetime] = field(default_factory=dict)
    _next_look: datetime | None = None

    def run(self) -> "Months":
        now = datetime.combine(self.start, time(0), tzinfo=UTC)
        self._next_look = now
        for _ in range(self.days * 48):
            now += TICK
            if now.hour == 7 and now.minute == 0:
                self._begin_day(now)
            self._answer(now)
            if self._look_is_due(now):
                self._plan(now)
            if self._works("send", now):
                for message in [m for m in self._waiting() if m.due_at <= now]:
                    self._dispatch(message, now)
        return self

    def audit(self) -> AuditReport:
        sent = (
            Sent(self.person, m.prompt.kind, m.prompt.nudge, m.sent_at, m.answered_at, m.planned_at)
            for m in self.messages
            if m.sent_at is not None
        )
        return audit(sent, self.acts, self.quiet, self.planner.rules, self.planner.is_holiday)

    def attention(self, now: datetime) -> Attention:
        live = sorted((m for m in self.messages if not m.withdrawn), key=lambda m: m.due_at, reverse=True)
        nudges = [m for m in live if m.prompt.kind is Kind.NUDGE]
        last: dict[str, tuple[int, datetime]] = {}
        for message in reversed(nudges):
            count, _ = last.get(message.prompt.nudge, (0, now))
            last[message.prompt.nudge] = (count + 1, message.due_at)
        return an_attention(
            self.person,
            setting=self._setting(now),
            consent=self._consent,
            snoozed_until=self._snoozed_until,
            recent=[self._past(m, now) for m in live[:8]],
            last_nudge=last,
            causes=frozenset((m.prompt.nudge, m.prompt.cause) for m in self.messages if m.prompt.cause),
            practised=frozenset(self.practised.get(self._week(now), ())),
        )

    def _past(self, message: Message, now: datetime) -> PastPrompt:
        return PastPrompt(
            id=message.prompt.id,
            kind=message.prompt.kind,
            nudge=message.prompt.nudge,
            at=message.sent_at or message.due_at,
            sent=message.sent_at is not None,
            answered=message.answered_by(now),
        )

    def _setting(self, now: datetime) -> Setting:
        paused = self._paused_until is not None and now < self._paused_until
        return a_setting(paused_since=now if paused else None)

    def _week(self, at: datetime) -> int:
        return (local_date(self.person, at).toordinal() - 1) // 7

    def _look_is_due(self, now: datetime) -> bool:
        return self._next_look is not None and self._next_look <= now and self._works("plan", now)

    def _works(self, what: str, now: datetime) -> bool:
        return now >= self._outages.get(what, now)

    def _waiting(self) -> list[Message]:
        open_ones = [m for m in self.messages if m.sent_at is None and not m.withdrawn]
        return sorted(open_ones, key=lambda m: m.due_at)

    def _begin_day(self, now: datetime) -> None:
        """Draw what happens about now: outages, a pause, practice, an event, a change of mind."""
        chance, temper = self.rng.random, self.temper
        if chance() < temper.planning_fails:
            self._outages["plan"] = now + timedelta(hours=self.rng.randint(2, 120))
        if chance() < temper.sending_fails:
            self._outages["send"] = now + timedelta(hours=self.rng.randint(2, 200))
        if chance() < temper.pauses:
            end = now + timedelta(days=self.rng.randint(1, 10))
            self._paused_until = max(end, self._paused_until or end)
            self.quiet.append(Quiet(self.person.setting_id, now, end))
        if chance() < temper.practises:
            self.practised.setdefault(self._week(now), set()).add(f"B{self.rng.randint(1, 9)}")
        if self.happening_kinds and chance() < temper.events:
            self._happen(now)
        self._change_mind(now)

    def _change_mind(self, now: datetime) -> None:
        chance, taking_part = self.rng.random, self._consent is Consent.OPTED_IN
        if taking_part and chance() < self.temper.snoozes:
            self._snoozed_until = now + timedelta(days=7)
            self._act(ConsentAct.SNOOZED, now, self._snoozed_until.isoformat())
        if taking_part and chance() < self.temper.stops:
            self._act(ConsentAct.OPTED_OUT, now)
            self._consent = Consent.OPTED_OUT
        elif self._consent in (Consent.ASKED, Consent.OPTED_OUT) and chance() < 0.2:
            self._opt_in(now)

    def _happen(self, now: datetime) -> None:
        pattern = self.rng.choice(self.happening_kinds)
        id_ = f"event-{len(self.happened)}"
        self.happened.append(Happening(id_, pattern.kind, now, self.person.id, pattern.facts))

    def _opt_in(self, now: datetime) -> None:
        self._act(ConsentAct.OPTED_IN, now)
        self._consent, self._snoozed_until, self._next_look = Consent.OPTED_IN, None, now

    def _act(self, act: ConsentAct, now: datetime, detail: str = "") -> None:
        self.acts.append(ConsentRecord(self.person.id, act, now, "1", detail))

    def _answer(self, now: datetime) -> None:
        for message in self.messages:
            welcome = message.prompt.kind is Kind.WELCOME and self._consent is Consent.ASKED
            if welcome and message.answered_by(now):
                self._opt_in(now)

    def _plan(self, now: datetime) -> None:
        attention = self.attention(now)
        plan = self.planner.plan(attention, self.happened, now)
        assert plan == self.planner.plan(attention, self.happened, now), "a retry draws the same"
        self._keep(plan, now)
        day = next_working_day(self.person, local_date(self.person, now), self.planner.is_holiday)
        going_on = self._consent is not Consent.ASKED and day is not None
        self._next_look = instant(self.person, day, self.person.week.start) if going_on and day else None

    def _keep(self, plan: Plan, now: datetime) -> None:
        known = {decision.id for decision in self.decisions}
        new = [decision for decision in plan.decisions if decision.id not in known]
        self.decisions.extend(new)
        prompts = [p for p in plan.prompts if p.decision_id in {decision.id for decision in new}]
        self.messages.extend(Message(p, now, p.due_at) for p in prompts)
        if any(p.kind is Kind.WELCOME for p in prompts):
            self._consent = Consent.ASKED

    def _dispatch(self, message: Message, now: datetime) -> None:
        """As the dispatcher does: send on time, else find a new moment, else let go."""
        attention = self.attention(now)
        blocked = standing_reason(attention, now)
        excused = message.prompt.kind is Kind.WELCOME and blocked is Reason.NOT_OPTED_IN
        if (blocked and not excused) or now > message.prompt.not_after:
            message.withdrawn = True
            return
        near = (
            p
            for p in attention.without(message.prompt.id)
            if p.sent and abs(now - p.at) < self.planner.rules.gap
        )
        on_time = now - message.due_at <= TICK and not any(near)
        if on_time and is_working(self.person, now, self.planner.is_holiday):
            self._send(message, now)
            return
        moved = self.planner.move(message.prompt, attention, now)
        self.moves += 1
        message.withdrawn = moved is None
        message.due_at = moved or message.due_at

    def _send(self, message: Message, now: datetime) -> None:
        message.sent_at = now
        if self.rng.random() < self.temper.answers:
            message.answered_at = now + timedelta(minutes=self.rng.randint(1, 4000))
