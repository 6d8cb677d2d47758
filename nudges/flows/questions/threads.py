"""A leader's question thread: open, closed, answered in one post, summed up in two columns."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.effects import Effect, Practised, Publish, Raised, Write
from nudges.events import EventKind
from nudges.flows.questions.asked import KEPT_FOR, Question, askers_of
from nudges.letters import Button, Letter
from nudges.practice import Source
from nudges.records import NotPossibleError, OfOnePerson

DURATIONS = {
    "30m": timedelta(minutes=30),
    "2h": timedelta(hours=2),
    "1d": timedelta(days=1),
    "3d": timedelta(days=3),
    "5d": timedelta(days=5),
}
MINIMA = (3, 5, 10)
"""How many distinct people must have asked before anything is shown; the first is the default."""
MOST_EACH = 5
"""Questions of one person in one thread."""
MOST_QUESTIONS = 40
"""More do not fit on a card; who comes later is told so."""
ENOUGH_ANSWERS = 3
"""Answered in public, so many are practice of B1 (content model, S8-1)."""
LIST_OPEN_AFTER = timedelta(days=3)
TELL_RESULT_AFTER = timedelta(days=20)
SUMMARY_WORKING_DAYS = 10

INVITATION = Letter("question_invitation", Kind.POST, (Button("ask", "question_ask"),))
CLOSED = Letter("question_thread_closed", Kind.NOTE, (Button("see", "questions_see"),))
TOO_FEW = Letter("question_thread_too_few", Kind.NOTE, (Button("open", "questions_open"),))
STILL_OPEN = Letter("question_still_open", Kind.NOTE, (Button("see", "questions_see"),))
ANSWERS = Letter("question_answers", Kind.POST)
SUMMARY = Letter("question_summary", Kind.POST)
RESULT = Letter("question_result", Kind.NOTE)


class State(StrEnum):
    WAITING = "waiting"
    """Its invitation waits for a second yes; ``closes_at`` is as far off as it will be open."""
    OPEN = "open"
    TOO_FEW = "too_few"
    CLOSED = "closed"
    """The leader sees the questions, merges and answers them."""
    PUBLISHED = "published"
    SUMMED = "summed"


class Verdict(StrEnum):
    """What an answer says first."""

    YES = "yes"
    NO = "no"
    WHY = "why"


@dataclass(frozen=True, slots=True)
class Topic:
    """One question, or several merged into one. ``why`` is empty until it is answered."""

    id: str
    words: str
    tags: tuple[str, ...]
    verdict: Verdict | None = None
    why: str = ""
    published: bool = False


@dataclass(frozen=True, slots=True)
class Thread(OfOnePerson):
    """What the leader, and in part everybody, may read of a thread."""

    KIND: ClassVar[str] = "question_thread"
    WHOSE: ClassVar[str] = "leader_id"

    id: str
    setting_id: str
    leader_id: str
    about: str
    opened_at: datetime
    closes_at: datetime
    minimum: int
    state: State = State.OPEN
    wake_at: datetime | None = None
    topics: tuple[Topic, ...] = ()
    summary_by: datetime | None = None
    """Ten working days after the close."""
    said: str = ""
    did: str = ""

    @property
    def unanswered(self) -> list[Topic]:
        return [topic for topic in self.topics if topic.verdict is None]

    @property
    def answered(self) -> list[Topic]:
        return [topic for topic in self.topics if topic.verdict is not None]


Step: TypeAlias = tuple[Thread, Sequence[Effect]]


def begin(thread: Thread) -> Step:
    """Invite questions in the setting's channels."""
    waiting = replace(thread, wake_at=thread.closes_at)
    return waiting, [Publish(INVITATION, Purpose.ANNOUNCEMENTS, alone=thread.leader_id)]


def wait(thread: Thread, length: timedelta) -> Thread:
    """The invitation waits: until it is out nobody can ask, and no time runs."""
    _require(thread, State.OPEN)
    return replace(thread, state=State.WAITING, closes_at=thread.opened_at + length, wake_at=None)


def open_up(thread: Thread, at: datetime) -> Thread:
    """The invitation goes out; the time runs from here."""
    _require(thread, State.WAITING)
    closes = at + (thread.closes_at - thread.opened_at)
    return replace(thread, state=State.OPEN, opened_at=at, closes_at=closes, wake_at=closes)


def unpublish(thread: Thread) -> Thread:
    """The answers did not go out: each can be written anew."""
    topics = tuple(replace(topic, published=False) for topic in thread.topics)
    state = State.CLOSED if thread.state is State.PUBLISHED else thread.state
    return replace(thread, state=state, topics=topics)


def unsum(thread: Thread) -> Thread:
    """What was done did not go out: it can be summed up anew."""
    if thread.state is not State.SUMMED:
        return thread
    out = any(topic.published for topic in thread.topics)
    return replace(thread, state=State.PUBLISHED if out else State.CLOSED, said="", did="")


