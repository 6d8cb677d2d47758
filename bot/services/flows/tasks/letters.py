"""What the letters about steps and their dates say on the day they are sent."""

from bot.services.flow import Facts
from bot.services.flows.filling import day_label
from bot.services.turn import Turn
from nudges.flows.tasks import State, Task
from nudges.people import Person


async def _facts(turn: Turn, task: Task, person: Person) -> dict[str, str]:
    speak = turn.deps.texts.speaker(person.language)
    day = task.offer.day if task.offer else task.due
    return {
        "name": await turn.name(task.beside(person.id), person.language),
        "task": task.what,
        "day": day_label(speak, day) if day else speak("task.no_day"),
    }


async def waiting_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """A date is put to somebody only while their word on it is waited for."""
    task = await turn.uow.records.get(Task, record_id)
    return await _facts(turn, task, person) if task and task.awaits == person.id else None


async def agreed_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    task = await turn.uow.records.get(Task, record_id)
    holds = task is not None and task.state is State.AGREED and task.offer is None
    return await _facts(turn, task, person) if task and holds else None


async def late_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    task = await turn.uow.records.get(Task, record_id)
    late = task is not None and task.state is State.AGREED and task.late
    return await _facts(turn, task, person) if task and late else None


async def done_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    task = await turn.uow.records.get(Task, record_id)
    return await _facts(turn, task, person) if task and task.state is State.DONE else None


async def dropped_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    task = await turn.uow.records.get(Task, record_id)
    return await _facts(turn, task, person) if task and task.state is State.DROPPED else None
