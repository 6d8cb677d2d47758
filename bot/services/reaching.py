"""Whether a colleague can be asked anything here, and what is said at once where not.

What is meant for somebody who does not take part would wait and lapse in silence. Whoever
wrote it is told so instead, with their words to send themselves. Nothing tells them whether
the colleague was never asked, has not answered yet, stopped, or has no account that is connected.
"""

from collections.abc import Sequence

from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.attention import Reason, Rhythm, rhythm, standing_reason
from nudges.cards import Reply, say
from nudges.consent import Consent
from nudges.people import Person, Standing


async def takes_part(at: Visit | Turn, person_id: str) -> bool:
    """Whether messages of flows can reach this person at all. Quiet times and pauses pass by themselves."""
    known = await at.uow.looks.standing(person_id)
    return (
        known is not None
        and known.person.standing is Standing.ACTIVE
        and known.consent is Consent.OPTED_IN
        and known.reachable
    )


async def free_for_requests(visit: Visit, people: Sequence[Person]) -> list[Person]:
    """Those of these people whom a request finds soon: only they are suggested to anybody.

    Left out are those who do not take part, asked for quiet, or left the last messages unanswered:
    a question to them would wait. They can still be chosen by name.
    """
    known = await visit.uow.looks.at([each.id for each in people], visit.now)
    rules = visit.deps.planner.rules
    return [
        person
        for person in people
        if (each := known.get(person.id)) is not None
        and standing_reason(each, visit.now) in (None, Reason.SETTING_PAUSED, Reason.CRISIS)
        and rhythm(each.recent, rules) is not Rhythm.RESTING
    ]


async def cannot_be_asked(visit: Visit, colleague: Person) -> str:
    """What is said where a colleague is named, at a field or at once; empty where they take part."""
    if await takes_part(visit, colleague.id):
        return ""
    return visit.speak("reaching.choose_other", name=colleague.name)


async def not_here(visit: Visit, colleague: Person, *words: str) -> Reply | None:
    """What to say instead of sending; None where the colleague takes part.

    ``words`` are the author's own, given back to be copied: nothing of them is kept.
    """
    if await takes_part(visit, colleague.id):
        return None
    told = visit.speak("reaching.not_here", name=colleague.name)
    own = "\n".join(filter(None, (each.strip() for each in words)))
    lines = (told, visit.speak("reaching.your_words"), own) if own else (told,)
    return Reply(say=(say(visit.speak("reaching.title"), *lines),))
