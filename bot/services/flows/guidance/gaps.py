"""Questions without a card: kept if the asker agrees, told to one owner when they come back (S4-4)."""

from collections.abc import Iterable

from bot.ports.acts import What
from bot.services.flow import Facts
from bot.services.flows.filling import Values, one
from bot.services.flows.guidance.asking import asked_for, find
from bot.services.flows.guidance.forms import ANSWER, TITLE, card_form
from bot.services.flows.guidance.keeping import told
from bot.services.flows.naming import colleague_named
from bot.services.reaching import cannot_be_asked
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Form, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.guidance import questions
from nudges.flows.guidance.questions import Gap, GapState, Question, State
from nudges.flows.guidance.shortcuts import GuidanceCard
from nudges.flows.guidance.wording import key_words
from nudges.people import Person
from nudges.working_time import local_date, within_working_days

WHO = "colleague"


async def keep(visit: Visit, words: str) -> Reply:
    """The asker agreed: their question waits for a card. Asked again it is the same one."""
    text = asked_for(words)
    if not key_words(text):
        return visit.stale()
    question = questions.kept(
        Question(
            id=stable_id(visit.person.id, "question", *key_words(text)),
            setting_id=visit.setting.id,
            asker_id=visit.person.id,
            words=text,
            asked_at=visit.now,
        )
    )
    waiting = await _waiting(visit.turn)
    if not any(each.id == question.id for each in waiting):
        await visit.turn.keep(question)
        await _tell(visit.turn, question, waiting)
    said = visit.speak("guidance.question_kept", question=text)
    return Reply(replace=say(visit.speak("guidance.question_kept_title"), said))


async def _waiting(turn: Turn) -> list[Question]:
    return await turn.uow.records.of_setting(Question, turn.setting.id, (State.WAITING,))


async def _tell(turn: Turn, question: Question, others: list[Question]) -> None:
    """Asked by enough people: one owner hears of it, once."""
    group = questions.the_same(question, others, turn.now)
    known = next((each.gap_id for each in group if each.gap_id), "")
    if known:
        await turn.keep(questions.joined(question, known))
    if not questions.is_gap(group):
        return
    owner = await _likely_owner(turn, question)
    if owner is None:
        return
    gap = Gap(
        id=stable_id(turn.setting.id, "gap", question.id, turn.now.isoformat()),
        setting_id=turn.setting.id,
        owner_id=owner.id,
        raised_at=turn.now,
        wake_at=turn.now + questions.KEPT_FOR,
    )
    await turn.keep(*questions.tell(gap, owner, group[0].words, len(group)))
    for each in group:
        await turn.keep(questions.joined(each, gap.id))


async def _likely_owner(turn: Turn, question: Question) -> Person | None:
    """Who keeps the card nearest to it; else a coordinator."""
    colleagues = await turn.colleagues()
    for hit in await turn.uow.guidance.find(turn.setting.id, key_words(question.words), 3):
        card = await turn.uow.records.get(GuidanceCard, hit.card_id)
        if card is not None and card.owner_id in colleagues:
            return colleagues[card.owner_id]
    return _coordinator(colleagues.values())


def _coordinator(people: Iterable[Person], but: str | None = None) -> Person | None:
    found = sorted((p for p in people if p.is_coordinator and p.id != but), key=lambda p: p.id)
    return next(iter(found), None)


async def _own(visit: Visit, gap_id: str) -> Gap:
    gap = await visit.record(Gap, gap_id, lambda found: found.owner_id or "")
    questions.require_open(gap)
    return gap


async def _askers(turn: Turn, gap_id: str) -> list[Question]:
    return [each for each in await _waiting(turn) if each.gap_id == gap_id]


async def write(visit: Visit, gap_id: str) -> Reply:
    """Write the card now, with the question as its title."""
    gap = await _own(visit, gap_id)
    title = next((each.words for each in await _askers(visit.turn, gap.id)), "")[:80]
    initial = {TITLE: title[:1].upper() + title[1:]}
    return Reply(form=card_form(visit.speak, ANSWER, gap_id=gap.id, initial=initial))


