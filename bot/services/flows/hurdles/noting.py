"""Logging a hurdle in one tap; what several met goes to its fixer, without any name."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.services.flow import Handler
from bot.services.flows.filling import Values
from bot.services.flows.hurdles.naming import fixer_of
from bot.services.flows.typed import text_of
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Form, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.hurdles.cases import LIVE, Case, adds_to, join, open_case
from nudges.flows.hurdles.log import LATELY, Category, Fixers, Hurdle, Quiet, Repeated, nothing, repeated
from nudges.working_time import local_date

FIXING = "S2-2"
LINE = "line"
LONGEST_LINE = 140


async def hurdle(visit: Visit, _: str = "") -> Reply:
    """The kinds, one tap each."""
    body = visit.speak("hurdle.which")
    return Reply(say=(say(visit.speak("hurdle.title"), body, actions=_kinds(visit, Category)),))


async def which_paperwork(visit: Visit, _: str = "") -> Reply:
    """A nudge has four answers at most, so that one of them stands for two kinds."""
    kinds = _kinds(visit, (Category.TRANSPORT, Category.FORM))
    return Reply(say=(say("", visit.speak("hurdle.which_of_two"), actions=kinds),))


def _kinds(visit: Visit, kinds: Iterable[Category]) -> tuple[Action, ...]:
    return tuple(Action(token(f"hurdle_{each}", ""), visit.speak(f"hurdle.kind_{each}")) for each in kinds)


def noter(category: Category) -> Handler:
    """The press of one kind of hurdle, below the nudge or the command's card."""

    async def press(visit: Visit, _: str = "") -> Reply:
        return await _note(visit, category)

    return press


async def _note(visit: Visit, category: Category) -> Reply:
    """One hurdle of a kind a day; tapped twice it is one."""
    person, turn = visit.person, visit.turn
    day = local_date(person, visit.now).isoformat()
    hurdle_id = stable_id(person.id, "hurdle", category, day)
    if await visit.uow.records.get(Hurdle, hurdle_id) is None:
        new = Hurdle(hurdle_id, visit.setting.id, person.id, person.entity, category, met_at=visit.now)
        await turn.keep(new)
        quiet = await _quiet(visit)
        if quiet.nones:
            await turn.keep(replace(quiet, nones=0))
        await _bring_up(turn, new)
    add = Action(token("hurdle_line", hurdle_id), visit.speak("hurdle.add_line"), Style.QUIET)
    kind = visit.speak(f"hurdle.kind_{category}")
    return Reply(say=(say("", visit.speak("hurdle.noted", kind=kind), actions=(add,)),))


async def _bring_up(turn: Turn, new: Hurdle) -> None:
    """Join the case there is, or open one where enough people met the same."""
    category = new.category
    cases = [e for e in await turn.uow.records.of_setting(Case, turn.setting.id) if e.category is category]
    live = next((each for each in cases if each.state in LIVE), None)
    if live is not None:
        if adds_to(live, new):
            await turn.keep(join(live, new, await _alike(turn, category)))
        return
    since = max([turn.now - LATELY, *(each.ended_at for each in cases if each.ended_at)])
    found = repeated(await _alike(turn, category, since), category, since)
    if found is not None:
        await _open(turn, category, found)


async def _alike(turn: Turn, category: Category, since: datetime | None = None) -> list[Hurdle]:
    return await turn.uow.records.of_setting(Hurdle, turn.setting.id, (category,), since)


async def _open(turn: Turn, category: Category, found: Repeated) -> None:
    fixer = await fixer_of(turn, category)
    case = Case(
        id=stable_id(turn.setting.id, "case", category, turn.now.isoformat()),
        setting_id=turn.setting.id,
        category=category,
        fixer_id=fixer.id if fixer else "",
        opened_at=turn.now,
        reporters=found.reporters,
        met_by=len(found.reporters),
        entities=found.entities,
    )
    language = fixer.language if fixer else "en"
    facts = {
        "people": str(case.met_by),
        "entities": str(case.entities),
        "category": turn.deps.texts.get(language, f"hurdle.kind_{category}"),
    }
    by_nudge = fixer is not None and fixer.role_group in turn.deps.catalogue.nudges[FIXING].roles
    await turn.keep(*open_case(case, facts, by_nudge=by_nudge))


async def line_form(visit: Visit, hurdle_id: str) -> Reply:
    """One line of one's own, for the fixer's eyes."""
    found = await _own(visit, hurdle_id)
    speak = visit.speak
    field = TextInput(LINE, speak("hurdle.field_line"), initial=found.line, limit=LONGEST_LINE)
    title, intro = speak("hurdle.line_title"), speak("hurdle.line_intro")
    return Reply(form=Form(token("hurdle_line", hurdle_id), title, speak("hurdle.save"), (field,), intro))


async def line_added(visit: Visit, values: Values, hurdle_id: str) -> Reply:
    found = await _own(visit, hurdle_id)
    line = text_of(values, LINE, LONGEST_LINE)
    if not line:
        return Reply(faults={LINE: visit.speak("hurdle.fault_empty")})
    await visit.turn.keep(replace(found, line=line))
    return Reply(say=(say("", visit.speak("hurdle.line_added")),))


async def _own(visit: Visit, hurdle_id: str) -> Hurdle:
    return await visit.record(Hurdle, hurdle_id, lambda each: each.reporter_id)


async def nothing_this_time(visit: Visit, _: str = "") -> Reply:
    """Nothing in the way; after the second time in a row the question rests for six weeks."""
    quiet, effects = nothing(await _quiet(visit), visit.now)
    await visit.turn.keep(quiet, effects)
    return Reply(say=(say("", visit.speak("hurdle.rests" if effects else "hurdle.nothing")),))


async def _quiet(visit: Visit) -> Quiet:
    quiet_id = stable_id(visit.person.id, "hurdle_quiet")
    found = await visit.uow.records.get(Quiet, quiet_id)
    return found or Quiet(quiet_id, visit.setting.id, visit.person.id)


async def on_wake(turn: Turn, record: Hurdle | Quiet | Fixers) -> None:
    """None of these waits for a time."""
    await turn.keep(replace(record, wake_at=None))
