"""What the letters and posts of a question thread say, looked up when they are sent."""

from datetime import datetime, timedelta

from bot.services.flow import Facts
from bot.services.flows.moments import moment_in_words
from bot.services.flows.questions.asking import questions_of
from bot.services.turn import Turn
from nudges.digests import Line
from nudges.flows.questions.asked import Question, helped_counts
from nudges.flows.questions.asked import State as Asked
from nudges.flows.questions.threads import State, Thread, Topic, keep_asked
from nudges.people import Person
from nudges.texts import Speaker


async def thread_facts(turn: Turn, thread_id: str, person: Person) -> Facts:
    thread = await turn.uow.records.get(Thread, thread_id)
    if thread is None:
        return None
    return {
        "name": await turn.name(thread.leader_id, person.language),
        "about": thread.about,
        "minimum": str(thread.minimum),
    }


async def invitation_facts(turn: Turn, thread_id: str, reader: Person) -> Facts:
    """An invitation to a thread that closed meanwhile is not posted."""
    thread = await turn.uow.records.get(Thread, thread_id)
    known = await thread_facts(turn, thread_id, reader)
    if thread is None or known is None or thread.state not in (State.WAITING, State.OPEN):
        return None
    if thread.state is State.OPEN and turn.now >= thread.closes_at:
        return None
    ahead = turn.now - thread.opened_at if thread.state is State.WAITING else timedelta()
    until = moment_in_words(thread.closes_at + ahead, reader, turn.deps.texts.speaker(reader.language))
    return {**known, "until": until}


async def closed_facts(turn: Turn, thread_id: str, person: Person) -> Facts:
    thread = await turn.uow.records.get(Thread, thread_id)
    known = await thread_facts(turn, thread_id, person)
    return {**known, "questions": str(len(thread.topics))} if thread and known else None


async def still_open_facts(turn: Turn, thread_id: str, person: Person) -> Facts:
    """What has no answer yet; nothing is sent where everything has."""
    thread = await turn.uow.records.get(Thread, thread_id)
    if thread is None or thread.state is State.SUMMED:
        return None
    waiting = keep_asked(thread, {each.tag for each in await questions_of(turn, thread)}).unanswered
    if not waiting:
        return None
    listed = "\n".join(f"• {topic.words}" for topic in waiting)
    return {**(await thread_facts(turn, thread_id, person) or {}), "open": listed}


async def answers_facts(turn: Turn, thread_id: str, reader: Person) -> Facts:
    thread = await turn.uow.records.get(Thread, thread_id)
    if thread is None:
        return None
    speak = turn.deps.texts.speaker(reader.language)
    told = "\n\n".join(_told(speak, topic) for topic in thread.topics if topic.published)
    return {**(await thread_facts(turn, thread_id, reader) or {}), "answers": told}


def _told(speak: Speaker, topic: Topic) -> str:
    verdict = speak(f"questions.verdict_{topic.verdict}")
    said = speak("questions.answered_line", verdict=verdict, why=topic.why)
    return speak("questions.post_line", question=topic.words, answer=said)


async def summary_facts(turn: Turn, thread_id: str, reader: Person) -> Facts:
    thread = await turn.uow.records.get(Thread, thread_id)
    known = await thread_facts(turn, thread_id, reader)
    return {**known, "said": thread.said, "did": thread.did} if thread and known else None


async def result_facts(turn: Turn, thread_id: str, person: Person) -> Facts:
    """What askers said of the answers, where enough of them did."""
    thread = await turn.uow.records.get(Thread, thread_id)
    counts = helped_counts(await questions_of(turn, thread), thread.minimum) if thread else None
    if counts is None:
        return None
    known = await thread_facts(turn, thread_id, person) or {}
    return {**known, "yes": str(counts[0]), "no": str(counts[1])}


async def unseen_facts(turn: Turn, question_id: str, person: Person) -> Facts:
    question = await turn.uow.records.get(Question, question_id)
    return await thread_facts(turn, question.thread_id, person) if question else None


async def your_answer_facts(turn: Turn, question_id: str, person: Person) -> Facts:
    """The answers to all that this person asked in the thread."""
    question = await turn.uow.records.get(Question, question_id)
    thread = await turn.uow.records.get(Thread, question.thread_id) if question else None
    if question is None or thread is None or question.state is not Asked.TOLD:
        return None
    own = {each.tag for each in await questions_of(turn, thread) if each.asker_id == question.asker_id}
    speak = turn.deps.texts.speaker(person.language)
    told = [_told(speak, topic) for topic in thread.topics if topic.published and own & {*topic.tags}]
    answers = "\n\n".join(told) or speak("questions.in_summary")
    return {**(await thread_facts(turn, thread.id, person) or {}), "answers": answers}


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many threads were opened, and how many of their questions are answered; no askers."""
    made = await turn.uow.records.of_setting(Thread, turn.setting.id, since=start)
    threads = [each for each in made if each.opened_at < end and each.state is not State.WAITING]
    if not threads:
        return []
    answered = sum(topic.published for each in threads for topic in each.topics)
    return [Line("questions.week", {"threads": len(threads), "answered": answered})]
