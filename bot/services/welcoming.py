"""The welcome of somebody who comes by themselves before it was sent."""

from dataclasses import replace
from datetime import timedelta

from bot.services.visits import Visit
from bot.services.withdrawing import withdraw_open
from nudges.attention import Kind, Reason
from nudges.cards import Reply
from nudges.chance import stable_id
from nudges.consent import Consent, ConsentAct
from nudges.decisions import Prompt
from nudges.prompt_cards import prompt_card


async def welcomed_first(visit: Visit, reply: Reply) -> Reply:
    """The reply, with the welcome before it where the person was never asked whether to take part.

    What they ask for is answered all the same; what follows from it later, such as news about
    a question they opened, then reaches somebody who knows what this is. No second welcome comes.
    """
    consents = await visit.uow.looks.consents([visit.person.id])
    if consents.get(visit.person.id) is not Consent.NOT_ASKED:
        return reply
    await visit.consent(ConsentAct.ASKED, Consent.ASKED)
    await withdraw_open(visit.uow, visit.person.id, Reason.TAKES_PART)
    await visit.uow.looks.schedule({visit.person.id: None})
    return replace(reply, say=(prompt_card(_at_once(visit), visit.wording), *reply.say))


def _at_once(visit: Visit) -> Prompt:
    """Stored nowhere: it is part of an answer. Its buttons redraw the message they stand on."""
    return Prompt(
        id=stable_id(visit.person.id, "welcome at the first visit"),
        decision_id="",
        setting_id=visit.setting.id,
        person_id=visit.person.id,
        kind=Kind.WELCOME,
        nudge=Kind.WELCOME.value,
        due_at=visit.now,
        not_after=visit.now + timedelta(days=1),
    )
