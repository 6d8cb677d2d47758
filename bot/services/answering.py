"""Answers to prompts: stored once, shown in place, and turned into practice where they say so."""

from dataclasses import replace

from bot.ports.messages import StoredPrompt
from bot.services.consenting import stop as stop_all
from bot.services.practising import naming, noted_reply, record_own
from bot.services.visits import Visit
from nudges.attention import Kind
from nudges.candidates import Happening
from nudges.cards import Card, Form, Reply, token
from nudges.catalogue import Choice, Effect
from nudges.chance import stable_id
from nudges.decisions import Prompt
from nudges.events import EventKind
from nudges.letters import Letter
from nudges.practice import NotAskedError, PracticeRecord, Source, answered_by_other_side
from nudges.prompt_cards import answered_card, check_in_card, overtaken_card, text_root
from nudges.records import NotPossibleError


async def answer(visit: Visit, prompt_id: str, choice_id: str) -> Reply:
    """A nudge's one-tap answer. The first answer stays; pressing again shows it again."""
    stored = await visit.prompt(prompt_id)
    nudge = visit.deps.catalogue.nudges.get(stored.prompt.nudge) if stored else None
    choice = next((c for c in nudge.choices if c.id == choice_id), None) if nudge else None
    if stored is None or nudge is None or choice is None:
        return visit.stale()
    new = await visit.uow.prompts.answer(prompt_id, visit.person.id, "", choice.id, visit.now)
    if not new and not await _said_before(visit, prompt_id, choice.id):
        return visit.stale()
    label = visit.speak(f"nudge.{nudge.id}.choice.{choice.id}")
    card = answered_card(stored.prompt, label, _reply_text(visit, nudge.id, choice), visit.wording)
    if choice.opens:
        return await opened(visit, stored.prompt, choice.opens, choice.id, card)
    if choice.effect is Effect.PRACTISED and choice.behaviour:
        record = await record_own(visit, choice.behaviour, Source.DID, key=f"{prompt_id}/{choice.id}")
        return noted_reply(visit, record, onto=card)
    return _shown(stored.prompt, card)


def _shown(prompt: Prompt, card: Card) -> Reply:
    """The card after an answer: in its place, or, below a post, for the person's eyes only."""
    return Reply(say=(card,)) if prompt.channel_id else Reply(replace=card)


async def answer_letter(visit: Visit, prompt_id: str, button_id: str) -> Reply:
    """A letter's button: the flow that wrote it goes on, and the letter shows what was answered."""
    stored = await visit.prompt(prompt_id)
    letter = visit.flows.letters.get(stored.prompt.nudge) if stored else None
    button = next((b for b in letter.buttons if b.id == button_id), None) if letter else None
    if stored is None or letter is None or button is None:
        return visit.stale()
    if stored.prompt.channel_id:
        pass  # who pressed what below a post is nobody's business but its flow's
    elif button.unkept:
        await visit.uow.prompts.acknowledge(prompt_id, visit.now)
    else:
        await visit.uow.prompts.answer(prompt_id, visit.person.id, "", button.id, visit.now)
    label = visit.speak(f"letter.{letter.id}.button.{button.id}")
    answered = answered_card(stored.prompt, label, "", visit.wording)
    try:
        return await opened(visit, stored.prompt, button.action, button.id, answered)
    except NotPossibleError:
        return await _overtaken(visit, stored.prompt, letter)


async def _overtaken(visit: Visit, prompt: Prompt, letter: Letter) -> Reply:
    """A letter that was answered elsewhere, or is over, loses its buttons once somebody tries one."""
    facts = await visit.flows.facts(visit.turn, letter, prompt.facts.get("record", ""), visit.person)
    if _stands(visit, prompt) or facts is not None:
        return visit.stale()
    return replace(visit.stale(), replace=overtaken_card(prompt, visit.wording))


async def opened(visit: Visit, prompt: Prompt, action: str, said: str, answered: Card) -> Reply:
    """Go on with a flow from a message.

    The message shows the answer ``said``, unless the flow redraws it. Where a dialog opens it
    does so once that is sent: whoever closes it must find the button again.
    """
    reply = await visit.flows.presses[action](visit, prompt.facts.get("record", ""))
    if _stands(visit, prompt):
        return reply
    if reply.form is not None:
        return replace(reply, form=_onto(reply.form, prompt.id, said))
    return reply if reply.replace is not None else replace(reply, replace=answered)


def _stands(visit: Visit, prompt: Prompt) -> bool:
    """Nobody's own answer redraws what many read, or what a colleague wrote."""
    letter = visit.flows.letters.get(prompt.nudge)
    return bool(prompt.channel_id) or (letter is not None and letter.stays)


ONTO = "onto"
"""The name of a dialog's token that leads back to the message it was opened from."""


def _onto(form: Form, prompt_id: str, said: str) -> Form:
    return replace(form, token=f"{token(ONTO, prompt_id, said)}:{form.token}")


