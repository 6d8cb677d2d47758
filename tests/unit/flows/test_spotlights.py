"""Spotlights, nominations and chains: what may follow what, and what nobody can ever learn from them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nudges.effects import Effect, Practised, Publish, Raised, Write
from nudges.flows.second_yes import Reach
from nudges.flows.spotlights import chains, deciding, nominations, reuse, spotlights
from nudges.flows.spotlights.chains import Chain, Link
from nudges.flows.spotlights.nominations import Nomination, nomination_id
from nudges.flows.spotlights.spotlights import (
    WITH_EDITORS,
    Contributor,
    Lines,
    Said,
    Size,
    Spotlight,
    State,
    faults,
    has_number,
    next_in_turn,
)
from nudges.records import NotPossibleError
from tests.factories import a_person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINES = Lines("Trucks waited", "One gate pass for both", "Two hours less", "")
BO, CY = Contributor("bo", "Relief Office"), Contributor("cy", "Rights Office")
EDITOR = "ed"
EDITORS = (EDITOR, "eli")


def a_spotlight(spotlight_id: str = "s", size: Size = Size.SMALL, **changes: Any) -> Spotlight:
    plain = Spotlight(spotlight_id, "south", "ada", "Seed Fund", LINES, size, (BO, CY), True, NOW)
    return replace(plain, **changes)


def approved(spotlight_id: str, size: Size, day: int) -> Spotlight:
    at = NOW + timedelta(days=day)
    return a_spotlight(spotlight_id, size, state=State.APPROVED, approved_at=at)


class TestTheLines:
    @pytest.mark.parametrize("changed", ["12 trucks", "a third: 33 %", "٣ شاحنات", "½ the time"])
    def test_a_number_without_a_source_is_a_fault_at_the_source(self, changed: str) -> None:
        lines = replace(LINES, changed=changed)
        assert faults(lines, {"a", "b"}) == {"source": "no_source"}
        assert faults(replace(lines, source="gate log"), {"a", "b"}) == {}

    def test_no_number_needs_no_source(self) -> None:
        assert not has_number(LINES.changed)
        assert faults(LINES, {"a", "b"}) == {}

    def test_one_entity_alone_is_not_joint(self) -> None:
        assert faults(LINES, {"a"}) == {"colleague_1": "one_entity"}

    def test_each_line_needs_words(self) -> None:
        assert set(faults(Lines(" ", "", "\n"), {"a", "b"})) == {"problem", "done", "changed"}

    @given(st.text(max_size=30), st.text(max_size=10))
    def test_what_passes_has_no_number_without_a_source(self, changed: str, source: str) -> None:
        lines = replace(LINES, changed=changed, source=source)
        if not faults(lines, {"a", "b"}):
            assert changed.strip()
            assert source.strip() or not any(each.isdigit() for each in changed)


class TestTheTurn:
    @given(st.lists(st.sampled_from(Size), max_size=12), st.lists(st.booleans(), max_size=25))
    def test_of_any_three_in_a_row_at_least_one_is_small(
        self, sizes: list[Size], forgotten: list[bool]
    ) -> None:
        waiting = [approved(f"s{day}", size, day) for day, size in enumerate(sizes)]
        shown: list[Size] = []
        seen: list[Size | None] = []
        for gone in [*forgotten, *[False] * 12]:
            chosen = next_in_turn(waiting, seen)
            if chosen is None:
                break
            waiting.remove(chosen)
            shown.append(chosen.size)
            seen.append(None if gone else chosen.size)
        assert all(Size.SMALL in shown[n : n + 3] for n in range(len(shown) - 2))
        assert not any(each.size is Size.SMALL for each in waiting) or len(shown) == len(forgotten) + 12

    def test_small_and_large_take_turns(self) -> None:
        waiting = [approved("l", Size.LARGE, 0), approved("s", Size.SMALL, 1)]
        chosen = next_in_turn(waiting, [Size.LARGE])
        assert chosen is not None
        assert chosen.id == "s"

    def test_the_longest_waiting_comes_first(self) -> None:
        chosen = next_in_turn([approved("b", Size.SMALL, 2), approved("a", Size.SMALL, 1)], [])
        assert chosen is not None
        assert chosen.id == "a"

    def test_nothing_is_posted_rather_than_a_third_large_one(self) -> None:
        assert next_in_turn([approved("l", Size.LARGE, 0)], [Size.LARGE, Size.LARGE]) is None


class SpotlightMachine(RuleBasedStateMachine):
    """Presses in any order, old buttons included: an illegal one changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW
        self.spotlight, self.effects = spotlights.propose(a_spotlight())
        self.asked = [each for each in self.effects if isinstance(each, Write)]

    def attempt(self, step: Callable[[], tuple[Spotlight, Sequence[Effect]]]) -> bool:
        before = self.spotlight
        try:
            self.spotlight, self.effects = step()
        except NotPossibleError:
            assert self.spotlight == before
            return False
        return True

    @rule(
        who=st.sampled_from(["ada", "bo", "cy", "ed", "stranger"]),
        said=st.sampled_from([Said.NAMED, Said.ENTITY_ONLY]),
    )
    def agrees(self, who: str, said: Said) -> None:
        done = self.attempt(lambda: spotlights.agree(self.spotlight, who, said, [EDITOR]))
        assert not done or who in ("bo", "cy")

    @rule(who=st.sampled_from(["ada", "bo", "cy", "ed", "stranger"]))
    def takes_back(self, who: str) -> None:
        done = self.attempt(lambda: spotlights.take_back(self.spotlight, who, self.at))
        assert not done or (
            who in ("ada", "bo", "cy") and self.spotlight.state in (State.ASKED, State.WITHDRAWN)
        )

    @rule(editor=st.sampled_from(EDITORS), many=st.booleans())
    def editor_approves(self, editor: str, *, many: bool) -> None:
        before, much = self.spotlight, Reach(501 if many else 500, 500)
        again = many and before.state is State.FIRST_YES and before.editor_id == editor
        done = self.attempt(lambda: deciding.approve(self.spotlight, editor, self.at, much, EDITORS))
        assert done is (before.state in WITH_EDITORS and not again)
        if done and many:
            first = before.editor_id if before.state is State.FIRST_YES else ""
            assert (self.spotlight.state is State.APPROVED) is bool(first)
            assert first != editor

    @rule()
    def editor_holds(self) -> None:
        yes = self.spotlight.state in (State.FIRST_YES, State.APPROVED)
        assert self.attempt(lambda: deciding.hold(self.spotlight, self.at)) is yes

    @rule()
    def editor_sends_back(self) -> None:
        ready = self.spotlight.state in WITH_EDITORS
        assert self.attempt(lambda: deciding.send_back(self.spotlight, EDITOR, "Shorter?", self.at)) is ready

    @rule()
    def editor_rejects(self) -> None:
        ready = self.spotlight.state in WITH_EDITORS
        assert self.attempt(lambda: deciding.reject(self.spotlight, EDITOR)) is ready

    @rule()
    def author_reworks(self) -> None:
        back = self.spotlight.state is State.SENT_BACK
        assert self.attempt(lambda: deciding.rework(self.spotlight)) is back

    @precondition(lambda self: self.spotlight.wake_at is not None)
    @rule()
    def time_passes(self) -> None:
        assert self.spotlight.wake_at is not None
        self.at = self.spotlight.wake_at
        assert self.attempt(lambda: spotlights.wake(self.spotlight))

    @rule(who=st.sampled_from(["ada", "bo", "cy", *EDITORS]))
    def somebody_is_forgotten(self, who: str) -> None:
        kept = self.spotlight.without(who)
        assert kept is None or (repr(who) not in str(asdict(kept)) and len(kept.entities) > 1)
        assert who != "ada" or kept is None

    @invariant()
    def goes_on_only_with_everybodys_yes(self) -> None:
        if self.spotlight.state in (*WITH_EDITORS, State.APPROVED, State.SENT_BACK, State.REJECTED):
            assert all(each.said is not Said.OPEN for each in self.spotlight.contributors)

    @invariant()
    def nobody_says_both_yeses(self) -> None:
        assert self.spotlight.seconder_id != self.spotlight.editor_id or not self.spotlight.seconder_id
        assert self.spotlight.state is State.APPROVED or not self.spotlight.seconder_id

    @invariant()
    def waits_for_time_only_where_time_decides(self) -> None:
        waits = self.spotlight.state in (State.ASKED, State.SENT_BACK)
        assert (self.spotlight.wake_at is not None) is waits

    @invariant()
    def nothing_here_is_practised(self) -> None:
        assert not any(isinstance(each, Practised) for each in self.effects)

    @invariant()
    def nobody_is_asked_twice(self) -> None:
        assert sorted(each.person_id for each in self.asked) == ["bo", "cy"]


