"""``rounds``: the last round in counts, and whether groups of three are fine; for coordinators."""

from dataclasses import replace
from datetime import datetime

from bot.services.flows.introductions.taking_part import round_rules
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Card, ChoiceInput, Facts, Form, Option, Paragraph, Reply, Style, say
from nudges.dates import day_in_words
from nudges.digests import Line, few
from nudges.flows.introductions.held_rounds import HeldRound, RoundRules, next_round
from nudges.flows.introductions.meetings import Introduction
from nudges.flows.introductions.meetings import State as Meeting
from nudges.flows.introductions.participation import Participation
from nudges.working_time import local_date

WEEKS = "weeks"
CADENCES = (2, 4, 6)
_MET = (Meeting.MET, Meeting.SECOND, Meeting.CLOSED)


async def rounds(visit: Visit, _: str = "") -> Reply:
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    return Reply(say=(await _page(visit),))


async def at_home(visit: Visit) -> Card | None:
    return await _page(visit)


async def _page(visit: Visit) -> Card:
    """Counts only: nobody learns here who went without, or whom somebody would not meet."""
    speak, rules = visit.speak, await round_rules(visit.uow, visit.setting.id)
    held = await visit.uow.records.of_setting(HeldRound, visit.setting.id)
    taking_part = await visit.uow.records.of_setting(Participation, visit.setting.id)
    facts = [(speak("introduction.joined_now"), few(len(taking_part)))]
    last = max(held, key=lambda each: each.day) if held else None
    coming = next_round(local_date(visit.person, visit.now), rules.weeks_apart, last.day if last else None)
    facts.append((speak("introduction.next_round"), day_in_words(coming, speak)))
    if last:
        facts += _told(visit, last)
    words = speak("introduction.rounds_body" if held else "introduction.rounds_none", weeks=rules.weeks_apart)
    threes = "threes_off" if rules.allow_threes else "threes_on"
    return Card(
        speak("introduction.rounds_title"),
        (Paragraph(words), Facts(tuple(facts))),
        actions=(
            Action(f"introduction_{threes}", speak(f"introduction.{threes}")),
            Action("introduction_cadence", speak("introduction.cadence"), Style.QUIET),
        ),
        footer=speak("introduction.rounds_footer"),
    )


def _told(visit: Visit, last: HeldRound) -> list[tuple[str, str]]:
    speak = visit.speak
    counts = [
        (speak("introduction.last_round"), day_in_words(last.day, speak)),
        (speak("introduction.took_part"), few(last.took_part)),
        (speak("introduction.pairs"), str(last.pairs)),
        (speak("introduction.threes"), str(last.threes)),
        (speak("introduction.coverage"), speak("introduction.share", share=round(100 * last.coverage))),
    ]
    reasons = sorted(last.unmatched.items())
    return counts + [(speak(f"introduction.count_{reason}"), few(count)) for reason, count in reasons]


async def threes_on(visit: Visit, _: str = "") -> Reply:
    return await _decide(visit, allow_threes=True)


async def threes_off(visit: Visit, _: str = "") -> Reply:
    return await _decide(visit, allow_threes=False)


async def _decide(visit: Visit, *, allow_threes: bool) -> Reply:
    rules = await _rules_to_change(visit)
    if rules is None:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    await visit.turn.keep(replace(rules, allow_threes=allow_threes))
    return Reply(replace=await _page(visit))


async def cadence(visit: Visit, _: str = "") -> Reply:
    rules = await _rules_to_change(visit)
    if rules is None:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    options = tuple(Option(str(n), visit.speak("introduction.every_weeks", weeks=n)) for n in CADENCES)
    field = ChoiceInput(
        WEEKS, visit.speak("introduction.field_weeks"), options, initial=(str(rules.weeks_apart),)
    )
    return Reply(
        form=Form(
            token="introduction_cadence",  # noqa: S106  an action token, not a secret
            title=visit.speak("introduction.cadence"),
            submit=visit.speak("introduction.save"),
            inputs=(field,),
        )
    )


async def cadence_chosen(visit: Visit, values: dict[str, tuple[str, ...]]) -> Reply:
    rules = await _rules_to_change(visit)
    chosen = next((n for n in CADENCES if (str(n),) == tuple(values.get(WEEKS, ()))), None)
    if rules is None or chosen is None:
        return visit.stale()
    await visit.turn.keep(replace(rules, weeks_apart=chosen))
    return await rounds(visit)


async def _rules_to_change(visit: Visit) -> RoundRules | None:
    return await round_rules(visit.uow, visit.setting.id) if visit.person.is_coordinator else None


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many were introduced, and how many of the latest introductions led to a meeting."""
    made = await turn.uow.records.of_setting(Introduction, turn.setting.id)
    new = [each for each in made if start <= each.made_at < end]
    met = [each for each in made if each.state in _MET]
    if not new and not met:
        return []
    return [Line("introduction.week", {"made": len(new), "all": len(made), "met": len(met)})]
