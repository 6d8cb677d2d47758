"""The shape of the structure files, checked before any meaning is."""

from datetime import time
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from nudges.catalogue import Channel, Effect, Per, Randomise, TriggerType, Unit
from nudges.events import EventKind
from nudges.triggers import Every

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Count = Annotated[int, Field(strict=True, ge=1)]
Name = Annotated[str, Field(min_length=1, pattern=r"^[a-z][a-z0-9_]*$")]
Item = TypeVar("Item")
Some = Annotated[tuple[Item, ...], Field(min_length=1)]


def _cell(text: object) -> tuple[str, ...]:
    parts = tuple(str(text).split("."))
    if len(parts) != 2:
        raise ValueError("write a cell as role group and behaviour, like R2.B6")
    return parts


def _clock(text: object) -> time:
    try:
        return time.fromisoformat(str(text))
    except ValueError:
        raise ValueError('write the hour like "11:00"') from None


class Shape(BaseModel):
    """Unknown keys are faults: a misspelt key must not be passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BarrierShape(Shape):
    paragraphs: Some[Count]


class BehaviourShape(Shape):
    roles: Some[str]
    needs_other_side: bool


class RoleGroupShape(Shape):
    senior: bool


class StrategyShape(Shape):
    barriers: Some[Count]


class RecommendationShape(Shape):
    strategy: str
    paragraph: Count


class SolutionShape(Shape):
    recommendation: str
    barriers: Some[Count]
    paragraph: Count


class FrameworkShape(Shape):
    """``framework.yaml``."""

    barriers: dict[int, BarrierShape]
    behaviours: dict[str, BehaviourShape]
    role_groups: dict[str, RoleGroupShape]
    strategies: dict[str, StrategyShape]
    recommendations: dict[str, RecommendationShape]
    solutions: dict[str, SolutionShape]


class RecurringShape(Shape):
    every: Every
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    at: Annotated[time, BeforeValidator(_clock)] | None = None
    nth: Literal[-1, 1, 2, 3, 4, 5] | None = None
    working: bool = False
    open_days: Annotated[int, Field(strict=True, ge=0)] = 2


class EventShape(Shape):
    event: EventKind
    after_days: Some[Annotated[int, Field(strict=True, ge=0)]] = (0,)
    open_days: Count = 5


class CheckInShape(Shape):
    check_in: Every


class RequestShape(Shape):
    command: Name


def _kind(trigger: object) -> str:
    """Which kind of trigger a mapping is, by the key that only this kind has."""
    keys = trigger if isinstance(trigger, dict) else {}
    kinds = {"event": "after an event", "check_in": "in the check-in", "command": "on request"}
    return next((kind for key, kind in kinds.items() if key in keys), "by the calendar")


TriggerShape = Annotated[
    Annotated[RecurringShape, Tag("by the calendar")]
    | Annotated[EventShape, Tag("after an event")]
    | Annotated[CheckInShape, Tag("in the check-in")]
    | Annotated[RequestShape, Tag("on request")],
    Discriminator(_kind),
]


class CapShape(Shape):
    at_most: Count
    days: Count | None = None
    per: Per = Per.PERSON


class CompletionShape(Shape):
    behaviours: Some[str]
    days: Count


class ChoiceShape(Shape):
    id: Name
    effect: Effect
    behaviour: str | None = None
    opens: Name | None = None


class NudgeShape(Shape):
    """One entry of a ``catalogue/`` file."""

    solution: str
    cells: Some[Annotated[tuple[str, str], BeforeValidator(_cell)]]
    paragraphs: Some[Count]
    trigger_type: TriggerType
    triggers: Some[TriggerShape]
    channel: Channel
    unit: Unit
    randomise: Randomise
    friction: Annotated[int, Field(strict=True, ge=0, le=3)]
    caps: tuple[CapShape, ...] = ()
    completion: CompletionShape
    choices: tuple[ChoiceShape, ...] = ()
    facts: tuple[Name, ...] = ()
    joint_action: bool
    flow: Name | None = None
    follow_up: Name