TestSpotlightMachine = SpotlightMachine.TestCase


class TestReuse:
    def test_both_sides_get_a_letter(self) -> None:
        _, effects = reuse.introduce(approved("s", Size.SMALL, 0), "dee", "r", NOW)
        assert {each.person_id for each in effects if isinstance(each, Write)} == {"ada", "dee"}

    @pytest.mark.parametrize(
        ("spotlight", "reader"),
        [
            (a_spotlight(), "dee"),
            (replace(approved("s", Size.SMALL, 0), introduces=False), "dee"),
            (approved("s", Size.SMALL, 0), "ada"),
        ],
        ids=["not-approved", "author-prefers-quiet", "oneself"],
    )
    def test_nobody_is_introduced_against_the_rules(self, spotlight: Spotlight, reader: str) -> None:
        with pytest.raises(NotPossibleError):
            reuse.introduce(spotlight, reader, "r", NOW)


def a_nomination(nominee: str = "bo", state: nominations.State = nominations.State.ASKED) -> Nomination:
    return Nomination("n", "south", nominee, "ada", "Opened the gate", NOW, state)


class TestNominations:
    def test_everybody_counts_once_a_month(self) -> None:
        march = nomination_id("south", "bo", date(2026, 3, 1))
        assert march == nomination_id("south", "bo", date(2026, 3, 31))
        assert march != nomination_id("south", "bo", date(2026, 4, 1))
        assert march != nomination_id("south", "cy", date(2026, 3, 1))

    @given(st.lists(st.sampled_from(["a", "b", "c", "lead"]), max_size=6))
    def test_leaders_hear_only_of_three_others(self, before: list[str]) -> None:
        _, effects = nominations.agree(a_nomination("bo"), before, ["lead", "head"], NOW)
        raised = {each.person_id: each.facts["nominations"] for each in effects if isinstance(each, Raised)}
        for leader in ("lead", "head"):
            others = {"bo", *before} - {leader}
            assert raised.get(leader) == (str(len(others)) if len(others) >= 3 else None)

    def test_a_leaders_own_words_are_practice_and_being_named_is_not(self) -> None:
        agreed, _ = nominations.agree(a_nomination(), [], ["lead"], NOW)
        thanked, effects = nominations.recognise(agreed, "lead", "Thank you, Bo.")
        practised = [each for each in effects if isinstance(each, Practised)]
        assert [(each.person_id, each.behaviour) for each in practised] == [("lead", "B1")]
        assert any(isinstance(each, Publish) for each in effects)
        with pytest.raises(NotPossibleError):
            nominations.recognise(thanked, "head", "Me too.")

    @pytest.mark.parametrize("state", nominations.State)
    def test_only_who_agreed_is_thanked(self, state: nominations.State) -> None:
        nomination = a_nomination(state=state)
        if state is nominations.State.AGREED:
            assert nominations.recognise(nomination, "lead", "Thanks.")[0].words == "Thanks."
            return
        with pytest.raises(NotPossibleError):
            nominations.recognise(nomination, "lead", "Thanks.")

    @pytest.mark.parametrize(("leader", "words"), [("bo", "Me"), ("lead", " ")])
    def test_nobody_thanks_themselves_or_without_words(self, leader: str, words: str) -> None:
        with pytest.raises(NotPossibleError):
            nominations.recognise(a_nomination(state=nominations.State.AGREED), leader, words)

    def test_silence_and_a_no_end_alike(self) -> None:
        lapsed, effects = nominations.wake(nominations.nominate(a_nomination())[0])
        assert (lapsed.state, lapsed.line, list(effects)) == (nominations.State.LAPSED, "", [])

    @pytest.mark.parametrize("who", ["bo", "ada"])
    def test_it_goes_with_anybody_in_it(self, who: str) -> None:
        assert a_nomination().without(who) is None


