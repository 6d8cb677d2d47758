"""What waits for fixers: the obstacles several people met, and the coordinator's week."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.services.flows.hurdles.naming import is_fixer
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, ActionGroup, Card, Paragraph, Reply, Style, say, token
from nudges.digests import Line
from nudges.flows.hurdles.cases import LIVE, Case, State
from nudges.flows.hurdles.log import LATELY, Hurdle
from nudges.people import Person

MOST_LINES = 3

_BUTTONS = {
    State.WAITING: ("hurdle_fix", "hurdle_assign", "hurdle_why_not"),
    State.TAKEN: ("hurdle_fixed", "hurdle_assign", "hurdle_why_not"),
    State.DECLINED: ("hurdle_fix",),
}


async def hurdles(visit: Visit, _: str = "") -> Reply:
    """The queue, for coordinators, fixers, and whoever has a case in hand."""
    cases = await visit.uow.records.of_setting(Case, visit.setting.id, LIVE)
    own = [each for each in cases if visit.person.is_coordinator or each.fixer_id == visit.person.id]
    if not own and not await is_fixer(visit.turn, visit.person):
        return Reply(say=(say("", visit.speak("hurdle.only_fixers")),))
    if not own:
        return Reply(say=(say(visit.speak("hurdle.queue_title"), visit.speak("hurdle.queue_empty")),))
    since = visit.now - 3 * LATELY
    met = await visit.uow.records.of_setting(Hurdle, visit.setting.id, since=since)
    here = await visit.turn.colleagues()
    rows = [_row(visit, each, met, here) for each in own]
    told = tuple(Paragraph(row.label) for row in rows if not row.actions)
    groups = tuple(row for row in rows if row.actions)
    body = (Paragraph(visit.speak("hurdle.queue")), *told)
    return Reply(say=(Card(visit.speak("hurdle.queue_title"), body, groups),))


def _acts(visit: Visit, case: Case, here: Collection[str]) -> bool:
    """The fixer; a coordinator where the fixer is not there any more."""
    return case.fixer_id == visit.person.id or (visit.person.is_coordinator and case.fixer_id not in here)


def _row(visit: Visit, case: Case, met: list[Hurdle], here: Mapping[str, Person]) -> ActionGroup:
    """One obstacle; what people wrote is for whoever mends it, the others read who that is.

    The lines stand in the order of the alphabet: nothing tells who wrote one or when.
    """
    speak, mine = visit.speak, _acts(visit, case, here)
    own_words = sorted({each.line for each in met if each.category is case.category and each.line})
    label = speak(
        "hurdle.line",
        kind=speak(f"hurdle.kind_{case.category}"),
        people=case.met_by,
        entities=case.entities,
        state=speak(f"hurdle.state_{case.state}"),
    )
    if not mine:
        fixer = here.get(case.fixer_id)
        return ActionGroup(f"{label} {speak('hurdle.held_by', name=fixer.name)}" if fixer else label, ())
    quoted = [speak("hurdle.quote", line=line) for line in own_words[:MOST_LINES]]
    names = _BUTTONS.get(case.state, ())
    actions = tuple(
        Action(
            token(name, case.id), speak(f"hurdle.press_{name}"), Style.PRIMARY if place == 0 else Style.PLAIN
        )
        for place, name in enumerate(names)
    )
    return ActionGroup(" ".join((label, *quoted)), actions)


async def needs(turn: Turn) -> list[Line]:
    """A coordinator sees them all, and says who mends what."""
    waiting = await turn.uow.records.of_setting(Case, turn.setting.id, (State.WAITING,))
    return [Line("hurdle.need", {"count": len(waiting)})] if waiting else []


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many hurdles were logged, and how many obstacles wait or went away."""
    met = await turn.uow.records.of_setting(Hurdle, turn.setting.id, since=start)
    count = sum(each.met_at < end for each in met)
    cases = await turn.uow.records.of_setting(Case, turn.setting.id)
    waiting = sum(each.state in (State.WAITING, State.TAKEN) for each in cases)
    gone = sum(
        each.state is State.GONE and each.ended_at is not None and start <= each.ended_at < end
        for each in cases
    )
    if not count and not waiting and not gone:
        return []
    return [Line("hurdle.week", {"count": count, "waiting": waiting, "gone": gone})]
