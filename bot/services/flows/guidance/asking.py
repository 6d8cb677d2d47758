"""``ask``: the card that answers a question, and whether it helped."""

from datetime import timedelta

from bot.services.flows.filling import Values, one
from bot.services.flows.guidance.keeping import keepers, told
from bot.services.visits import Visit
from nudges.cards import Action, Card, Form, Paragraph, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.dates import date_in_words
from nudges.flows.guidance.questions import LONGEST, Question
from nudges.flows.guidance.shortcuts import GuidanceCard, State, Verdict, doubted
from nudges.flows.guidance.wording import answers, key_words
from nudges.records import NotPossibleError

QUESTION = "question"
MOST_FOUND = 4
VERDICTS_STAY = timedelta(days=180)
_NUDGE = "nudge.S4-1"


async def ask(visit: Visit, words: str = "") -> Reply:
    """The best card for a question; without one, the two ways on. ``ask`` alone opens a field for it."""
    question = asked_for(words)
    if not question:
        return _field(visit)
    found = await find(visit, question)
    if not found:
        return Reply(say=(await _others(visit, question, "nothing"),))
    return Reply(say=(await answer_card(visit, found[0], question),))


def _field(visit: Visit) -> Reply:
    speak = visit.speak
    field = TextInput(
        QUESTION, speak("guidance.field_question"), speak("guidance.hint_question"), limit=LONGEST
    )
    title, send = speak("guidance.ask_title"), speak("guidance.ask_send")
    return Reply(form=Form(token("guidance_ask"), title, send, (field,), speak("guidance.ask_how")))


async def asked_in_field(visit: Visit, values: Values) -> Reply:
    question = asked_for(one(values, QUESTION))
    if not question:
        return Reply(faults={QUESTION: visit.speak("guidance.fault_question")})
    return await ask(visit, question)


def asked_for(words: str) -> str:
    """A question as it may travel in a button: one line, of limited length."""
    return " ".join(words.replace(":", " ").split())[:LONGEST].strip()


async def find(visit: Visit, question: str, *, near: bool = False) -> list[GuidanceCard]:
    """Current cards that answer a question, best first; with ``near`` also those about part of it."""
    words = key_words(question)
    hits = await visit.uow.guidance.find(visit.setting.id, words, MOST_FOUND)
    found = [
        await visit.uow.records.get(GuidanceCard, hit.card_id)
        for hit in hits
        if near or answers(hit.matched, len(words))
    ]
    return [card for card in found if card is not None]


async def answer_card(visit: Visit, card: GuidanceCard, question: str) -> Card:
    """S4-1: the lines, the source, one tap on whether it helped. Nothing about the asker is stored."""
    speak = visit.speak
    body = speak(
        f"{_NUDGE}.body",
        answer=told(card, visit.deps.texts, visit.person.language),
        source=card.content.source,
    )
    actions = (
        Action(token("guidance_helped", card.id), speak(f"{_NUDGE}.choice.helped"), Style.PRIMARY),
        Action(token("guidance_not_helped", card.id), speak(f"{_NUDGE}.choice.not_helped")),
        Action(token("guidance_other", card.id, question), speak(f"{_NUDGE}.choice.declined"), Style.QUIET),
    )
    return Card(
        card.content.title,
        (Paragraph(body),),
        actions=actions,
        footer=await kept_by(visit, card),
    )


async def kept_by(visit: Visit, card: GuidanceCard) -> str:
    """Who looks after a card, and when they last did."""
    day = date_in_words(card.checked_at, visit.speak)
    if card.owner_id is None:
        return visit.speak("guidance.kept_by_coordinators", date=day)
    name = await visit.turn.name(card.owner_id, visit.person.language)
    return visit.speak("guidance.kept_by", name=name, date=day)


def _nothing(visit: Visit, question: str, said: str, others: tuple[Action, ...]) -> Card:
    """No card: a colleague may know, and the question may be kept if its asker agrees."""
    speak = visit.speak
    return say(
        speak("guidance.nothing_title"),
        speak(f"guidance.{said}"),
        speak("guidance.would_keep", question=question),
        actions=(
            *others,
            Action(
                token("consult"), speak("guidance.ask_colleague"), Style.PLAIN if others else Style.PRIMARY
            ),
            Action(token("question_keep", question), speak("guidance.keep")),
        ),
    )


async def other(visit: Visit, card_id: str, question: str) -> Reply:
    """Not what was asked: cards about part of it, and the two ways on."""
    return Reply(say=(await _others(visit, asked_for(question), "nothing_nearer", but=card_id),))


async def _others(visit: Visit, question: str, said: str, but: str = "") -> Card:
    found = [card for card in await find(visit, question, near=True) if card.id != but][:2]
    others = tuple(Action(token("guidance_read", card.id), card.content.title[:75]) for card in found)
    return _nothing(visit, question, "other_cards" if others else said, others)


async def read(visit: Visit, card_id: str) -> Reply:
    """One card, chosen by its title."""
    card = await _current(visit, card_id)
    return Reply(say=(await answer_card(visit, card, asked_for(card.content.title)),))


async def helped(visit: Visit, card_id: str) -> Reply:
    return await _said(visit, await _current(visit, card_id), helped=True)


async def not_helped(visit: Visit, card_id: str) -> Reply:
    return await _said(visit, await _current(visit, card_id), helped=False)


async def _said(visit: Visit, card: GuidanceCard, *, helped: bool) -> Reply:
    await _judge(visit, card, helped=helped)
    choice = "helped" if helped else "not_helped"
    answered = visit.speak("common.answered", answer=visit.speak(f"{_NUDGE}.choice.{choice}"))
    text = told(card, visit.deps.texts, visit.person.language)
    return Reply(replace=say(card.content.title, text, answered, visit.speak(f"{_NUDGE}.reply.{choice}")))


async def _judge(visit: Visit, card: GuidanceCard, *, helped: bool) -> None:
    """One verdict a person and wording; they may change their mind."""
    verdict = Verdict(
        id=stable_id(card.id, visit.person.id, "verdict"),
        setting_id=visit.setting.id,
        card_id=card.id,
        person_id=visit.person.id,
        helped=helped,
        wake_at=visit.now + VERDICTS_STAY,
    )
    await visit.turn.keep(verdict)
    said = await visit.uow.records.of_setting(Verdict, visit.setting.id, ("not_helped",))
    doubts = sum(each.card_id == card.id for each in said)
    await visit.turn.keep(card, doubted(card, doubts, await keepers(visit.turn, card)))


async def _current(visit: Visit, card_id: str) -> GuidanceCard:
    card = await visit.uow.records.get(GuidanceCard, card_id)
    if card is None or card.state is not State.CURRENT or card.setting_id != visit.setting.id:
        raise NotPossibleError(card_id)
    return card


async def question_helped(visit: Visit, question_id: str) -> Reply:
    return await _question_said(visit, question_id, helped=True)


async def question_not_helped(visit: Visit, question_id: str) -> Reply:
    return await _question_said(visit, question_id, helped=False)


async def _question_said(visit: Visit, question_id: str, *, helped: bool) -> Reply:
    """The same verdict, below the letter that says there is a card now."""
    question = await visit.record(Question, question_id, lambda found: found.asker_id)
    await _judge(visit, await _current(visit, question.card_id), helped=helped)
    choice = "helped" if helped else "not_helped"
    return Reply(say=(say("", visit.speak(f"{_NUDGE}.reply.{choice}")),))
