"""Guidance cards, questions without one, decision notes, drafts and handovers: the rules."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nudges.effects import Effect, Practised, Publish, Raised, Write
from nudges.flows import decision_notes, drafts, handovers
from nudges.flows.decision_notes import DecisionNote, Lines
from nudges.flows.drafts import Draft
from nudges.flows.guidance import questions
from nudges.flows.guidance.questions import Gap, GapState, Question
from nudges.flows.guidance.shortcuts import (
    DOUBTED,
    GOOD_FOR,
    NOTICE,
    REVIEW,
    Content,
    Guardrail,
    GuidanceCard,
    State,
    card_of_the_week,
    doubted,
    retire,
    still_right,
    wake,
    write,
)
from nudges.flows.guidance.wording import alike, answers, key_words, plain
from nudges.flows.handovers import Handover
from nudges.records import NotPossibleError
from nudges.working_time import within_working_days
from tests.factories import A_MONDAY, a_person, no_holidays

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ANSWER = Content("Cars", ("Fill in form F3.",), "Fleet manual", "vehicle")
RAIL = Guardrail("the head of office", "500 dollars", "Friday")


def a_card(card_id: str = "card", owner: str | None = "ada", checked: datetime = NOW) -> GuidanceCard:
    blank = GuidanceCard(card_id, "south", owner, "en", ANSWER, checked)
    return write(blank, ANSWER, checked)


def a_question(asker: str, words: str, at: datetime = NOW) -> Question:
    return questions.kept(Question(f"{asker}/{words}", "south", asker, words, at))


class TestWords:
    def test_accents_capitals_and_ligatures_do_not_matter(self) -> None:
        assert plain("Œuvre RÉUNIE à Ñandú") == "oeuvre reunie a nandu"

    def test_only_telling_words_are_looked_for(self) -> None:
        assert key_words("How do I get a car for the joint visit?") == ["car", "joint", "visit"]
        assert key_words("Comment faire pour l’ordre du jour ?") == ["ordre", "jour"]

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("How do I book a car?", "booking cars", True),
            ("Who signs the visitor list?", "visitors list signing", True),
            ("Who signs the visitor list?", "Who signs travel claims?", False),
            ("how do I", "who can", False),
        ],
    )
    def test_questions_are_alike_where_most_of_their_words_are(
        self, one: str, other: str, same: bool
    ) -> None:
        assert alike(one, other) is alike(other, one) is same

    @given(st.text(), st.text())
    def test_being_alike_goes_both_ways(self, one: str, other: str) -> None:
        assert alike(one, other) == alike(other, one)

    @given(st.text())
    def test_words_are_letters_and_digits_only(self, text: str) -> None:
        assert all(word.isalnum() or not word.isascii() for word in key_words(text))

    def test_a_card_answers_with_more_than_half_of_the_words(self) -> None:
        assert [answers(n, 3) for n in range(4)] == [False, False, True, True]
        assert [answers(n, 2) for n in range(3)] == [False, False, True]
        assert not answers(0, 0)


class TestContent:
    @pytest.mark.parametrize(
        "change",
        [
            {"title": ""},
            {"lines": ()},
            {"lines": ("1", "2", "3", "4")},
            {"options": ("a",)},
            {"options": ("a",), "other": "ask"},
            {"other": "ask"},
            {"guardrail": RAIL},
            {"options": ("a", "b", "c", "d"), "other": "ask", "guardrail": RAIL},
        ],
    )
    def test_a_card_is_short_and_a_choice_has_its_guardrail(self, change: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="a c"):
            replace(ANSWER, **change)  # type: ignore[arg-type]  # each case names fields of its own

    @given(st.integers(1, 3))
    def test_a_choice_has_exactly_one_usual_option(self, count: int) -> None:
        options = tuple("abc"[:count])
        choice = Content("Cars", (), "", "", options, "ask", RAIL)
        assert choice.usual == "a"


class Keeping(RuleBasedStateMachine):
    """Whatever its owner does and however time passes, a card is in a legal state."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.card = a_card()
        self.letters: list[Write] = []

    @rule(days=st.integers(1, 90))
    def time_passes(self, days: int) -> None:
        end = self.now + days * DAY
        while self.card.wake_at and self.card.wake_at <= end:
            self.now = self.card.wake_at
            self.card, effects = wake(self.card, self.now, ["ada"])
            self.letters += [each for each in effects if isinstance(each, Write)]
        self.now = end

    @precondition(lambda self: self.card.state is not State.RETIRED)
    @rule()
    def owner_says_still_right(self) -> None:
        self.card = still_right(self.card, self.now)
        assert self.card.expires_at == self.now + self.card.good_for

    @rule(days=st.sampled_from([30, 90, 180]))
    def owner_rewrites(self, days: int) -> None:
        self.card = write(self.card, ANSWER, self.now, timedelta(days=days))
        assert self.card.state is State.CURRENT

    @precondition(lambda self: self.card.state is not State.RETIRED)
    @rule()
    def owner_retires(self) -> None:
        self.card = retire(self.card)

    @precondition(lambda self: self.card.state is State.RETIRED)
    @rule()
    def nothing_brings_a_retired_card_back_unseen(self) -> None:
        with pytest.raises(NotPossibleError):
            still_right(self.card, self.now)
        with pytest.raises(NotPossibleError):
            retire(self.card)

    @invariant()
    def a_current_card_is_not_past_its_date(self) -> None:
        if self.card.state is State.CURRENT:
            assert self.now < self.card.expires_at
            assert self.card.wake_at is not None

    @invariant()
    def its_owner_is_asked_once_a_wording(self) -> None:
        keys = [each.key for each in self.letters]
        assert len(keys) == len(set(keys))


