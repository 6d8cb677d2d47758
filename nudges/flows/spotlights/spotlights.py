"""Spotlights: four lines about what worked, published once all who are named agree and an editor approves.

A no changes nothing at all: it is kept nowhere, so that nobody can be told who said it. What
does not find everybody's yes in time lapses, just as it does with silence. The text of a
spotlight never changes; a reworked one is a new spotlight, and everybody is asked anew.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Write
from nudges.letters import Button, Letter
from nudges.records import NotPossibleError

LAPSES_AFTER = timedelta(days=21)
"""How long those named have to agree, and an author to rework what came back."""
FRESH = timedelta(days=180)
"""An approved spotlight that found no place for so long is no news any more."""

AGREE = Letter(
    "spotlight_agree",
    Kind.REQUEST,
    (
        Button("named", "spotlight_agree_named"),
        Button("entity", "spotlight_agree_entity"),
        Button("no", "spotlight_agree_no", unkept=True),
    ),
)
TO_EDIT = Letter(
    "spotlight_to_edit",
    Kind.NOTE,
    (
        Button("approve", "spotlight_approve"),
        Button("send_back", "spotlight_send_back"),
        Button("reject", "spotlight_reject"),
    ),
)
TO_SECOND = Letter("spotlight_to_second", Kind.NOTE, TO_EDIT.buttons)
"""Another coordinator said yes; so many would read it that two have to."""
APPROVED = Letter("spotlight_approved", Kind.NOTE)
HELD = Letter("spotlight_held", Kind.NOTE)
SENT_BACK = Letter("spotlight_sent_back", Kind.NOTE, (Button("rework", "spotlight_write"),))
REJECTED = Letter("spotlight_rejected", Kind.NOTE)
LAPSED = Letter("spotlight_lapsed", Kind.NOTE, of_silence=True)


class State(StrEnum):
    ASKED = "asked"
    """Those named are asked."""
    READY = "ready"
    """All agree; an editor has it."""
    FIRST_YES = "first_yes"
    """One editor approves; it reaches so many people that another one has to as well."""
    SENT_BACK = "sent_back"
    REWORKED = "reworked"
    """A new spotlight took its place."""
    REJECTED = "rejected"
    APPROVED = "approved"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.ASKED, State.READY, State.FIRST_YES, State.SENT_BACK, State.APPROVED})
"""States from which one of those in it may still take it back."""


WITH_EDITORS = frozenset({State.READY, State.FIRST_YES})


class Said(StrEnum):
    """What a named colleague answered. There is no word for no: see above."""

    OPEN = "open"
    NAMED = "named"
    ENTITY_ONLY = "entity_only"
    """The credit line is right, their own name stays out."""


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Lines:
    """The author's lines; who joined comes from the roster. An empty ``source`` means no number."""

    problem: str
    done: str
    changed: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Contributor:
    """A named colleague: agrees to be named and confirms that their entity is credited rightly."""

    person_id: str
    entity: str
    said: Said = Said.OPEN


@dataclass(frozen=True, slots=True)
class Spotlight:
    """Four lines with their author, those named, and how far they have come."""

    KIND: ClassVar[str] = "spotlight"

    id: str
    setting_id: str
    author_id: str
    author_entity: str
    lines: Lines
    size: Size
    contributors: tuple[Contributor, ...]
    introduces: bool
    """Whether readers who could reuse it may be introduced to the author."""
    asked_at: datetime
    state: State = State.ASKED
    wake_at: datetime | None = None
    editor_id: str = ""
    word: str = ""
    """What the editor wrote when sending it back."""
    suggested: Lines | None = None
    """The lines as the editor would word them; their author decides."""
    approved_at: datetime | None = None
    seconder_id: str = ""
    """The second editor who approved it, where it took two."""

    @property
    def people(self) -> Collection[str]:
        named = (each.person_id for each in self.contributors)
        return {self.author_id, *named} | ({self.editor_id, self.seconder_id} - {""})

    @property
    def entities(self) -> frozenset[str]:
        return frozenset({self.author_entity, *(each.entity for each in self.contributors)})

    def without(self, person_id: str) -> Self | None:
        """Goes with its author, and where one entity alone would be left; an editor's word goes with them."""
        if person_id == self.author_id:
            return None
        left = tuple(each for each in self.contributors if each.person_id != person_id)
        kept = replace(self, contributors=left)
        if person_id == self.editor_id:
            state = State.READY if self.state is State.FIRST_YES else self.state
            kept = replace(kept, state=state, editor_id="", word="", suggested=None)
        if person_id == self.seconder_id:
            kept = replace(kept, seconder_id="")
        return kept if len(kept.entities) > 1 else None


