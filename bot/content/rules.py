"""What must hold for one nudge beyond its shape."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.content.documents import Document, Path
from bot.content.faults import Fault
from bot.content.shapes import CheckInShape, EventShape, NudgeShape, RecurringShape, RequestShape, Shape
from nudges.catalogue import Effect, TriggerType
from nudges.events import EVENT_FACTS
from nudges.framework import Framework

_TRIGGERS: Mapping[TriggerType, tuple[type[Shape], ...]] = {
    TriggerType.TIME: (RecurringShape, CheckInShape, EventShape),
    TriggerType.EVENT: (EventShape,),
    TriggerType.PULL: (RequestShape,),
}

FEWEST_CHOICES, MOST_CHOICES = 2, 4


Broken: TypeAlias = Iterator[tuple[Path, str]]
"""Where inside the nudge, and what to mend."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One nudge whose shape is right, before its meaning is checked."""

    id: str
    document: Document
    shape: NudgeShape
    framework: Framework


def broken_rules(draft: Draft) -> Iterator[Fault]:
    """The rules a nudge breaks, each at the line that breaks it."""
    for rules in (_solution, _cells, _triggers, _completion, _choices, _effects, _facts):
        for place, message in rules(draft):
            yield draft.document.fault((draft.id, *place), f"{draft.id}: {message}")


def _solution(draft: Draft) -> Broken:
    solution = draft.framework.solutions.get(draft.shape.solution)
    if solution is None:
        yield ("solution",), f"no solution `{draft.shape.solution}`: use one of framework.yaml"
        return
    if draft.id.partition("-")[0] != solution.id:
        yield (
            ("solution",),
            f"its id says {draft.id.partition('-')[0]}, not {solution.id}: correct one of them",
        )
    first = solution.barriers[0]
    if not draft.document.file.rpartition("/")[2].startswith(f"{first}-"):
        yield (), f"{solution.id} answers barrier {first} first: move the nudge to the file {first}-*.yaml"


def _cells(draft: Draft) -> Broken:
    for number, cell in enumerate(draft.shape.cells):
        if cell not in draft.framework.cells:
            name = ".".join(cell)
            yield ("cells", number), f"{name} is not a filled cell: use a role its behaviour matters for"
        if cell in draft.shape.cells[:number]:
            yield ("cells", number), f"{'.'.join(cell)} is already given: keep one of them"


def _triggers(draft: Draft) -> Broken:
    """Anchored moments ("90 days after the signature") are of the type time too."""
    allowed = _TRIGGERS[draft.shape.trigger_type]
    for number, trigger in enumerate(draft.shape.triggers):
        if not isinstance(trigger, allowed):
            yield (
                ("triggers", number),
                f"this is no trigger of the type {draft.shape.trigger_type}: correct one of the two",
            )


def _completion(draft: Draft) -> Broken:
    own = {behaviour for _, behaviour in draft.shape.cells}
    for behaviour in draft.shape.completion.behaviours:
        if behaviour not in own:
            yield ("completion", "behaviours"), f"{behaviour} is in none of its cells: use {_names(own)}"


def _choices(draft: Draft) -> Broken:
    ids = [choice.id for choice in draft.shape.choices]
    for number, choice in enumerate(ids):
        if choice in ids[:number]:
            yield ("choices", number), f"the choice `{choice}` is already given: rename one of them"
    if draft.shape.friction == 0:
        return
    if not FEWEST_CHOICES <= len(draft.shape.choices) <= MOST_CHOICES:
        yield ("choices",), f"it has {len(draft.shape.choices)} choices: give two to four"
    if not any(choice.effect is Effect.DECLINED for choice in draft.shape.choices):
        yield ("choices",), "it leaves no honest way out: add a choice with the effect declined"


def _effects(draft: Draft) -> Broken:
    own = {behaviour for _, behaviour in draft.shape.cells}
    practised = [choice for choice in draft.shape.choices if choice.effect is Effect.PRACTISED]
    if len(practised) > 1:
        yield ("choices",), "several choices say practised: keep one"
    for number, choice in enumerate(draft.shape.choices):
        place = ("choices", number)
        if choice.effect is not Effect.PRACTISED and choice.behaviour:
            yield place, f"`{choice.id}` names a behaviour but is not practised: remove one of the two"
        elif choice.effect is Effect.PRACTISED and choice.behaviour not in own:
            yield place, f"`{choice.id}` must name one of its behaviours: {_names(own)}"


def _facts(draft: Draft) -> Broken:
    """Facts come from the event; without one they come from the flow, and without a flow from nowhere."""
    for number, trigger in enumerate(draft.shape.triggers, start=1):
        carried = EVENT_FACTS[trigger.event] if isinstance(trigger, EventShape) else frozenset()
        if isinstance(trigger, EventShape) or draft.shape.flow is None:
            for fact in sorted(set(draft.shape.facts) - carried):
                yield ("facts",), f"trigger {number} does not fill `{fact}`: remove the fact"


def _names(ids: set[str]) -> str:
    return ", ".join(sorted(ids))
