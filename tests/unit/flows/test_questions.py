"""Question threads: what may follow what, and that nobody reads who asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nudges.effects import Practised, Publish, Write
from nudges.flows.questions.asked import (
    Question,
    askers_of,
    helped_counts,
    reply,
    tagged,
    told,
    unseen,
)
from nudges.flows.questions.merging import look_alikes
from nudges.flows.questions.threads import (
    LIST_OPEN_AFTER,
    MOST_EACH,
    State,
    Thread,
    Topic,
    Verdict,
    answer,
    begin,
    close,
    keep_asked,
    may_ask,
    merge,
    publish,
    sum_up,
    wake,
)
from nudges.records import NotPossibleError

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
CLOSES = NOON + timedelta(days=1)
SUMMARY_BY = NOON + timedelta(days=15)
SMALL = frozenset({"the", "when", "will", "our", "for"})


def a_thread(minimum: int = 3) -> Thread:
    return begin(Thread("t", "south", "lea", "the plan", NOON, CLOSES, minimum))[0]


def a_question(asker: str, words: str = "When?", number: int = 1) -> Question:
    return Question(f"{asker}-{number}", "south", "t", asker, words, NOON, CLOSES + timedelta(days=30))


def closed(*askers: str) -> tuple[Thread, list[Question]]:
    found = tagged(a_question(asker, f"Question of {n}") for n, asker in enumerate(askers))
    return close(a_thread(), found, SUMMARY_BY)[0], found


def b1(effects: object) -> int:
    return sum(isinstance(each, Practised) and each.behaviour == "B1" for each in effects)  # type: ignore[attr-defined]  # a sequence of effects


def test_nothing_is_shown_where_too_few_people_asked_however_many_questions() -> None:
    asked = tagged([a_question("ada", number=n) for n in range(4)] + [a_question("bo")])
    thread, effects = close(a_thread(), asked, SUMMARY_BY)
    assert (thread.state, thread.topics) == (State.TOO_FEW, ())
    assert [each.letter.id for each in effects if isinstance(each, Write)] == ["question_thread_too_few"]


def test_an_unseen_question_loses_its_words_at_once() -> None:
    question, _ = unseen(a_question("ada", "a secret"), CLOSES)
    assert question.words == ""


def test_the_thread_holds_nobody_s_id_but_the_leader_s() -> None:
    thread, _ = closed("ada", "bo", "cleo", "ada")
    assert not any(name in repr(thread) for name in ("'ada", "'bo", "'cleo"))
    assert list(thread.people) == ["lea"]


def test_tags_do_not_follow_the_order_of_asking() -> None:
    orders = {tuple(q.tag for q in tagged(a_question(f"{seed}{n}") for n in range(5))) for seed in "abcdef"}
    asked = [a_question(f"p{n}") for n in range(30)]
    assert orders
    assert [q.id for q in tagged(asked)] != [q.id for q in asked]


def test_nobody_asks_in_their_own_thread_nor_too_often_nor_late() -> None:
    own = [a_question("ada", number=n) for n in range(MOST_EACH)]
    assert may_ask(a_thread(), "ada", own[1:], NOON)
    assert not may_ask(a_thread(), "ada", own, NOON)
    assert not may_ask(a_thread(), "lea", [], NOON)
    assert not may_ask(a_thread(), "ada", [], CLOSES)


def test_three_answers_in_public_are_practice_and_two_are_not() -> None:
    for answers, practised in ((2, 0), (3, 1)):
        thread, _ = closed("ada", "bo", "cleo")
        for topic in thread.topics[:answers]:
            thread = answer(thread, topic.id, Verdict.YES, "because")
        assert b1(publish(thread)[1]) == practised


def test_a_summary_within_ten_working_days_is_practice_and_a_late_one_is_only_posted() -> None:
    thread, _ = closed("ada", "bo", "cleo")
    for at, practised in ((SUMMARY_BY, 1), (SUMMARY_BY + timedelta(minutes=1), 0)):
        _, effects = sum_up(thread, "said", "did", at)
        assert b1(effects) == practised
        assert any(isinstance(each, Publish) for each in effects)


def test_merging_keeps_every_question_s_tag() -> None:
    thread, found = closed("ada", "bo", "cleo")
    merged = merge(thread, {"q1", "q3"}, "One question")
    assert {tag for topic in merged.topics for tag in topic.tags} == {each.tag for each in found}
    assert [topic.words for topic in merged.topics if len(topic.tags) == 2] == ["One question"]


def test_what_a_forgotten_asker_asked_is_shown_no_more() -> None:
    thread, found = closed("ada", "bo", "cleo")
    left = {each.tag for each in found if each.asker_id != "bo"}
    assert len(keep_asked(thread, left).topics) == 2


def test_replies_of_fewer_than_the_minimum_are_not_counted_for_anybody() -> None:
    _, found = closed("ada", "bo", "cleo")
    said = [reply(told(each, write=True)[0], helped=True) for each in found]
    assert helped_counts(said[:2], 3) is None
    assert helped_counts(said, 3) == (3, 0)


def test_questions_that_sound_alike_are_suggested_together() -> None:
    topics = [
        Topic("q1", "When will the common premises open?", ("q1",)),
        Topic("q2", "Is there a date for the opening of common premises?", ("q2",)),
        Topic("q3", "Who decides on travel?", ("q3",)),
        Topic("q4", "Will our common premises open this year?", ("q4",)),
    ]
    assert look_alikes(topics, SMALL) == [("q1", "q2", "q4")]


class AThread(RuleBasedStateMachine):
    """Any press in any order: the thread keeps to its states, and illegal presses change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.thread, self.questions, self.at = a_thread(), list[Question](), NOON
        self.published: tuple[Topic, ...] = ()

    @precondition(lambda self: self.thread.state is State.OPEN)
    @rule(asker=st.sampled_from(["ada", "bo", "cleo", "dan", "lea"]))
    def ask(self, asker: str) -> None:
        if may_ask(self.thread, asker, self.questions, self.at):
            self.questions.append(a_question(asker, f"Question {len(self.questions)}", len(self.questions)))

    @rule()
    def time_is_up(self) -> None:
        if self.thread.state is not State.OPEN:
            with pytest.raises(NotPossibleError):
                close(self.thread, self.questions, SUMMARY_BY)
            return
        self.at, self.questions = CLOSES, tagged(self.questions)
        self.thread, _ = close(self.thread, self.questions, SUMMARY_BY)

    @rule(data=st.data())
    def merge_some(self, data: st.DataObject) -> None:
        ids = data.draw(st.sets(st.sampled_from(["q1", "q2", "q3", "q9"])))
        self._try(lambda: merge(self.thread, ids, "merged"))

    @rule(topic=st.sampled_from(["q1", "q2", "q3", "q9"]), verdict=st.sampled_from(Verdict))
    def answer_one(self, topic: str, verdict: Verdict) -> None:
        self._try(lambda: answer(self.thread, topic, verdict, "because"))

    @rule()
    def publish_all(self) -> None:
        before = self.thread
        self._try(lambda: publish(self.thread)[0])
        if self.thread is not before:
            self.published = tuple(t for t in self.thread.topics if t.published)

    @rule()
    def sum_it_up(self) -> None:
        self._try(lambda: sum_up(self.thread, "said", "did", self.at)[0])

    @precondition(lambda self: self.thread.state is not State.OPEN and self.thread.wake_at)
    @rule()
    def time_passes(self) -> None:
        assert self.thread.wake_at is not None
        self.at = self.thread.wake_at
        self.thread, _ = wake(self.thread)
        assert self.thread.wake_at is None or self.thread.wake_at > self.at

    def _try(self, step: object) -> None:
        before = self.thread
        try:
            self.thread = step()  # type: ignore[operator]  # one of the steps above
        except NotPossibleError:
            assert self.thread is before

    @invariant()
    def too_few_show_nothing(self) -> None:
        if len(askers_of(self.questions)) < self.thread.minimum or self.thread.state is State.OPEN:
            assert self.thread.topics == ()

    @invariant()
    def what_was_published_never_changes(self) -> None:
        assert all(topic in self.thread.topics for topic in self.published)

    @invariant()
    def askers_stay_apart(self) -> None:
        assert list(self.thread.people) == ["lea"]


TestAThread = AThread.TestCase


def test_what_is_open_is_listed_once_and_then_tidied_up() -> None:
    thread, _ = closed("ada", "bo", "cleo")
    assert thread.wake_at == CLOSES + LIST_OPEN_AFTER
    seen = []
    while thread.wake_at is not None:
        thread, effects = wake(thread)
        seen += [each.letter.id for each in effects if isinstance(each, Write)]
    assert seen == ["question_still_open", "question_result"]
    assert thread.topics == ()


def test_a_forgotten_leader_takes_the_thread_along() -> None:
    assert a_thread().without("lea") is None
    assert a_thread().without("ada") == a_thread()
    assert a_question("ada").without("ada") is None
    assert replace(a_question("ada"), words="x").without("bo") is not None
