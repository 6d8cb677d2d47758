"""Asking without a name, closing a thread, and the asker's one tap afterwards.

Whoever asked is in their own ``Question`` only: counted there, told from there, shown nowhere.
"""

from datetime import datetime, timedelta

from bot.services.flows.filling import Values, one, word_faults
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Form, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.questions.asked import KEPT_FOR, Question, reply, tagged, told, unseen
from nudges.flows.questions.asked import State as Asked
from nudges.flows.questions.threads import SUMMARY_WORKING_DAYS, State, Thread, close, may_ask, wake
from nudges.records import NotPossibleError
from nudges.working_time import instant, local_date, next_working_day

QUESTION = "question"


async def questions_of(turn: Turn, thread: Thread) -> list[Question]:
    """All questions of a thread; for counting and telling, never to be shown with their askers."""
    known = await turn.uow.records.of_setting(Question, thread.setting_id, since=thread.opened_at)
    return [each for each in known if each.thread_id == thread.id]


async def _open_thread(visit: Visit, thread_id: str) -> Thread:
    thread = await visit.uow.records.get(Thread, thread_id)
    if thread is None or thread.setting_id != visit.setting.id:
        raise NotPossibleError(thread_id)
    return thread


async def ask_form(visit: Visit, thread_id: str) -> Reply:
    """The dialog behind the post's button; it says who reads the question and when."""
    thread = await _open_thread(visit, thread_id)
    asked_so_far = await questions_of(visit.turn, thread)
    if not may_ask(thread, visit.person.id, asked_so_far, visit.now):
        return _not_taken(visit, thread)
    name = await visit.turn.name(thread.leader_id, visit.person.language)
    return Reply(
        form=Form(
            token=token("question_ask", thread.id),
            title=visit.speak("questions.ask_title"),
            submit=visit.speak("questions.ask_submit"),
            inputs=(_field(visit),),
            intro=visit.speak("questions.ask_intro", name=name, minimum=thread.minimum),
        )
    )


def _field(visit: Visit) -> TextInput:
    speak = visit.speak
    label, hint = speak("questions.field_question"), speak("questions.hint_question")
    return TextInput(QUESTION, label, hint=hint, limit=300, multiline=True)


def _not_taken(visit: Visit, thread: Thread) -> Reply:
    """Closed, full, one's own thread, or as many questions as one person may ask."""
    open_to_others = thread.state is State.OPEN and visit.now < thread.closes_at
    return Reply(say=(say("", visit.speak("questions.no_more" if open_to_others else "questions.closed")),))


async def asked(visit: Visit, values: Values, thread_id: str) -> Reply:
    """Keep the question with its asker, apart from the thread."""
    thread = await _open_thread(visit, thread_id)
    if faults := word_faults(values, visit.speak, _field(visit)):
        return Reply(faults=faults)
    question_id = stable_id(visit.person.id, thread.id, visit.key)
    known = await questions_of(visit.turn, thread)
    if all(each.id != question_id for each in known):
        if not may_ask(thread, visit.person.id, known, visit.now):
            return _not_taken(visit, thread)
        question = Question(
            id=question_id,
            setting_id=thread.setting_id,
            thread_id=thread.id,
            asker_id=visit.person.id,
            words=one(values, QUESTION),
            asked_at=visit.now,
            wake_at=thread.closes_at + KEPT_FOR,
        )
        await visit.turn.keep(question)
    words = visit.speak("questions.asked", minimum=thread.minimum)
    return Reply(say=(say(visit.speak("questions.asked_title"), words),))


async def thread_wakes(turn: Turn, thread: Thread) -> None:
    if thread.state is State.OPEN:
        await _close(turn, thread)
    else:
        await turn.keep(*wake(thread))


async def _close(turn: Turn, thread: Thread) -> None:
    """Show the questions to the leader where enough people asked, else delete them unread."""
    found = tagged(await questions_of(turn, thread))
    closed, effects = close(thread, found, await _summary_by(turn, thread))
    for each in found:
        await turn.keep(*unseen(each, turn.now)) if closed.state is State.TOO_FEW else await turn.keep(each)
    await turn.keep(closed, effects)


async def _summary_by(turn: Turn, thread: Thread) -> datetime:
    """The end of the leader's tenth working day after the close."""
    leader = await turn.uow.people.get(thread.leader_id)
    if leader is None:
        return thread.closes_at
    day = local_date(leader, thread.closes_at)
    for _ in range(SUMMARY_WORKING_DAYS):
        day = next_working_day(leader, day, turn.deps.is_holiday) or day + timedelta(days=1)
    return instant(leader, day, leader.week.end)


async def question_wakes(turn: Turn, question: Question) -> None:
    """Thirty days after the close nothing is kept of who asked, the letters about it included."""
    await turn.discard(question, question.people)


async def tell_askers(turn: Turn, thread: Thread, *, everybody: bool) -> None:
    """One letter to each whose question is answered; at the end also to those it was not."""
    answered = {tag for topic in thread.topics if topic.published for tag in topic.tags}
    written: set[str] = set()
    for each in await questions_of(turn, thread):
        if each.state is Asked.ASKED and (everybody or each.tag in answered):
            await turn.keep(*told(each, write=each.asker_id not in written))
            written.add(each.asker_id)


async def helped(visit: Visit, question_id: str) -> Reply:
    return await _replied(visit, question_id, helped=True)


async def not_helped(visit: Visit, question_id: str) -> Reply:
    return await _replied(visit, question_id, helped=False)


async def _replied(visit: Visit, question_id: str, *, helped: bool) -> Reply:
    question = await visit.record(Question, question_id, lambda found: found.asker_id)
    await visit.turn.keep(reply(question, helped=helped))
    return Reply(say=(say("", visit.speak("questions.replied")),))