def may_ask(thread: Thread, person_id: str, asked: Iterable[Question], at: datetime) -> bool:
    """Whether this person may put one more question."""
    known = list(asked)
    own = sum(each.asker_id == person_id for each in known)
    is_open = thread.state is State.OPEN and at < thread.closes_at
    return is_open and person_id != thread.leader_id and own < MOST_EACH and len(known) < MOST_QUESTIONS


def close(thread: Thread, tagged: Sequence[Question], summary_by: datetime) -> Step:
    """Time is up. Nothing is shown to anybody unless enough distinct people asked."""
    _require(thread, State.OPEN)
    if len(askers_of(tagged)) < thread.minimum:
        return replace(thread, state=State.TOO_FEW, wake_at=None), [Write(TOO_FEW, thread.leader_id)]
    closed = replace(
        thread,
        state=State.CLOSED,
        topics=tuple(Topic(each.tag, each.words, (each.tag,)) for each in tagged),
        summary_by=summary_by,
        wake_at=thread.closes_at + LIST_OPEN_AFTER,
    )
    facts = {"questions": str(len(tagged))}
    raised = Raised(EventKind.QUESTION_THREAD_CLOSED, thread.leader_id, facts)
    return closed, [Write(CLOSED, thread.leader_id), raised]


def merge(thread: Thread, topic_ids: Collection[str], words: str) -> Thread:
    """Several questions that ask the same become one, in the words given."""
    _require(thread, State.CLOSED)
    merged = [t for t in thread.topics if t.id in topic_ids and t.verdict is None]
    if len(merged) < 2:
        raise NotPossibleError("merge")
    tags = tuple(tag for topic in merged for tag in topic.tags)
    one = Topic(merged[0].id, words, tags)
    rest = [one if t.id == one.id else t for t in thread.topics if t.id == one.id or t not in merged]
    return replace(thread, topics=tuple(rest))


def answer(thread: Thread, topic_id: str, verdict: Verdict, why: str) -> Thread:
    """The leader's answer in writing; until it is published it can be written anew."""
    _require(thread, State.CLOSED, State.PUBLISHED)
    topic = next((t for t in thread.topics if t.id == topic_id and not t.published), None)
    if topic is None:
        raise NotPossibleError(topic_id)
    answered = replace(topic, verdict=verdict, why=why)
    return replace(thread, topics=tuple(answered if t.id == topic_id else t for t in thread.topics))


def publish(thread: Thread) -> Step:
    """All answers so far, in one post; three of them are practice."""
    _require(thread, State.CLOSED)
    if not thread.answered:
        raise NotPossibleError("nothing is answered")
    topics = tuple(replace(t, published=t.verdict is not None) for t in thread.topics)
    effects: list[Effect] = [Publish(ANSWERS, Purpose.ANNOUNCEMENTS, alone=thread.leader_id)]
    if len(thread.answered) >= ENOUGH_ANSWERS:
        effects.append(_practised(thread))
    return replace(thread, state=State.PUBLISHED, topics=topics), effects


def sum_up(thread: Thread, said: str, did: str, at: datetime) -> Step:
    """You said, we did: two columns for everybody; within ten working days it is practice."""
    _require(thread, State.CLOSED, State.PUBLISHED)
    effects: list[Effect] = [Publish(SUMMARY, Purpose.ANNOUNCEMENTS, alone=thread.leader_id)]
    if thread.summary_by is not None and at <= thread.summary_by:
        effects.append(_practised(thread))
    return replace(thread, state=State.SUMMED, said=said, did=did), effects


def wake(thread: Thread) -> Step:
    """After the close: once what is unanswered, once what askers say of the answers, then tidy up."""
    listed, told = (thread.closes_at + after for after in (LIST_OPEN_AFTER, TELL_RESULT_AFTER))
    if thread.wake_at == listed:
        waits = thread.state is not State.SUMMED and thread.unanswered
        effects = [Write(STILL_OPEN, thread.leader_id)] if waits else []
        return replace(thread, wake_at=told), effects
    if thread.wake_at == told:
        return replace(thread, wake_at=thread.closes_at + KEPT_FOR), [Write(RESULT, thread.leader_id)]
    kept = tuple(topic for topic in thread.topics if topic.published)
    return replace(thread, topics=kept, wake_at=None), []


def keep_asked(thread: Thread, tags: Collection[str]) -> Thread:
    """Leave out unpublished questions whose askers all took them back by being forgotten."""
    stay = [t for t in thread.topics if t.published or any(tag in tags for tag in t.tags)]
    return replace(thread, topics=tuple(stay))


def _practised(thread: Thread) -> Practised:
    return Practised(thread.leader_id, "B1", Source.FLOW)


def _require(thread: Thread, *states: State) -> None:
    if thread.state not in states:
        raise NotPossibleError(thread.state)
