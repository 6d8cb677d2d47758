"""Whom one would rather not be introduced to: for one's own eyes only, stored as marks."""

from bot.services.flows.introductions.taking_part import joined, open_introductions
from bot.services.flows.introductions.wording import names_of
from bot.services.visits import Visit
from nudges.cards import Action, ActionGroup, Card, Form, Paragraph, PersonInput, Reply, Style, say, token
from nudges.flows.introductions.meetings import not_this_time
from nudges.flows.introductions.participation import avoiding, no_longer_avoiding
from nudges.records import NotPossibleError

COLLEAGUE = "colleague"


async def never(visit: Visit, _: str = "") -> Reply:
    """Whom one would rather not be introduced to: for one's own eyes, in a dialog and here alone."""
    own, speak = await joined(visit), visit.speak
    colleagues = await visit.turn.colleagues()
    avoided = sorted(own.avoids(colleagues), key=lambda each: colleagues[each].name)
    groups = tuple(
        ActionGroup(
            f"{colleagues[each].name} ({colleagues[each].entity})",
            (Action(token("introduction_allow", each), speak("introduction.allow")),),
        )
        for each in avoided
    )
    add = Action("introduction_never_add", speak("introduction.never_add"), Style.PRIMARY)
    body = (Paragraph(speak("introduction.never_body")),)
    return Reply(say=(Card(speak("introduction.never"), body, groups, (add,)),))


async def never_add(visit: Visit, _: str = "") -> Reply:
    await joined(visit)
    return Reply(
        form=Form(
            token="introduction_never",  # noqa: S106  an action token, not a secret
            title=visit.speak("introduction.never"),
            submit=visit.speak("introduction.save"),
            inputs=(PersonInput(COLLEAGUE, visit.speak("introduction.field_never")),),
            intro=visit.speak("introduction.never_body"),
        )
    )


async def never_added(visit: Visit, values: dict[str, tuple[str, ...]]) -> Reply:
    """Stored as a mark; an introduction to this very person comes to nothing, quietly."""
    own = await joined(visit)
    other = await visit.turn.colleague(next(iter(values.get(COLLEAGUE, ())), ""))
    if other is None or other.id == visit.person.id:
        return Reply(faults={COLLEAGUE: visit.speak("introduction.unknown")})
    await visit.turn.keep(avoiding(own, other.id))
    for each in await open_introductions(visit):
        if other.id in each.members:
            await visit.turn.keep(*not_this_time(each, visit.person.id))
    words = visit.speak("introduction.never_saved", name=names_of([other], visit.speak))
    return Reply(say=(say("", words),))


async def allow(visit: Visit, person_id: str) -> Reply:
    own = await joined(visit)
    if not own.avoids([person_id]):
        raise NotPossibleError(person_id)
    await visit.turn.keep(no_longer_avoiding(own, person_id))
    return Reply(replace=(await never(visit)).say[0])
