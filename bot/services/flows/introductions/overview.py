"""``rounds``: the last round in counts, and whether groups of three are fine; for coordinators."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.ports.acts import What
from bot.services.digesting import band_words
from bot.services.flows.introductions.taking_part import round_rules
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Card, ChoiceInput, Facts, Form, Option, Paragraph, Reply, Style, say
from nudges.dates import date_in_words, day_in_words
from nudges.digests import Line
from nudges.flows.introductions.figures import figures_of, people
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


async def cards(visit: Visit) -> list[Card]:
    """For coordinators' pages: the rounds, the last one by pillars, and those before it."""
    held = await _held(visit)
    return [await _page(visit), *_by_pillars(visit, held[0] if held else None), *_earlier(visit, held[1:])]


async def _held(visit: Visit) -> list[HeldRound]:
    """The newest first."""
    held = await visit.uow.records.of_setting(HeldRound, visit.setting.id)
    return sorted(held, key=lambda each: each.day, reverse=True)


async def _page(visit: Visit) -> Card:
    """Ranges only: nobody learns here who went without, or whom somebody would not meet."""
    speak, rules = visit.speak, await round_rules(visit.uow, visit.setting.id)
    held = await _held(visit)
    taking_part = await visit.uow.records.of_setting(Participation, visit.setting.id)
    facts = [(speak("introduction.joined_now"), _people(visit, people(len(taking_part), _k(visit))))]
    last = held[0] if held else None
    coming = next_round(local_date(visit.person, visit.now), rules.weeks_apart, last.day if last else None)
    facts.append((speak("introduction.next_round"), day_in_words(coming, speak)))
    size, threes = ("threes", "threes_off") if rules.allow_threes else ("pairs", "threes_on")
    facts.append((speak("introduction.size"), speak(f"introduction.size_{size}")))
    if last:
        facts += _told(visit, last)
    words = speak("introduction.rounds_body" if held else "introduction.rounds_none", weeks=rules.weeks_apart)
    return Card(
        speak("introduction.rounds_title"),
        (Paragraph(words), Facts(tuple(facts))),
        actions=(
            Action(f"introduction_{threes}", speak(f"introduction.{threes}")),
            Action("introduction_cadence", speak("introduction.cadence"), Style.QUIET),
        ),
        footer=speak("introduction.rounds_footer", k=_k(visit)),
    )


def _told(visit: Visit, last: HeldRound) -> list[tuple[str, str]]:
    speak, shown = visit.speak, figures_of(last, _k(visit))
    head = [(speak("introduction.last_round"), day_in_words(last.day, speak))]
    if shown is None:
        return [*head, (speak("introduction.took_part"), _people(visit, ""))]
    return [
        *head,
        (speak("introduction.took_part"), _people(visit, shown.took_part)),
        (speak("introduction.coverage"), band_words(shown.introduced, speak)),
        (speak("introduction.entity_pairs"), shown.entity_pairs),
        *((speak(f"introduction.count_{reason}"), _people(visit, told)) for reason, told in shown.reasons),
        (speak("introduction.count_others"), _people(visit, "")),
    ]


def _by_pillars(visit: Visit, last: HeldRound | None) -> list[Card]:
    """Who took part in the last round, and between which pillars it brought people together."""
    speak, shown = visit.speak, figures_of(last, _k(visit)) if last else None
    if shown is None:
        return []
    part = [(name, _people(visit, told)) for name, told in shown.pillars]
    links = [(" · ".join(sides), _people(visit, told)) for sides, told in shown.between]
    others = (speak("introduction.other_pillars"), _people(visit, ""))
    return [
        Card(speak("introduction.by_pillar"), (Facts((*part, others)),)),
        Card(speak("introduction.between_pillars"), (Facts((*links, others)),)),
    ]


def _earlier(visit: Visit, held: Sequence[HeldRound]) -> list[Card]:
    rounds = [(each.day, figures_of(each, _k(visit))) for each in held]
    facts = [
        (
            date_in_words(day, visit.speak),
            visit.speak(
                "introduction.earlier_round",
                people=shown.took_part,
                share=band_words(shown.introduced, visit.speak),
            )
            if shown
            else _people(visit, ""),
        )
        for day, shown in rounds
    ]
    return [Card(visit.speak("introduction.earlier"), (Facts(tuple(facts)),))] if facts else []


def _people(visit: Visit, told: str) -> str:
    """A number of people in words."""
    speak = visit.speak
    return speak("introduction.people", count=told) if told else speak("introduction.too_few", k=_k(visit))


def _k(visit: Visit) -> int:
    return visit.deps.group_size


async def threes_on(visit: Visit, _: str = "") -> Reply:
    return await _decide(visit, allow_threes=True)


async def threes_off(visit: Visit, _: str = "") -> Reply:
    return await _decide(visit, allow_threes=False)


async def _decide(visit: Visit, *, allow_threes: bool) -> Reply:
    rules = await _rules_to_change(visit)
    if rules is None:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    await visit.turn.keep(replace(rules, allow_threes=allow_threes))
    await visit.administered(What.ROUNDS)
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
    if rules is None:
        return visit.stale()
    if chosen is None:
        return Reply(faults={WEEKS: visit.speak("filling.choose")})
    await visit.turn.keep(replace(rules, weeks_apart=chosen))
    await visit.administered(What.ROUNDS)
    return await rounds(visit)


async def _rules_to_change(visit: Visit) -> RoundRules | None:
    return await round_rules(visit.uow, visit.setting.id) if visit.person.is_coordinator else None


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many were introduced, and how many met; nothing of fewer people than the least group."""
    found = await turn.uow.records.of_setting(Introduction, turn.setting.id)
    k = turn.deps.group_size
    new = _told_of((each for each in found if start <= each.made_at < end), k)
    met, everybody = _told_of((each for each in found if each.state in _MET), k), _told_of(found, k)
    lines = [Line("introduction.week", {"made": new})] if new else []
    return [*lines, Line("introduction.week_met", {"all": everybody, "met": met})] if met else lines


def _told_of(introductions: Iterable[Introduction], k: int) -> str:
    """How many people were in these, each counted once."""
    return people(len({person for each in introductions for person in each.introduced}), k)