TestKeeping = Keeping.TestCase


class TestReview:
    def test_its_owner_is_asked_a_fortnight_before_it_lapses(self) -> None:
        card = a_card()
        assert card.wake_at == NOW + GOOD_FOR - NOTICE
        asked, effects = wake(card, card.wake_at, ["ada"])
        assert [each.letter for each in effects if isinstance(each, Write)] == [REVIEW]
        lapsed, _ = wake(asked, NOW + GOOD_FOR, ["ada"])
        assert lapsed.state is State.EXPIRED
        assert still_right(lapsed, NOW + GOOD_FOR + DAY).state is State.CURRENT

    def test_two_readers_whom_it_did_not_help_are_enough_for_a_letter(self) -> None:
        assert not doubted(a_card(), 1, ["ada"])
        (letter,) = doubted(a_card(), 2, ["ada"])
        assert isinstance(letter, Write)
        assert letter.letter is DOUBTED
        assert doubted(a_card(), 3, ["ada"]) == [letter]  # the same letter: it is sent once

    def test_guidance_outlives_its_owner(self) -> None:
        left = a_card().without("ada")
        assert left is not None
        assert left.owner_id is None
        assert "ada" not in repr(left)


class TestCardOfTheWeek:
    def test_a_choice_stands_for_its_week(self) -> None:
        cards = [a_card("a"), replace(a_card("b"), weeks=("2026-W10",))]
        assert card_of_the_week(cards, "2026-W10", ()) is cards[1]

    def test_each_card_is_posted_twice_and_then_no_more(self) -> None:
        cards = {card.id: card for card in (a_card("a"), a_card("b", checked=NOW - DAY))}
        posted: list[str] = []
        shown: list[str] = []
        for week in (f"2026-W{n}" for n in range(10, 16)):
            card = card_of_the_week(cards.values(), week, posted)
            if card is not None:
                cards[card.id] = replace(card, weeks=(*card.weeks, week))
                posted.append(week)
                shown.append(card.id)
        assert shown == ["b", "a", "b", "a"]

    def test_a_week_that_was_held_back_does_not_count(self) -> None:
        card = replace(a_card(), weeks=("2026-W01", "2026-W02", "2026-W03"))
        assert card_of_the_week([card], "2026-W10", {"2026-W01"}) is card
        assert card_of_the_week([card], "2026-W10", {"2026-W01", "2026-W03"}) is None

    def test_only_current_cards_are_posted(self) -> None:
        assert card_of_the_week([retire(a_card())], "2026-W10", ()) is None


