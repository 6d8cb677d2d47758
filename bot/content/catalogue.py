"""``catalogue/*.yaml`` as the domain's nudges."""

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.content.checking import shaped
from bot.content.documents import Document
from bot.content.faults import Fault
from bot.content.rules import Draft, broken_rules
from bot.content.shapes import (
    WEEKDAYS,
    CheckInShape,
    EventShape,
    NudgeShape,
    RecurringShape,
    RequestShape,
)
from nudges.catalogue import Cap, Choice, Completion, Nudge
from nudges.framework import Framework
from nudges.triggers import InCheckIn, OnEvent, OnRequest, Recurring, Trigger

FOLDER = "catalogue"

_ID = re.compile(r"^S\d+-\d+$")


def build_nudges(
    documents: list[Document], framework: Framework, faults: list[Fault]
) -> tuple[Mapping[str, Nudge], Mapping[str, Document]]:
    """The nudges in the content model's order, and the file each id stands in.

    A nudge that cannot be read is left out of the first mapping but not of the second.
    """
    nudges: dict[str, Nudge] = {}
    places: dict[str, Document] = {}
    for document in documents:
        for nudge_id in document.value:
            if _sound_id(document, nudge_id, places, faults):
                places[nudge_id] = document
                nudge = _read(document, nudge_id, framework, faults)
                nudges.update({nudge_id: nudge} if nudge else {})
    return {nudge_id: nudges[nudge_id] for nudge_id in sorted(nudges, key=_order)}, places


def _sound_id(document: Document, nudge_id: str, places: Mapping[str, Document], faults: list[Fault]) -> bool:
    if not _ID.match(nudge_id):
        faults.append(document.fault((nudge_id,), f"`{nudge_id}` is no id of a nudge: write it like S2-1"))
        return False
    if nudge_id in places:
        first = places[nudge_id].fault((nudge_id,), "")
        message = f"{nudge_id} is already given at {first.file}:{first.line}: remove or renumber one"
        faults.append(document.fault((nudge_id,), message))
        return False
    return True


def _read(document: Document, nudge_id: str, framework: Framework, faults: list[Fault]) -> Nudge | None:
    shape = shaped(document, (nudge_id,), NudgeShape, faults)
    if shape is None:
        return None
    faults.extend(broken_rules(Draft(nudge_id, document, shape, framework)))
    solution = framework.solutions.get(shape.solution)
    return _nudge(nudge_id, shape, solution.barriers) if solution else None


def _order(nudge_id: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", nudge_id))


def _nudge(nudge_id: str, shape: NudgeShape, barriers: tuple[int, ...]) -> Nudge:
    return Nudge(
        id=nudge_id,
        solution=shape.solution,
        barriers=barriers,
        cells=shape.cells,
        trigger_type=shape.trigger_type,
        triggers=tuple(_trigger(trigger) for trigger in shape.triggers),
        channel=shape.channel,
        friction=shape.friction,
        caps=tuple(Cap(cap.at_most, cap.days, cap.per) for cap in shape.caps),
        unit=shape.unit,
        randomise=shape.randomise,
        completion=Completion(shape.completion.behaviours, shape.completion.days),
        choices=tuple(
            Choice(choice.id, choice.effect, choice.behaviour, choice.opens) for choice in shape.choices
        ),
        facts=frozenset(shape.facts),
        paragraphs=shape.paragraphs,
        joint_action=shape.joint_action,
        flow=shape.flow,
        follow_up=shape.follow_up,
    )


def _trigger(shape: RecurringShape | EventShape | CheckInShape | RequestShape) -> Trigger:
    match shape:
        case RecurringShape():
            day = WEEKDAYS.index(shape.weekday)
            return Recurring(shape.every, day, shape.at, shape.nth, shape.working, shape.open_days)
        case EventShape():
            delays = tuple(timedelta(days=days) for days in shape.after_days)
            return OnEvent(shape.event, delays, shape.open_days)
        case CheckInShape():
            return InCheckIn(shape.check_in)
        case RequestShape():
            return OnRequest(shape.command)
