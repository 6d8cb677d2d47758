"""The calendars' tick: read what is due, outside of any unit of work, and store what it says."""

import re
from datetime import datetime

from bot.ports.calendar_reading import CalendarProblemError, CalendarReader
from bot.ports.sealing import UnreadableError
from bot.services.deps import Deps
from bot.services.turn import Turn
from nudges.flows.meetings.agendas import Agenda
from nudges.flows.meetings.occurrences import Occurrence
from nudges.flows.meetings.reading import LOOKS_AHEAD, SaysDecision, read, unreadable, weigh

DECISION_WORDS = "meetings.decision_words"
_WORD = re.compile(r"\w+")


async def read_calendars(deps: Deps, reader: CalendarReader) -> int:
    """Read every connected calendar that is due. Returns how many there were.

    Two processes may read the same one at once: the second stores the same again.
    """
    due = await _due(deps)
    for agenda in due:
        try:
            found = await reader.read(deps.sealer.unseal(agenda.sealed), deps.clock.now(), _horizon(deps))
        except CalendarProblemError as problem:
            await _store(deps, agenda, problem.word)
        except UnreadableError:
            await _store(deps, agenda, "sealed")
        else:
            await _store(deps, agenda, list(found))
    return len(due)


def _horizon(deps: Deps) -> datetime:
    return deps.clock.now() + LOOKS_AHEAD


async def _due(deps: Deps) -> list[Agenda]:
    async with deps.begin() as uow:
        now = deps.clock.now()
        every = [
            agenda
            for setting in await uow.settings.all()
            for agenda in await uow.records.of_setting(Agenda, setting.id)
        ]
    return [each for each in every if each.next_read_at is None or each.next_read_at <= now]


async def _store(deps: Deps, known: Agenda, found: list[Occurrence] | str) -> None:
    """What was found, or the word for why nothing was; a calendar taken away meanwhile stays away."""
    async with deps.begin() as uow:
        now = deps.clock.now()
        agenda = await uow.records.get(Agenda, known.id)
        if agenda is None:
            return
        turn = Turn(deps, uow, await uow.settings.get(agenda.setting_id), now)
        if isinstance(found, str):
            await turn.keep(unreadable(agenda, found, now))
        elif agenda.own:
            await turn.keep(*weigh(agenda, found, now))
        else:
            roster = {each.email.lower(): each for each in (await turn.colleagues()).values()}
            await turn.keep(read(agenda, found, roster, now, _lists_decision(deps)))
        await uow.commit()


def _lists_decision(deps: Deps) -> SaysDecision:
    """Whether a text names a decision, in any language of this deployment."""
    words = {
        word.strip().lower()
        for language in deps.texts.languages
        for word in deps.texts.get(language, DECISION_WORDS).split(",")
    }
    return lambda text: not words.isdisjoint(_WORD.findall(text.lower()))
