"""What everybody sees of pacts: the running ones, a way to join in, and a line in the digest."""

from datetime import datetime

from bot.services.flows.pacts import words
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Card, Facts, Paragraph, Reply, say
from nudges.chance import stable_id
from nudges.digests import Line
from nudges.flows.pacts.commitments import BY_CODE
from nudges.flows.pacts.pact import PUBLIC, Joining, Pact, State
from nudges.records import NotPossibleError
from nudges.working_time import local_date


async def register(visit: Visit, _: str = "") -> Reply:
    """The running pacts of the setting, oldest first: public by their leaders' own decision."""
    running = await visit.uow.records.of_setting(Pact, visit.setting.id, sorted(PUBLIC))
    speak = visit.speak
    if not running:
        return Reply(say=(say(speak("pact.register_title"), speak("pact.register_empty")),))
    told = tuple([Paragraph(await _entry(visit, each)) for each in running])
    return Reply(say=(Card(speak("pact.register_title"), told),))


async def cards(visit: Visit) -> list[Card]:
    """Every announced pact for coordinators, those that run first: what its leaders made public, no more.

    Drafts, who signed, and when each leader is reminded are their leaders' own business.
    """
    found = await visit.uow.records.of_setting(Pact, visit.setting.id)
    known = [(each.announced_at, each) for each in found if each.announced_at is not None]
    known.sort(key=lambda pair: (pair[1].state in PUBLIC, pair[0]), reverse=True)
    return [await _card(visit, each, at) for at, each in known]


async def _card(visit: Visit, pact: Pact, announced_at: datetime) -> Card:
    speak, person = visit.speak, visit.person

    def day(at: datetime) -> str:
        return words.day_text(speak, local_date(person, at))

    state = pact.state if pact.state in PUBLIC else "over"
    facts = [("state", speak(f"pact.register_{state}")), ("announced", day(announced_at))]
    if pact.review_at:
        facts.append(("review", day(pact.review_at)))
    if pact.state in PUBLIC and pact.wake_at:
        facts.append(("next", speak(f"pact.register_next_{state}", day=day(pact.wake_at))))
    if pact.published:
        facts.append(("outcome", speak(f"pact.outcome.{pact.outcome}")))
    told = Facts(tuple((speak(f"pact.register_fact_{name}"), text) for name, text in facts))
    gone = await _gone(visit, pact)
    title = await words.names(visit.turn, pact.leaders, person.language)
    return Card(title, (told, Paragraph("\n".join([words.listed(speak, pact.commitments), *gone]))))


async def _entry(visit: Visit, pact: Pact) -> str:
    speak, language = visit.speak, visit.person.language
    head = speak(
        "pact.register_entry",
        names=await words.names(visit.turn, pact.leaders, language),
        review=words.review_date(visit.turn, pact, visit.person),
    )
    return "\n".join([head, words.listed(speak, pact.commitments), *await _gone(visit, pact)])


async def _gone(visit: Visit, pact: Pact) -> list[str]:
    """What leaders gave up, as they said in public."""
    return [
        visit.speak(
            "pact.register_gone",
            name=await visit.turn.name(each.person_id, visit.person.language),
            action=words.action(visit.speak, BY_CODE[each.code].code),
        )
        for each in pact.dropped
    ]


async def join(visit: Visit, pact_id: str) -> Reply:
    """A colleague joins in: kept for a number, which leaders see once it is a group's."""
    pact = await visit.uow.records.get(Pact, pact_id)
    if pact is None or pact.setting_id != visit.setting.id or pact.state not in PUBLIC:
        raise NotPossibleError(pact_id)
    me = visit.person.id
    if me in pact.leaders:
        return Reply(say=(say("", visit.speak("pact.join_own")),))
    await visit.turn.keep(Joining(stable_id(pact.id, me, Joining.KIND), pact.setting_id, pact.id, me))
    size = visit.deps.group_size
    return Reply(say=(say("", visit.speak("pact.join_noted", k=size)),))


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """Where announced pacts stand: status only; drafts are their leaders' business."""
    found = await turn.uow.records.of_setting(Pact, turn.setting.id)
    public = [each for each in found if each.announced_at is not None]
    running = sum(each.state is State.RUNNING for each in public)
    in_review = sum(each.state is State.REVIEW_DUE for each in public)
    new = sum(start <= each.announced_at < end for each in public if each.announced_at)
    if not running and not in_review:
        return []
    return [Line("pact.week", {"running": running, "new": new, "review": in_review})]