SEED = "Seed Fund"
OWNERS = {
    "ada": a_person("ada", entity=SEED),
    "al": a_person("al", entity=SEED),
    "bo": a_person("bo", entity="Relief Office"),
    "cy": a_person("cy", entity="Rights Office"),
}
places = st.dictionaries(st.integers(0, 4), st.sampled_from(sorted(OWNERS)))


def a_draft() -> Chain:
    links = tuple(Link(f"line {n}") for n in range(5))
    return chains.begin(Chain("c", "south", "ada", SEED, "the bridge", links, NOW))[0]


class TestChains:
    @given(places, st.lists(st.tuples(st.sampled_from([*sorted(OWNERS), "dee"]), st.booleans()), max_size=8))
    def test_ready_means_two_links_confirmed_by_other_entities(
        self, named: dict[int, str], presses: list[tuple[str, bool]]
    ) -> None:
        owners = {place: OWNERS[each] for place, each in named.items()}
        draft = a_draft()
        if not chains.enough_others(draft, owners):
            with pytest.raises(NotPossibleError):
                chains.name_owners(draft, owners, NOW)
            return
        chain, effects = chains.name_owners(draft, owners, NOW)
        asked = [each.person_id for each in effects if isinstance(each, Write)]
        assert sorted(asked) == sorted(set(named.values()) - {"ada"})
        told = 0
        for who, own_words in presses:
            words = dict.fromkeys(chain.of(who), "better") if own_words else None
            try:
                chain, effects = chains.confirm(chain, who, NOW, words)
            except NotPossibleError:
                assert not chain.of(who)
                continue
            told += len(effects)
            assert all(link.confirmed for link in chain.of(who).values())
        others = sum(link.confirmed and link.entity != SEED for link in chain.links)
        assert (chain.state is chains.State.READY) is (others >= 2)
        assert told == (chain.state is chains.State.READY)

    def test_nobody_rewords_what_is_anothers(self) -> None:
        chain, _ = chains.name_owners(a_draft(), {0: OWNERS["bo"], 1: OWNERS["cy"]}, NOW)
        with pytest.raises(NotPossibleError):
            chains.confirm(chain, "bo", NOW, {1: "mine now"})

    def test_too_few_confirmations_in_time_are_told_to_the_beginner_only(self) -> None:
        chain, _ = chains.name_owners(a_draft(), {0: OWNERS["bo"], 1: OWNERS["cy"]}, NOW)
        lapsed, effects = chains.wake(chain)
        assert lapsed.state is chains.State.LAPSED
        assert [each.person_id for each in effects if isinstance(each, Write)] == ["ada"]

    @given(st.sampled_from(["ada", "bo", "cy"]))
    def test_nothing_of_a_forgotten_person_stays(self, who: str) -> None:
        chain, _ = chains.name_owners(a_draft(), {0: OWNERS["bo"], 1: OWNERS["cy"]}, NOW)
        for each in ("bo", "cy"):
            chain, _ = chains.confirm(chain, each, NOW, dict.fromkeys(chain.of(each), f"by {each}"))
        kept = chain.without(who)
        assert (kept is None) is (who == "ada")
        if kept is not None:
            assert not {repr(who), repr(f"by {who}")} & set(re.findall(r"'[^']*'", str(asdict(kept))))
            assert kept.state is chains.State.LAPSED
