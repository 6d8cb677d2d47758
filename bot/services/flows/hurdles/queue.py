"""What waits for fixers: the obstacles several people met, and the coordinator's week."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.services.flows.hurdles.naming import is_fixer, named_fixers
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, ActionGroup, Card, Facts, Paragraph, Reply, Style, say, token
from nudges.dates import date_in_words
from nudges.digests import Line, by_fives
from nudges.flows.hurdles.cases import LIVE, Case, State
from nudges.flows.hurdles.log import LATELY, Hurdle
from nudges.people import Person
from nudges.working_time import local_date

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
    """One obstacle; what people wrote is for whoever mends it, the others read who that is."""
    speak, mine = visit.speak, _acts(visit, case, here)
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
    return ActionGroup(" ".join((label, *_quoted(visit, case, met))), _actions(visit, case))


def _quoted(visit: Visit, case: Case, met: list[Hurdle]) -> list[str]:
    """What people wrote, for whoever mends it: in the order of the alphabet, so that nothing tells who."""
    lines = sorted({each.line for each in met if each.category is case.category and each.line})
    return [visit.speak("hurdle.quote", line=line) for line in lines[:MOST_LINES]]


def _actions(visit: Visit, case: Case) -> tuple[Action, ...]:
    """What whoever mends it can say now."""
    names = _BUTTONS.get(case.state, ())
    return tuple(
        Action(
            token(name, case.id),
            visit.speak(f"hurdle.press_{name}"),
            Style.PLAIN if place else Style.PRIMARY,
        )
        for place, name in enumerate(names)
    )


async def cards(visit: Visit) -> list[Card]:
    """For coordinators' pages: every obstacle in hand, who mends what, and what went away lately."""
    records, setting = visit.uow.records, visit.setting.id
    live = await records.of_setting(Case, setting, LIVE)
    met = await records.of_setting(Hurdle, setting, since=visit.now - 3 * LATELY)
    here = await visit.turn.colleagues()
    live.sort(
        key=lambda each: (not _acts(visit, each, here), each.state is not State.WAITING, each.opened_at)
    )
    queue = [_card(visit, each, met, here) for each in live]
    empty = [] if queue else [say(visit.speak("hurdle.queue_title"), visit.speak("hurdle.queue_empty"))]
    return [*queue, *empty, await _fixers(visit), *await _gone(visit)]


def _card(visit: Visit, case: Case, met: list[Hurdle], here: Mapping[str, Person]) -> Card:
    """One obstacle. How many met it is told as figures about people are; the fixer has the number."""
    speak, mine = visit.speak, _acts(visit, case, here)
    fixer = here.get(case.fixer_id)
    enough = case.met_by >= visit.deps.group_size
    facts = [
        (speak("hurdle.fact_state"), speak(f"hurdle.state_{case.state}")),
        (
            speak("hurdle.fact_met"),
            speak(
                "hurdle.met_by_many" if enough else "hurdle.met_by_several",
                people=by_fives(case.met_by, case.met_by + 4),
                entities=case.entities,
            ),
        ),
        (speak("hurdle.fact_fixer"), fixer.name if fixer else speak("hurdle.nobody")),
        (speak("hurdle.fact_since"), date_in_words(local_date(visit.person, case.opened_at), speak)),
    ]
    quoted = [Paragraph(line) for line in _quoted(visit, case, met)] if mine else []
    actions = _actions(visit, case) if mine else ()
    return Card(speak(f"hurdle.kind_{case.category}"), (Facts(tuple(facts)), *quoted), actions=actions)


async def _fixers(visit: Visit) -> Card:
    speak, named = visit.speak, await named_fixers(visit.turn)
    facts = [
        (speak(f"hurdle.kind_{kind}"), person.name if person else speak("hurdle.a_coordinator"))
        for kind, person in named.items()
    ]
    change = Action("hurdle_fixers", speak("hurdle.press_fixers"))
    return Card(speak("hurdle.fixers_title"), (Facts(tuple(facts)),), actions=(change,))


async def _gone(visit: Visit) -> list[Card]:
    """What went away within the last quarter."""
    speak = visit.speak
    found = await visit.uow.records.of_setting(Case, visit.setting.id, (State.GONE,))
    ends = [
        (each.ended_at, each) for each in found if each.ended_at and each.ended_at > visit.now - 3 * LATELY
    ]
    facts = [
        (speak(f"hurdle.kind_{each.category}"), date_in_words(local_date(visit.person, at), speak))
        for at, each in sorted(ends, key=lambda pair: pair[0], reverse=True)
    ]
    return [Card(speak("hurdle.gone_title"), (Facts(tuple(facts)),))] if facts else []


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
