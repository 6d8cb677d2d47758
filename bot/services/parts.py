"""Whether a part of a form or card is shown as it was designed: always, unless it rests or a trial runs."""

from datetime import datetime

from bot.services.turn import Turn
from nudges.decisions import Outcome
from nudges.people import Person
from nudges.working_time import local_date


async def as_designed(turn: Turn, person: Person, nudge_id: str, at: datetime | None = None) -> bool:
    """Ask the trial, and write its decision down; without one nothing is drawn or stored.

    ``at`` is the moment the part belongs to, where it may be drawn again on a later day.
    """
    if not turn.setting.edition.is_on(nudge_id):
        return False
    trial = turn.deps.trial
    if trial is None or not trial.runs:
        return True
    decision = trial.decide(nudge_id, person, local_date(person, at or turn.now), turn.now)
    await turn.uow.prompts.add([decision], [])
    return decision.outcome is Outcome.PLANNED
