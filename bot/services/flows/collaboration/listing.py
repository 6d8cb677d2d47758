"""``joint work``: everything one has under way with others, with what one can do about each."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from bot.services.flows.filling import day_label
from bot.services.visits import Visit
from nudges.cards import Action, ActionGroup, Card, Paragraph, Reply, Style, token
from nudges.flows.collaboration import OPEN as OPEN_POINTS
from nudges.flows.collaboration import CollaborationPoint
from nudges.flows.collaboration import State as PointState
from nudges.flows.shares import RECEIVED, Share
from nudges.flows.shares import State as ShareState
from nudges.flows.tasks import OPEN as OPEN_TASKS
from nudges.flows.tasks import State as TaskState
from nudges.flows.tasks import Task

Thing: TypeAlias = CollaborationPoint | Task | Share

MOST = 8
"""Most lines shown; a platform's message holds no more, and no reader either."""


AT_HOME = 4


async def joint_work(visit: Visit, _: str = "") -> Reply:
    return Reply(say=(_card(visit, await _lines(visit)),))


async def at_home(visit: Visit) -> Card | None:
    """The first few of them; the rest are one tap away."""
    lines = await _lines(visit)
    card = _card(visit, lines, AT_HOME)
    everything = Action(token("joint_work"), visit.speak("joint_work.see_all"))
    return replace(card, actions=(everything,) if len(lines) > AT_HOME else ()) if lines else None


async def _lines(visit: Visit) -> list[ActionGroup]:
    """What waits for this person first, then the rest, newest first."""
    me, records = visit.person.id, visit.uow.records
    points = await records.of_person(CollaborationPoint, me, OPEN_POINTS)
    tasks = await records.of_person(Task, me, {*OPEN_TASKS, TaskState.DONE})
    shares = await records.of_person(Share, me, {ShareState.SENT, *RECEIVED})
    points = [each for each in points if not _told_not_now(each, me)]
    found: list[Thing] = [*reversed(points), *reversed(tasks), *reversed(shares)]
    found.sort(key=lambda each: not _waits_for(each, me))
    return [line for each in found if (line := await _line_of(visit, each)) is not None]


def _told_not_now(point: CollaborationPoint, me: str) -> bool:
    """Who put it forward read that it is not for now: it is gone as after a no, and reads alike."""
    return point.state is PointState.LAPSED and point.put_by == me


def _waits_for(thing: Thing, me: str) -> bool:
    if isinstance(thing, Share):
        return thing.state is ShareState.SENT and thing.receiver_id == me
    return thing.awaits == me


async def _line_of(visit: Visit, thing: Thing) -> ActionGroup | None:
    """A line with its buttons; None where there is nothing left to do for this person."""
    match thing:
        case CollaborationPoint():
            return await _point(visit, thing)
        case Task():
            return await _task(visit, thing)
        case Share():
            return await _share(visit, thing)


def _card(visit: Visit, lines: list[ActionGroup], most: int = MOST) -> Card:
    speak = visit.speak
    begin = (
        Action(token("point"), speak("joint_work.new_point"), Style.PLAIN if lines else Style.PRIMARY),
        Action(token("share"), speak("joint_work.new_share")),
    )
    if not lines:
        return Card(speak("joint_work.title"), (Paragraph(speak("joint_work.none")),), actions=begin)
    more = len(lines) - most
    body = (Paragraph(speak("joint_work.more", count=more)),) if more > 0 else ()
    return Card(speak("joint_work.title"), body, tuple(lines[:most]), begin)


async def _point(visit: Visit, point: CollaborationPoint) -> ActionGroup:
    me = visit.person.id
    if point.awaits == me:
        names: tuple[str, ...] = ("point_agree", "point_change", "point_decline")
    elif point.state is PointState.AGREED:
        names = ("step_add", *_plan(point, me), "point_done", "point_drop")
    else:
        names = (*_plan(point, me), "point_drop")
    state = "yours" if point.awaits == me else "agreed" if point.state is PointState.AGREED else "theirs"
    label = visit.speak(
        f"joint_work.point_{state}", what=point.what, name=await _name(visit, point.beside(me))
    )
    return _line(visit, label, point.id, names)


def _plan(point: CollaborationPoint, me: str) -> tuple[str, ...]:
    """The button for a first step, while that is not taken."""
    return () if me in point.plans and point.plans[me].kept else ("point_plan",)


async def _task(visit: Visit, task: Task) -> ActionGroup | None:
    me = visit.person.id
    mine = task.owner_id == me
    if task.state is TaskState.DONE:
        names: tuple[str, ...] = () if mine else ("task_used",)
    elif task.awaits == me:
        names = ("task_accept", "task_new_date", "task_drop")
    else:
        names = (*(("task_done",) if mine else ()), *(() if task.offer else ("task_new_date",)), "task_drop")
    if not names:
        return None
    day = task.offer.day if task.offer else task.due
    label = visit.speak(
        f"joint_work.task_{_task_state(task, me)}",
        task=task.what,
        name=await _name(visit, task.beside(me)),
        day=day_label(visit.speak, day) if day else visit.speak("task.no_day"),
    )
    return _line(visit, label, task.id, names)


def _task_state(task: Task, me: str) -> str:
    if task.state is TaskState.DONE:
        return "done"
    if task.offer:
        return "date_for_you" if task.awaits == me else "date_offered"
    return "mine" if task.owner_id == me else "theirs"


async def _share(visit: Visit, share: Share) -> ActionGroup | None:
    if share.receiver_id != visit.person.id:
        return None
    new = share.state is ShareState.SENT
    names = ("share_received", "share_pass") if new else ("share_used", "share_not_used")
    label = visit.speak("joint_work.share", item=share.item, name=await _name(visit, share.sender_id))
    return _line(visit, label, share.id, names)


def _line(visit: Visit, label: str, record_id: str, names: Iterable[str]) -> ActionGroup:
    actions = tuple(
        Action(
            token(name, record_id),
            visit.speak(f"joint_work.button.{name}"),
            Style.PLAIN if place else Style.PRIMARY,
        )
        for place, name in enumerate(names)
    )
    return ActionGroup(label, actions)


async def _name(visit: Visit, person_id: str) -> str:
    return await visit.turn.name(person_id, visit.person.language)