class TestGaps:
    def test_three_people_within_thirty_days_make_a_gap(self) -> None:
        asked = [a_question(who, "How do I book a car?") for who in ("ada", "bo", "cleo")]
        assert not questions.is_gap(questions.the_same(asked[1], asked[:1], NOW))
        assert questions.is_gap(questions.the_same(asked[2], asked[:2], NOW))

    def test_one_person_asking_thrice_is_one_person(self) -> None:
        asked = [a_question("ada", words) for words in ("book a car", "booking a car", "car booking")]
        assert not questions.is_gap(questions.the_same(asked[2], asked[:2], NOW))

    def test_older_answered_and_other_questions_do_not_count(self) -> None:
        mine = a_question("ada", "book a car")
        others = [
            a_question("bo", "book a car", NOW - timedelta(days=31)),
            replace(a_question("cleo", "book a car"), state=questions.State.ANSWERED),
            a_question("dan", "pension forms"),
        ]
        assert questions.the_same(mine, others, NOW) == [mine]

    def test_a_gap_is_told_of_once(self) -> None:
        asked = [
            questions.joined(a_question(who, "book a car"), "gap") if who == "ada" else a_question(who, "car")
            for who in ("ada", "bo", "cleo")
        ]
        assert not questions.is_gap(asked)

    @pytest.mark.parametrize(("role", "effect"), [("R1", Raised), ("R2", Write)])
    def test_senior_leaders_hear_of_it_as_a_nudge_and_others_by_letter(
        self, role: str, effect: type[Effect]
    ) -> None:
        gap, (told,) = questions.tell(
            Gap("gap", "south", None, NOW), a_person("ada", role_group=role), "cars", 3
        )
        assert gap.owner_id == "ada"
        assert isinstance(told, effect)

    def test_a_gap_that_is_closed_stays_closed(self) -> None:
        gap = Gap("gap", "south", "ada", NOW)
        closed, practised = questions.close(gap, "ada", in_time=True)
        assert practised
        for over in (closed, questions.not_ours(gap)):
            with pytest.raises(NotPossibleError):
                questions.close(over, "ada", in_time=True)
            with pytest.raises(NotPossibleError):
                questions.not_ours(over)
            with pytest.raises(NotPossibleError):
                questions.give(over, a_person("bo"), "cars", 3)

    def test_it_cannot_be_given_to_its_owner_and_stays_nameless_without_them(self) -> None:
        gap = Gap("gap", "south", "ada", NOW)
        with pytest.raises(NotPossibleError):
            questions.give(gap, a_person("ada"), "cars", 3)
        left = gap.without("ada")
        assert left is not None
        assert (left.owner_id, left.state) == (None, GapState.OPEN)

    def test_an_answer_is_told_once(self) -> None:
        answered, letters = questions.answer(a_question("ada", "cars"), "card", "bo")
        assert len(letters) == 1
        with pytest.raises(NotPossibleError):
            questions.answer(answered, "card", "bo")

    def test_who_wrote_the_card_needs_no_letter_about_it(self) -> None:
        assert questions.answer(a_question("ada", "cars"), "card", "ada")[1] == []


class TestDecisionNotes:
    note = DecisionNote("note", "south", "ada", date(2026, 3, 2))
    lines = Lines("One fleet", "One form", "Bo")

    def posted(self, *, in_time: bool = True, asks: bool = True) -> tuple[DecisionNote, Sequence[Effect]]:
        ask_at = NOW + DAY if asks else None
        return decision_notes.publish(self.note, self.lines, NOW, ask_at=ask_at, in_time=in_time)

    def test_a_note_in_time_is_practised_and_a_late_one_is_only_posted(self) -> None:
        for in_time in (True, False):
            _, effects = self.posted(in_time=in_time)
            assert any(isinstance(each, Publish) for each in effects)
            assert any(isinstance(each, Practised) for each in effects) is in_time

    def test_it_is_posted_once(self) -> None:
        posted, _ = self.posted()
        with pytest.raises(NotPossibleError):
            decision_notes.publish(posted, self.lines, NOW, ask_at=None, in_time=True)

    def test_readers_are_asked_once_and_only_where_the_author_wants_it(self) -> None:
        asked, _ = decision_notes.ask_readers(self.posted()[0], NOW + DAY)
        assert decision_notes.takes_answers(asked)
        for note in (asked, self.posted(asks=False)[0], self.note):
            with pytest.raises(NotPossibleError):
                decision_notes.ask_readers(note, NOW)

    @given(st.lists(st.sampled_from(decision_notes.SAID), max_size=20), st.integers(1, 12))
    def test_counts_are_shown_only_from_enough_answers(self, said: list[str], k: int) -> None:
        asked, _ = decision_notes.ask_readers(self.posted()[0], NOW + DAY)
        closed, letters = decision_notes.tell_leader(asked, said, k)
        assert sum(closed.counts.values()) == (len(said) if len(said) >= k else 0)
        assert [each.person_id for each in letters if isinstance(each, Write)] == ["ada"]

    @pytest.mark.parametrize(("days", "in_time"), [(0, True), (1, True), (2, True), (3, False)])
    def test_two_working_days_are_counted_over_the_weekend(self, days: int, in_time: bool) -> None:
        thursday = A_MONDAY + timedelta(days=3)
        later = (thursday, thursday + DAY, thursday + 4 * DAY, thursday + 5 * DAY)[days]
        assert within_working_days(a_person(), thursday, later, 2, no_holidays) is in_time


