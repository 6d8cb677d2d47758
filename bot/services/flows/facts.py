"""Facts of the setting's own records: cards in channels, a line when asking, a line in the check-in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.services.digesting import band_words
from bot.services.exporting import fields
from bot.services.flow import Facts, Flow
from bot.services.parts import as_designed
from bot.services.turn import Turn
from bot.services.viewing import closed_views
from bot.services.visits import Visit
from nudges.cards import Action, Paragraph, Reply, Style, say, token
from nudges.chance import stable_id
from nudges.channels import Channel
from nudges.decisions import Prompt
from nudges.digests import Line
from nudges.flows.consultations import Consultation
from nudges.flows.facts import (
    LOOKS_BACK,
    Experience,
    Finding,
    Norm,
    Norms,
    agreement,
    norm,
    of_consultations,
    of_introductions,
    usual,
)
from nudges.flows.introductions.meetings import Introduction
from nudges.framework import SENIOR_LEADERS
from nudges.people import Person
from nudges.practice_view import PracticeView
from nudges.prompt_cards import NO_PART, CheckInPart
from nudges.records import NotPossibleError
from nudges.texts import Speaker
from nudges.working_time import local_date

CARD, NORM = "S7-1", "S7-3"
POSTS_SINCE = timedelta(days=400)
SETTLED_AFTER = timedelta(days=28)
"""After this an introduction counts, whether or not its people met."""


async def findings(turn: Turn) -> list[Finding]:
    """What the records say on every perception we know, large enough to be told or not."""
    since, setting = turn.now - LOOKS_BACK, turn.setting.id
    consultations = await turn.uow.records.of_setting(Consultation, setting, since=since)
    introductions = await turn.uow.records.of_setting(Introduction, setting, since=since)
    settled = [
        (len(each.met) > 1, each.people) for each in introductions if each.made_at <= turn.now - SETTLED_AFTER
    ]
    return [*of_consultations(consultations), of_introductions(settled)]


async def card_material(turn: Turn, channel: Channel) -> str | None:
    """The perception whose turn it is in this channel, among those the records speak against."""
    k = turn.deps.group_size
    shown = [each.perception for each in await findings(turn) if each.speaks_against(k)]
    past = await turn.uow.prompts.posts_in(channel.id, turn.now - POSTS_SINCE)
    before = sum(post.nudge == CARD for post in past)
    return shown[before % len(shown)] if shown else None


async def card_facts(turn: Turn, perception: str, reader: Person) -> Facts:
    """Computed again when it is posted, so that it is true that day."""
    found = next((each for each in await findings(turn) if each.perception == perception), None)
    if found is None or not found.speaks_against(turn.deps.group_size):
        return None
    speak = turn.speaker(reader.language)
    parts = [_in_words(found, speak), await _experience(turn, perception, speak)]
    return {
        "perception": speak(f"facts.perception.{perception}"),
        "finding": " ".join(filter(None, parts)),
        "cases": str(found.cases),
    }


def _in_words(found: Finding, speak: Speaker) -> str:
    return speak(f"facts.finding.{found.perception}", hits=found.hits, cases=found.cases, days=found.days)


async def _experience(turn: Turn, perception: str, speak: Speaker) -> str:
    """What colleagues said last time of their own experience, where enough of them did."""
    told = await turn.uow.records.of_setting(Experience, turn.setting.id)
    counts = agreement([each for each in told if each.perception == perception], turn.deps.group_size)
    return speak("facts.experience", so=counts[0], of=counts[1]) if counts else ""


async def experience(visit: Visit, perception: str) -> Reply:
    """Below a card: is this your experience? Seen only by whoever pressed."""
    speak = visit.speak
    if not speak.has(f"facts.perception.{perception}"):
        raise NotPossibleError(perception)
    actions = (
        Action(token("fact_yes", perception), speak("facts.yes"), Style.PRIMARY),
        Action(token("fact_no", perception), speak("facts.no")),
    )
    k = visit.deps.group_size
    return Reply(say=(say(speak("facts.is_it_so"), speak("facts.counted", k=k), actions=actions),))


async def fact_yes(visit: Visit, perception: str) -> Reply:
    return await _told(visit, perception, agrees=True)


async def fact_no(visit: Visit, perception: str) -> Reply:
    return await _told(visit, perception, agrees=False)


async def _told(visit: Visit, perception: str, *, agrees: bool) -> Reply:
    """One voice a person and perception; a later tap takes the place of an earlier one."""
    if not visit.speak.has(f"facts.perception.{perception}"):
        raise NotPossibleError(perception)
    record_id = stable_id(visit.person.id, Experience.KIND, perception)
    told = Experience(record_id, visit.setting.id, visit.person.id, perception, agrees, visit.now)
    await visit.turn.keep(told)
    return Reply(replace=say(visit.speak("facts.is_it_so"), visit.speak("facts.thanks")))


async def experience_wakes(turn: Turn, told: Experience) -> None:
    await turn.uow.records.remove(told)


async def usual_line(visit: Visit, entity: str) -> str:
    """S7-2 for somebody who has not asked this entity before: how many requests to it were answered.

    "" where there is nothing to say.
    """
    own = await visit.uow.records.of_person(Consultation, visit.person.id)
    people = await visit.turn.colleagues()
    asked = {each.asked_id for each in own if each.asker_id == visit.person.id}
    if any(people[each].entity == entity for each in asked & people.keys()):
        return ""
    since = visit.now - LOOKS_BACK
    past = await visit.uow.records.of_setting(Consultation, visit.setting.id, since=since)
    found = usual(past, {each.id: each.entity for each in people.values()}, entity)
    if found is None:
        return ""
    if not await as_designed(visit.turn, visit.person, "S7-2"):
        return ""
    facts = {"requests": found.requests, "answered": found.answered, "days": found.days}
    return visit.speak("nudge.S7-2.body", counterpart_entity=entity, **facts)


async def daily(turn: Turn) -> None:
    """Once a day: what check-ins may tell of each role group.

    From released four-week windows only, so that nothing can be worked out beyond what is
    shown there. Senior leaders are too few to be a group.
    """
    today = turn.now.date()
    record_id = stable_id(turn.setting.id, Norms.KIND)
    known = await turn.uow.records.get(Norms, record_id)
    if known is not None and known.made_on == today:
        return
    views = await closed_views(turn.deps, turn.uow, turn.setting, turn.now, latest=2, unit_ids=[])
    roles = turn.deps.catalogue.framework.role_groups.keys() - SENIOR_LEADERS
    by_role = {role: _norms(turn, role, views) for role in sorted(roles)} if views else {}
    await turn.keep(Norms(record_id, turn.setting.id, today, by_role))


def _norms(turn: Turn, role: str, views: Sequence[PracticeView]) -> tuple[Norm, ...]:
    """What is worth telling of each behaviour that matters for a role."""
    told = []
    for behaviour in sorted(turn.deps.catalogue.nudges[NORM].behaviours_for(role)):
        cells = [view.cell(behaviour, role_group=role) for view in views[-2:]]
        told.append(norm(cells[-1], cells[0] if len(cells) > 1 else None))
    return tuple(each for each in told if each is not None and each.size >= turn.deps.group_size)


async def norm_line(turn: Turn, person: Person) -> str | None:
    """S7-3, for the check-in: one thing most colleagues in the role did, or more than before."""
    found = await turn.uow.records.of_setting(Norms, turn.setting.id)
    told = found[0].by_role.get(person.role_group, ()) if found else ()
    if not told:
        return None
    week = (local_date(person, turn.now).toordinal() - 1) // 7
    chosen = told[week % len(told)]
    speak = turn.speaker(person.language)
    behaviour = speak(f"behaviour.{chosen.behaviour}.short")
    now = band_words(chosen.now, speak)
    if chosen.before is None:
        return speak("facts.norm", behaviour=behaviour, share=now, size=chosen.size)
    return speak("facts.rising", behaviour=behaviour, before=band_words(chosen.before, speak), share=now)


async def week(turn: Turn, _start: datetime, _end: datetime) -> Sequence[Line]:
    """Every finding that is large enough, whichever way it points: the coordinator sees them all."""
    k = turn.deps.group_size
    large = [each for each in await findings(turn) if each.is_large(k)]
    return [
        Line(f"facts.week.{each.perception}", {"hits": each.hits, "cases": each.cases, "days": each.days})
        for each in large
    ]


async def check_in(turn: Turn, person: Person, prompt: Prompt) -> CheckInPart:
    """S7-3: the norm line stands in the check-in, where there is one to tell."""
    told = await norm_line(turn, person)
    if not told or not await as_designed(turn, person, NORM, prompt.due_at):
        return NO_PART
    return CheckInPart(lines=(Paragraph(told),))


FLOW = Flow(
    name="facts",
    check_in=check_in,
    records=(Experience, Norms),
    presses={"fact_experience": experience, "fact_yes": fact_yes, "fact_no": fact_no},
    posts={CARD: (card_material, card_facts)},
    wakes={Experience: experience_wakes},
    exports={Experience: fields("perception", "agrees", "at"), Norms: fields()},
    daily=daily,
    week=week,
)
