"""``beginning``: a coordinator says that a joint plan or a budget window has begun (S15-2)."""

from collections.abc import Sequence
from datetime import datetime

from bot.services.flows.filling import Values, choice_faults, one
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Option, Reply, say, token
from nudges.chance import stable_id
from nudges.digests import Line
from nudges.events import EventKind
from nudges.flows.leaders.beginnings import KINDS, Beginning, announce
from nudges.flows.leaders.half_hour import HalfHour, State

WHAT, NUDGE = "what", "S15-2"


async def beginning(visit: Visit, _: str = "") -> Reply:
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    form = Form(
        token=token("beginning"),
        title=visit.speak("beginning.title"),
        submit=visit.speak("beginning.submit"),
        inputs=(_field(visit),),
        intro=visit.speak("beginning.intro"),
    )
    return Reply(form=form)


def _field(visit: Visit) -> ChoiceInput:
    kinds = tuple(Option(kind.value, visit.speak(f"beginning.{kind}")) for kind in KINDS)
    return ChoiceInput(WHAT, visit.speak("beginning.field"), kinds)


async def announced(visit: Visit, values: Values) -> Reply:
    if not visit.person.is_coordinator:
        return visit.stale()
    if faults := choice_faults(values, visit.speak, _field(visit)):
        return Reply(faults=faults)
    made = Beginning(
        id=stable_id(visit.person.id, Beginning.KIND, visit.key),
        setting_id=visit.setting.id,
        author_id=visit.person.id,
        what=EventKind(one(values, WHAT)),
        at=visit.now,
    )
    if await visit.uow.records.get(Beginning, made.id) is None:
        roles = visit.deps.catalogue.nudges[NUDGE].roles
        everybody = (await visit.turn.colleagues()).values()
        await visit.turn.keep(*announce(made, [p.id for p in everybody if p.role_group in roles]))
    return Reply(say=(say("", visit.speak("beginning.thanks")),))


async def week(turn: Turn, start: datetime, end: datetime) -> Sequence[Line]:
    """Whether something new was announced; what leaders do in their half hours is theirs."""
    made = await turn.uow.records.of_setting(Beginning, turn.setting.id, since=start)
    new = sum(each.at < end for each in made)
    running = await turn.uow.records.of_setting(HalfHour, turn.setting.id, (State.RUNNING.value,))
    lines = [Line("beginning.week", {"count": new})] if new else []
    if len(running) >= turn.deps.group_size:
        lines.append(Line("half_hour.week", {"count": len(running)}))
    return lines