class TestDrafts:
    draft = drafts.start(Draft("draft", "south", "ada", "the plan", ("Relief",), NOW))

    def test_naming_an_entity_is_practised_by_own_word(self) -> None:
        closed, (practised,) = drafts.close(self.draft, ["Relief", "Relief"], "B7")
        assert closed.entities == ("Relief",)
        assert isinstance(practised, Practised)
        assert not practised.confirmed

    def test_naming_nobody_is_not_and_a_reason_is_asked_once(self) -> None:
        skipped, effects = drafts.close(self.draft, [], "B7")
        assert not effects
        explained = drafts.explain(skipped, "time")
        for reason, draft in (("clearance", explained), ("lazy", skipped), ("time", self.draft)):
            with pytest.raises(NotPossibleError):
                drafts.explain(draft, reason)

    @given(st.lists(st.sampled_from(["Relief", "Police"]), max_size=3))
    def test_a_check_is_closed_once(self, entities: list[str]) -> None:
        closed, _ = drafts.close(self.draft, entities, "B4")
        with pytest.raises(NotPossibleError):
            drafts.close(closed, ["Relief"], "B4")


class TestHandovers:
    handover = handovers.leave_names(
        Handover("handover", "south", "ada", "Seed Fund", "R3", ("bo", "cleo"), NOW)
    )
    newcomer = a_person("dan", entity="Seed Fund", role_group="R3")

    def test_the_next_of_the_same_entity_and_role_succeeds(self) -> None:
        assert handovers.succeeds(self.handover, self.newcomer, "hash")
        for other in (
            replace(self.newcomer, role_group="R2"),
            replace(self.newcomer, entity="Relief"),
            replace(self.newcomer, setting_id="north"),
            replace(self.newcomer, id="ada"),
        ):
            assert not handovers.succeeds(self.handover, other, "hash")

    def test_who_was_named_succeeds_and_nobody_else(self) -> None:
        named = replace(self.handover, expects="hash")
        assert handovers.succeeds(named, replace(self.newcomer, role_group="R2"), "hash")
        assert not handovers.succeeds(named, self.newcomer, "another")

    def test_both_sides_hear_of_each_other_once(self) -> None:
        introduced, letters = handovers.introduce(self.handover, "dan", NOW)
        assert [each.person_id for each in letters if isinstance(each, Write)] == ["dan", "bo", "cleo"]
        with pytest.raises(NotPossibleError):
            handovers.introduce(introduced, "eve", NOW)
        for not_a_successor in ("ada", "bo"):
            with pytest.raises(NotPossibleError):
                handovers.introduce(self.handover, not_a_successor, NOW)

    @given(st.integers(0, 3))
    def test_one_meeting_is_practised_and_said_once(self, count: int) -> None:
        introduced, _ = handovers.introduce(self.handover, "dan", NOW)
        done, practised = handovers.met(introduced, count)
        assert len(practised) == (count > 0)
        with pytest.raises(NotPossibleError):
            handovers.met(done, count)

    def test_the_successor_is_asked_once_and_names_do_not_wait_forever(self) -> None:
        introduced, _ = handovers.introduce(self.handover, "dan", NOW)
        asked, letters = handovers.wake(introduced, NOW + handovers.ASK_AFTER)
        assert len(letters) == 1
        lapsed, more = handovers.wake(asked, NOW + handovers.LAPSES_AFTER)
        assert (lapsed.state, more, lapsed.wake_at) == (handovers.State.LAPSED, [], None)
        assert handovers.wake(self.handover, NOW + handovers.WAITS_FOR)[0].wake_at is None

    @given(st.sampled_from(["ada", "bo", "cleo", "dan", "eve"]))
    def test_nothing_is_left_of_a_person(self, person: str) -> None:
        introduced, _ = handovers.introduce(self.handover, "dan", NOW)
        left = introduced.without(person)
        assert left is None or f"'{person}'" not in repr(left)
