"""What the letters about collaboration points say on the day they are sent."""

from bot.services.flow import Facts
from bot.services.turn import Turn
from nudges.flows.collaboration import CollaborationPoint, State, is_due
from nudges.people import Person


async def _found(turn: Turn, record_id: str, *states: State) -> CollaborationPoint | None:
    found = await turn.uow.records.get(CollaborationPoint, record_id)
    return found if found is not None and found.state in states else None


async def _said(turn: Turn, found: CollaborationPoint, person: Person) -> dict[str, str]:
    name = await turn.name(found.beside(person.id), person.language)
    return {"name": name, "what": found.what, "measure": found.measure}


async def asked(turn: Turn, record_id: str, person: Person) -> Facts:
    """Somebody's word is asked only while it is waited for, and theirs."""
    found = await _found(turn, record_id, State.OPENED, State.CHANGED, State.LAPSED)
    return await _said(turn, found, person) if found and found.awaits == person.id else None


async def agreed(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await _found(turn, record_id, State.AGREED)
    return await _said(turn, found, person) if found else None


async def not_now(turn: Turn, record_id: str, person: Person) -> Facts:
    """The same words after a no and after silence."""
    found = await _found(turn, record_id, State.DECLINED, State.LAPSED)
    return await _said(turn, found, person) if found and found.put_by == person.id else None


async def set_aside(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await _found(turn, record_id, State.DROPPED)
    return await _said(turn, found, person) if found else None


async def finished(turn: Turn, record_id: str, person: Person) -> Facts:
    """Beside the outcome stands the lesson, where somebody wrote one."""
    found = await _found(turn, record_id, State.DONE)
    if found is None or found.reached is None:
        return None
    texts = turn.deps.texts
    lesson = texts.get(person.language, "point.lesson", lesson=found.lesson) if found.lesson else ""
    return {
        **await _said(turn, found, person),
        "reached": texts.get(person.language, f"point.told_{found.reached}"),
        "outcome": found.outcome,
        "lesson": lesson,
    }


async def reminder(turn: Turn, record_id: str, person: Person) -> Facts:
    """Only the plan that stands is reminded of."""
    found = await turn.uow.records.get(CollaborationPoint, record_id)
    if found is None or not is_due(found, person.id, turn.now):
        return None
    plan = found.plans[person.id]
    return {
        "what": found.what,
        "whom": plan.whom,
        "channel": turn.deps.texts.get(person.language, f"point.by_{plan.channel}"),
    }