async def give_whom(visit: Visit, gap_id: str) -> Reply:
    """The dialog that names somebody who knows better."""
    gap = await _own(visit, gap_id)
    field = TextInput(WHO, visit.speak("guidance.field_give"), hint=visit.speak("naming.hint"), limit=120)
    title, submit = visit.speak("guidance.form_give"), visit.speak("guidance.give")
    return Reply(form=Form(token("question_give", gap.id), title, submit, (field,)))


async def given(visit: Visit, values: Values, gap_id: str) -> Reply:
    """Somebody else is asked, once."""
    gap = await _own(visit, gap_id)
    colleagues = await visit.turn.colleagues()
    found = colleague_named(colleagues.values(), one(values, WHO))
    if found is None or found.id == visit.person.id:
        return Reply(faults={WHO: visit.speak("naming.unknown")})
    if fault := await cannot_be_asked(visit, found):
        return Reply(faults={WHO: fault})
    askers = await _askers(visit.turn, gap.id)
    words = next((each.words for each in askers), "")
    await visit.turn.keep(*questions.give(gap, found, words, len(askers)))
    await visit.coordinated(What.QUESTION)
    return Reply(say=(say("", visit.speak("guidance.given", name=found.name)),))


async def not_ours(visit: Visit, gap_id: str) -> Reply:
    """A coordinator is asked instead; where it was one, it rests."""
    gap = await _own(visit, gap_id)
    coordinator = _coordinator((await visit.turn.colleagues()).values(), but=visit.person.id)
    askers = await _askers(visit.turn, gap.id)
    if coordinator is not None and not visit.person.is_coordinator and askers:
        await visit.turn.keep(*questions.give(gap, coordinator, askers[0].words, len(askers)))
    else:
        await visit.turn.keep(questions.not_ours(gap))
    await visit.coordinated(What.QUESTION)
    return Reply(say=(say("", visit.speak("guidance.not_ours")),))


async def daily(turn: Turn) -> None:
    """A gap whose owner is gone goes to a coordinator."""
    gaps = await turn.uow.records.of_setting(Gap, turn.setting.id, (GapState.OPEN,))
    colleagues = await turn.colleagues() if gaps else {}
    for gap in gaps:
        askers = await _askers(turn, gap.id)
        coordinator = _coordinator(colleagues.values())
        if gap.owner_id not in colleagues and coordinator and askers:
            await turn.keep(*questions.tell(gap, coordinator, askers[0].words, len(askers)))


async def answered(visit: Visit, card: GuidanceCard, gap_id: str) -> None:
    """A card was published: everybody who waits for it hears of it."""
    gap = await visit.uow.records.get(Gap, gap_id) if gap_id else None
    if gap is not None and gap.state is GapState.OPEN and gap.setting_id == visit.setting.id:
        await visit.turn.keep(*questions.close(gap, visit.person.id, in_time=_in_time(visit, gap)))
    for question in await _waiting(visit.turn):
        if (gap and question.gap_id == gap.id) or card.id in await _answers(visit, question):
            await visit.turn.keep(*questions.answer(question, card.id, visit.person.id))


async def _answers(visit: Visit, question: Question) -> set[str]:
    return {card.id for card in await find(visit, question.words)}


def _in_time(visit: Visit, gap: Gap) -> bool:
    first, today = (local_date(visit.person, at) for at in (gap.raised_at, visit.now))
    return within_working_days(visit.person, first, today, questions.WORKING_DAYS, visit.deps.is_holiday)


async def gap_facts(turn: Turn, gap_id: str, person: Person) -> Facts:
    """A repeated question, while it is this person's to answer."""
    gap = await turn.uow.records.get(Gap, gap_id)
    askers = await _askers(turn, gap_id)
    if gap is None or gap.state is not GapState.OPEN or gap.owner_id != person.id or not askers:
        return None
    return {"question": askers[0].words, "times": str(len(askers))}


async def answered_facts(turn: Turn, question_id: str, person: Person) -> Facts:
    """The card that answers a question, while it is there."""
    question = await turn.uow.records.get(Question, question_id)
    card = await turn.uow.records.get(GuidanceCard, question.card_id) if question else None
    if question is None or card is None:
        return None
    return {
        "question": question.words,
        "card": card.content.title,
        "answer": told(card, turn.deps.texts, person.language),
    }
