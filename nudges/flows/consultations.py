"""Consultations: one person asks another, of another entity, for their view or data.

What counts as practised (content model, S5, S6 and S12): asking and being answered is
seeking out viewpoints (B4); saying that the answer was used is taking it into a decision
(B7). The asker tells back what came of it (Review, paragraph 56): nobody helps into a void.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Practised, Write
from nudges.letters import Button, Letter
from nudges.people import Person
from nudges.practice import Source
from nudges.records import NotPossibleError

REMIND_AFTER = timedelta(days=5)
"""How long an asker waits before hearing that there is no answer yet (content model, S5-1)."""
LAPSES_AFTER = timedelta(days=21)
ASK_USE_AFTER = timedelta(days=14)
"""How long after an answer the asker, if silent, is asked what came of it (content model, S12-3)."""
NOT_ASKED_LATELY = timedelta(days=90)

ASKED = Letter(
    "consultation_asked",
    Kind.REQUEST,
    (Button("answer", "consultation_answer"), Button("pass", "consultation_pass", unkept=True)),
)
ANSWERED = Letter(
    "consultation_answered",
    Kind.NOTE,
    (
        Button("used", "consultation_used"),
        Button("later", "consultation_later"),
        Button("not_used", "consultation_not_used"),
    ),
)
NO_ANSWER = Letter(
    "consultation_no_answer",
    Kind.NOTE,
    (Button("other", "consult"), Button("wait", "consultation_wait")),
    of_silence=True,
)
WHAT_CAME = Letter("consultation_what_came", Kind.NOTE, ANSWERED.buttons)
TOLD_BACK = Letter("consultation_told_back", Kind.REQUEST)


class State(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    PASSED = "passed"
    """The colleague could not answer; no reason is asked."""
    USED = "used"
    NOT_USED = "not_used"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Consultation:
    """One question from one person to one other. ``answer`` is empty until there is one."""

    KIND: ClassVar[str] = "consultation"

    id: str
    setting_id: str
    asker_id: str
    asked_id: str
    about: str
    """What it is for, in a few words: the decision, report or plan."""
    question: str
    asked_at: datetime
    state: State = State.ASKED
    wake_at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return (self.asker_id, self.asked_id)

    def without(self, person_id: str) -> Self | None:
        """Half a consultation says nothing: it goes with either side."""
        return None if person_id in self.people else self


Step: TypeAlias = tuple[Consultation, Sequence[Effect]]
"""The consultation after a step, and what is to happen around it."""


def ask(consultation: Consultation) -> Step:
    """Send the question off."""
    waiting = replace(consultation, wake_at=consultation.asked_at + REMIND_AFTER)
    return waiting, [Write(ASKED, waiting.asked_id)]


def answer(consultation: Consultation, text: str, at: datetime) -> Step:
    """The colleague's answer; the asker hears of it, and asking is practised."""
    _require(consultation, State.ASKED, State.LAPSED)
    answered = replace(
        consultation, state=State.ANSWERED, answer=text, answered_at=at, wake_at=at + ASK_USE_AFTER
    )
    practised = Practised(answered.asker_id, "B4", Source.FLOW, counterpart_id=answered.asked_id)
    return answered, [Write(ANSWERED, answered.asker_id), practised]


def pass_on(consultation: Consultation) -> Step:
    """The colleague cannot answer; the asker is told, so that they can ask somebody else."""
    _require(consultation, State.ASKED, State.LAPSED)
    return replace(consultation, state=State.PASSED, wake_at=None), [
        Write(NO_ANSWER, consultation.asker_id, key="passed")
    ]


def tell_back(consultation: Consultation, *, used: bool) -> Step:
    """What came of the answer; the colleague hears it, and using it is practised."""
    _require(consultation, State.ANSWERED)
    settled = replace(consultation, state=State.USED if used else State.NOT_USED, wake_at=None)
    told: list[Effect] = [Write(TOLD_BACK, settled.asked_id)]
    if used:
        told.append(Practised(settled.asker_id, "B7", Source.FLOW, counterpart_id=settled.asked_id))
    return settled, told


def wake(consultation: Consultation, at: datetime) -> Step:
    """Time passed: say once that there is no answer, ask once what came of one, then let it rest."""
    match consultation.state:
        case State.ASKED if at < consultation.asked_at + LAPSES_AFTER:
            lapses = consultation.asked_at + LAPSES_AFTER
            return replace(consultation, wake_at=lapses), [Write(NO_ANSWER, consultation.asker_id)]
        case State.ASKED:
            return replace(consultation, state=State.LAPSED, wake_at=None), []
        case State.ANSWERED:
            return replace(consultation, wake_at=None), [Write(WHAT_CAME, consultation.asker_id)]
        case _:
            return replace(consultation, wake_at=None), []


def _require(consultation: Consultation, *states: State) -> None:
    if consultation.state not in states:
        raise NotPossibleError(consultation.state)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Whom one might ask, and why this one: known, new, or of the pillar asked least."""

    person_id: str
    reason: str


SUGGESTED = 3
"""Three, not thirty (content model, S5-1)."""


def suggest(
    asker: Person,
    colleagues: Iterable[Person],
    known: Collection[str],
    past: Iterable[Consultation],
    draw: Mapping[str, float],
) -> list[Suggestion]:
    """Up to ``SUGGESTED``: one known, one new, one of the pillar asked least.

    ``known`` are people the asker has met; ``past`` their own consultations of the last 90
    days; ``draw`` gives every colleague a uniform number, so that nobody is always first.
    Only people of other entities are suggested.
    """
    others = sorted((p for p in colleagues if p.entity != asker.entity), key=lambda p: draw[p.id])
    asked = Counter(c.asked_id for c in past)
    by_id = {p.id: p for p in others}
    asked_pillars = Counter(by_id[a].pillar for a in asked.elements() if a in by_id)
    others.sort(key=lambda p: asked[p.id])
    least = sorted(others, key=lambda p: asked_pillars[p.pillar])
    chosen: dict[str, Suggestion] = {}
    for reason, pool in (
        ("known", [p for p in others if p.id in known]),
        ("new", [p for p in others if p.id not in known and not asked[p.id]]),
        ("least_asked", [p for p in least if p.pillar != asker.pillar]),
    ):
        found = next((p for p in pool if p.id not in chosen), None)
        if found is not None:
            chosen[found.id] = Suggestion(found.id, reason)
    return list(chosen.values())
