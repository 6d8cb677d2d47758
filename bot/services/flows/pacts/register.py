"""What everybody sees of pacts: the running ones, a way to join in, and a line in the digest."""

from datetime import datetime

from bot.services.flows.pacts import words
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Card, Paragraph, Reply, say
from nudges.chance import stable_id
from nudges.digests import Line
from nudges.flows.pacts.commitments import BY_CODE
from nudges.flows.pacts.pact import PUBLIC, Joining, Pact, State
from nudges.records import NotPossibleError


async def register(visit: Visit, _: str = "") -> Reply:
    """The running pacts of the setting, oldest first: public by their leaders' own decision."""
    running = await visit.uow.records.of_setting(Pact, visit.setting.id, sorted(PUBLIC))
    speak = visit.speak
    if not running:
        return Reply(say=(say(speak("pact.register_title"), speak("pact.register_empty")),))
    told = tuple([Paragraph(await _entry(visit, each)) for each in running])
    return Reply(say=(Card(speak("pact.register_title"), told),))


async def _entry(visit: Visit, pact: Pact) -> str:
    speak, language = visit.speak, visit.person.language
    head = speak(
        "pact.register_entry",
        names=await words.names(visit.turn, pact.leaders, language),
        review=words.review_date(visit.turn, pact, visit.person),
    )
    gone = [
        speak(
            "pact.register_gone",
            name=await visit.turn.name(each.person_id, language),
            action=words.action(speak, BY_CODE[each.code].code),
        )
        for each in pact.dropped
    ]
    return "\n".join([head, words.listed(speak, pact.commitments), *gone])


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