async def sent_from(visit: Visit, prompt_id: str, said: str, reply: Reply) -> Reply:
    """A dialog was sent that a message had opened: now the message shows the answer, without live buttons."""
    stored = await visit.prompt(prompt_id)
    if stored is None or stored.prompt.channel_id or reply.faults or reply.replace is not None:
        return reply
    if reply.form is not None:
        return replace(reply, form=_onto(reply.form, prompt_id, said))
    part = "button" if stored.prompt.kind.letter else "choice"
    label = f"{text_root(stored.prompt.kind, stored.prompt.nudge)}.{part}.{said}"
    if not visit.speak.has(label):
        return reply
    return replace(reply, replace=answered_card(stored.prompt, visit.speak(label), "", visit.wording))


async def _said_before(visit: Visit, prompt_id: str, choice_id: str) -> bool:
    """Whether this very answer is the stored one: read again, as a double click may have stored it."""
    stored = await visit.prompt(prompt_id)
    return stored is not None and stored.answers.get("") == choice_id


def _reply_text(visit: Visit, nudge_id: str, choice: Choice) -> str:
    own = f"nudge.{nudge_id}.reply.{choice.id}"
    general = "common.declined" if choice.effect is Effect.DECLINED else "common.noted"
    return visit.speak(own if visit.speak.has(own) else general)


async def check_in(visit: Visit, prompt_id: str, behaviour: str, said: str) -> Reply:
    """One tap of the weekly check-in; ``-`` and ``none`` close it."""
    stored = await visit.prompt(prompt_id)
    offered = {b.id for b in visit.deps.catalogue.framework.behaviours_of(visit.person.role_group)}
    sound = (behaviour in offered and said in ("yes", "no")) or (behaviour, said) == ("-", "none")
    if stored is None or stored.prompt.kind is not Kind.CHECK_IN or not sound:
        return visit.stale()
    new = await visit.uow.prompts.answer(prompt_id, visit.person.id, behaviour, said, visit.now)
    if new and said == "yes":
        await record_own(visit, behaviour, Source.CHECK_IN, key=f"{prompt_id}/{behaviour}", at=stored.sent_at)
    if new:
        stored = replace(stored, answers={**stored.answers, behaviour: said})
    return Reply(replace=await check_in_now(visit, stored))


async def check_in_now(visit: Visit, stored: StoredPrompt) -> Card:
    """The check-in as it stands: with what flows ask in it."""
    part = await visit.flows.check_in(visit.turn, visit.person, stored.prompt)
    return check_in_card(stored.prompt, stored.answers, visit.wording, part)


async def still_useful(visit: Visit, prompt_id: str, said: str) -> Reply:
    """Silence explained: go on, ask monthly, or stop."""
    stored = await visit.prompt(prompt_id)
    known = said in ("yes", "less", "stop")
    if stored is None or stored.prompt.kind is not Kind.STILL_USEFUL or not known:
        return visit.stale()
    if said == "stop":
        return await stop_all(visit, prompt_id)
    if said == "yes":
        await visit.uow.prompts.answer(prompt_id, visit.person.id, "", said, visit.now)
    else:
        await visit.uow.prompts.remember(prompt_id, visit.person.id, said, visit.now)
    label, reply = visit.speak(f"still_useful.{said}"), visit.speak(f"still_useful.said_{said}")
    return Reply(replace=answered_card(stored.prompt, label, reply, visit.wording))


async def confirm(visit: Visit, prompt_id: str, said: str) -> Reply:
    """The other side's word on a colleague's record."""
    stored = await visit.prompt(prompt_id)
    if stored is None or stored.prompt.kind is not Kind.CONFIRMATION or said not in ("yes", "no"):
        return visit.stale()
    new = await visit.uow.prompts.answer(prompt_id, visit.person.id, "", said, visit.now)
    record = await visit.uow.practices.get(stored.prompt.facts.get("record", ""))
    if new and record is not None:
        await _settle(visit, record, agreed=said == "yes")
    label, reply = visit.speak(f"confirmation.{said}"), visit.speak(f"confirmation.said_{said}")
    return Reply(replace=answered_card(stored.prompt, label, reply, visit.wording))


_FOLLOWED_BY = {
    "B8": EventKind.CONTACT_CONFIRMED,
    "B9": EventKind.SHARE_ACKNOWLEDGED,
}


async def _settle(visit: Visit, record: PracticeRecord, *, agreed: bool) -> None:
    try:
        theirs, own = answered_by_other_side(record, agreed=agreed, at=visit.now)
    except NotAskedError:
        return  # the author named somebody else meanwhile, or the answer is already there
    await visit.uow.practices.set_evidence(theirs.id, theirs.evidence)
    await visit.uow.practices.add([own] if own else [])
    author = await visit.uow.people.get(record.person_id)
    if not agreed or author is None or record.behaviour not in _FOLLOWED_BY:
        return
    kind = _FOLLOWED_BY[record.behaviour]
    sides = {"B8": (author, visit.person), "B9": (visit.person,)}[record.behaviour]
    for person in sides:
        other = visit.person if person is author else author
        event = Happening(
            id=stable_id(record.id, kind, person.id),
            kind=kind,
            at=visit.now,
            person_id=person.id,
            facts=naming(other),
        )
        await visit.uow.looks.happened([event], visit.setting.id)