Step: TypeAlias = tuple[Spotlight, Sequence[Effect]]
"""The spotlight after a step, and what is to happen around it."""


def faults(lines: Lines, entities: Collection[str]) -> Mapping[str, str]:
    """What keeps four lines from being sent, by field: ``empty``, ``no_source`` or ``one_entity``."""
    fields = {"problem": lines.problem, "done": lines.done, "changed": lines.changed}
    found = {field: "empty" for field, text in fields.items() if not text.strip()}
    if has_number(lines.changed) and not lines.source.strip():
        found["source"] = "no_source"
    if len(set(entities)) < 2:
        found["colleague_1"] = "one_entity"
    return found


def has_number(text: str) -> bool:
    """Whether the words hold a number in figures, of any script, or a percentage."""
    return any(each.isnumeric() or each in "%‰" for each in text)


def propose(spotlight: Spotlight) -> Step:
    """Ask everybody who is named, once."""
    if faults(spotlight.lines, spotlight.entities):
        raise NotPossibleError("four lines with a fault")
    asked = replace(spotlight, state=State.ASKED, wake_at=spotlight.asked_at + LAPSES_AFTER)
    return asked, [Write(AGREE, each.person_id) for each in asked.contributors]


def agree(spotlight: Spotlight, person_id: str, said: Said, editors: Iterable[str]) -> Step:
    """A named colleague's yes. With the last one the editors get it."""
    require(spotlight, State.ASKED)
    answered = _answered(spotlight, person_id, said)
    if any(each.said is Said.OPEN for each in answered.contributors):
        return answered, []
    ready = replace(answered, state=State.READY, wake_at=None)
    return ready, [Write(TO_EDIT, editor) for editor in editors]


def take_back(spotlight: Spotlight, person_id: str, at: datetime) -> Step:
    """Somebody in it does not want it published any more: an author ends it, a colleague's yes is undone."""
    require(spotlight, *OPEN)
    if person_id == spotlight.author_id:
        return replace(spotlight, state=State.WITHDRAWN, wake_at=None), []
    undone = _answered(spotlight, person_id, Said.OPEN)
    lapses = max(spotlight.asked_at + LAPSES_AFTER, at + timedelta(days=1))
    return replace(undone, state=State.ASKED, wake_at=lapses, seconder_id="", approved_at=None), []


def _answered(spotlight: Spotlight, person_id: str, said: Said) -> Spotlight:
    if all(each.person_id != person_id for each in spotlight.contributors):
        raise NotPossibleError(person_id)
    said_now = tuple(
        replace(each, said=said) if each.person_id == person_id else each for each in spotlight.contributors
    )
    return replace(spotlight, contributors=said_now)


def wake(spotlight: Spotlight) -> Step:
    """The time to agree, or to rework it, is over. The author hears that it was not published."""
    if spotlight.state not in (State.ASKED, State.SENT_BACK):
        return replace(spotlight, wake_at=None), []
    told = [Write(LAPSED, spotlight.author_id)] if spotlight.state is State.ASKED else []
    unsaid = tuple(replace(each, said=Said.OPEN) for each in spotlight.contributors)
    return replace(spotlight, state=State.LAPSED, wake_at=None, contributors=unsaid), told


def require(spotlight: Spotlight, *states: State) -> None:
    """Raises ``NotPossibleError`` in any other state."""
    if spotlight.state not in states:
        raise NotPossibleError(spotlight.state)


def next_in_turn(waiting: Iterable[Spotlight], posted: Sequence[Size | None]) -> Spotlight | None:
    """What a channel shows next: small and large in turn, the longest waiting first.

    Of any three in a row at least one is small (content model, section 9): after two that
    are not, only a small one may follow, and where there is none nothing is posted.
    ``posted`` are the sizes so far, oldest first; None where a spotlight is forgotten,
    which counts as large.
    """
    needs_small = len(posted) > 1 and Size.SMALL not in posted[-2:]
    allowed = [each for each in waiting if each.size is Size.SMALL or not needs_small]
    last = posted[-1] if posted else None
    return min(
        allowed,
        key=lambda each: (each.size is last, each.approved_at or each.asked_at, each.id),
        default=None,
    )
