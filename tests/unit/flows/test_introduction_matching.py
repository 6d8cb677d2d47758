"""The matcher keeps every rule, finds the best pairs, and leaves nobody without a word."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache
from random import Random

import networkx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.matching import SparseMatcher
from bot.matching.table import NEVER, Table
from nudges.flows.introductions import (
    Candidate,
    Matching,
    Pair,
    PastMeeting,
    Reason,
    Round,
    Rules,
    Standing,
    match,
    open_round,
)
from nudges.flows.introductions.hours import usual_hours
from nudges.people import WorkingWeek

DAY = date(2026, 11, 3)
OFFICE = WorkingWeek(frozenset(range(5)), time(9), time(17))
HOURS = (0, *(usual_hours(z, OFFICE, DAY) for z in ("Africa/Nairobi", "Asia/Tokyo", "America/Bogota")))
MATCHER = SparseMatcher()
STRICT_THREES = Rules(allow_threes=True, require_shared_hours=True)


def words(letters: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(letters), max_size=3)


@st.composite
def rounds(draw: st.DrawFn, most: int = 9, rules: Rules | None = None) -> Round:
    """Small rounds in which everything that can stand in the way does so now and then."""
    ids = [f"p{number}" for number in range(draw(st.integers(0, most)))]
    people = [
        Candidate(
            id=each,
            pillar=draw(st.sampled_from("ABC")),
            entity=draw(st.sampled_from("xyz")),
            hours=draw(st.sampled_from(HOURS)),
            topics=draw(words("abcd")),
            languages=draw(words("ef")),
            exclusions=draw(st.frozensets(st.sampled_from([*ids, "gone"]), max_size=1)),
            encouraged=draw(st.booleans()),
            carried_over=draw(st.integers(0, 4)) == 0,
        )
        for each in ids
    ]
    one = st.sampled_from([*ids, "gone"])
    meetings = st.builds(PastMeeting, one, one, st.sampled_from([DAY - timedelta(days=n) for n in (30, 300)]))
    past = [each for each in draw(st.lists(meetings, max_size=6)) if each.a != each.b]
    drawn = rules or Rules(allow_threes=draw(st.booleans()), require_shared_hours=draw(st.booleans()))
    return open_round(people, past, DAY, drawn)


def a_round(size: int, seed: int = 1, *, hubs: int = 0, rules: Rules | None = None) -> Round:
    """A round as settings have them; ``hubs`` are people everybody has much in common with."""
    rng = Random(seed)
    topics, languages = [f"topic {n}" for n in range(40)], ["ar", "en", "es", "fr"]
    people = [
        Candidate(
            id=f"p{number:05}",
            pillar=(pillar := rng.choices("ABC", (45, 30, 25))[0]),
            entity=f"{pillar}{rng.randrange(8)}",
            hours=rng.choice(HOURS),
            topics=frozenset(rng.sample(topics, 25 if number < hubs else rng.randint(1, 5))),
            languages=frozenset(rng.sample(languages, rng.randint(1, 2))),
            encouraged=rng.random() < 0.2,
        )
        for number in range(size)
    ]
    ids = [person.id for person in people]
    couples = (rng.sample(ids, 2) for _ in people)
    past = [PastMeeting(a, b, DAY - timedelta(days=rng.randrange(400))) for a, b in couples]
    return open_round(people, past, DAY, rules or Rules())


def groups_of(matching: Matching) -> list[tuple[str, ...]]:
    return [*matching.pairs, *matching.groups]


def best_of_pairs(opened: Round) -> int:
    """The highest sum of points there is, by trying everything."""

    @cache
    def best(left: frozenset[int]) -> int:
        if not left:
            return 0
        one = min(left)
        rest = left - {one}
        found = [best(rest)]
        for other in rest:
            a, b = opened.people[one], opened.people[other]
            if opened.standing(a, b) is Standing.ALLOWED:
                found.append(opened.score(a, b) + best(rest - {other}))
        return max(found)

    return best(frozenset(range(len(opened.people))))


class TestRules:
    @given(rounds(most=12))
    @settings(max_examples=40, deadline=None)
    def test_everybody_is_introduced_once_or_told_why_not(self, opened: Round) -> None:
        matching = match(opened, MATCHER, 1)
        placed = [each for group in groups_of(matching) for each in group]
        placed += [each.id for each in matching.unmatched]
        assert sorted(placed) == [person.id for person in opened.people]

    @given(rounds(most=12))
    @settings(max_examples=40, deadline=None)
    def test_no_two_people_meet_who_may_not(self, opened: Round) -> None:
        people = {person.id: person for person in opened.people}
        for group in groups_of(match(opened, MATCHER, 1)):
            for a in group:
                for b in group:
                    assert a == b or opened.standing(people[a], people[b]) is Standing.ALLOWED

    @given(rounds(most=12))
    @settings(max_examples=40, deadline=None)
    def test_nobody_is_left_beside_somebody_they_could_have_met(self, opened: Round) -> None:
        left = {each.id for each in match(opened, MATCHER, 1).unmatched}
        people = [person for person in opened.people if person.id in left]
        assert not any(opened.standing(a, b) is Standing.ALLOWED for a in people for b in people)

    @given(rounds(most=12, rules=Rules(allow_threes=False)))
    @settings(max_examples=20, deadline=None)
    def test_groups_of_three_only_where_the_setting_allows(self, opened: Round) -> None:
        assert match(opened, MATCHER, 1).groups == ()


class TestPoints:
    @given(rounds(most=12))
    @settings(max_examples=60, deadline=None)
    def test_many_at_once_score_as_one_by_one(self, opened: Round) -> None:
        assume(opened.people)
        table = Table(opened, np.arange(len(opened.people)))
        everybody = np.arange(table.size)
        points, standings = table.points(everybody), table.standings(everybody)
        for a, one in enumerate(opened.people):
            for b, other in enumerate(opened.people):
                standing = opened.standing(one, other)
                assert standings[a, b] == standing
                assert bool(points[a, b] == NEVER) == (standing is not Standing.ALLOWED)
                whole = points[a, b] + table.own_points[a] + table.own_points[b]
                assert standing is not Standing.ALLOWED or whole == opened.score(one, other)

    def test_every_allowed_pair_is_listed_once(self) -> None:
        opened = a_round(60)
        people = opened.people
        listed = {
            (place, other): points
            for place, others, all_points in MATCHER.points(opened)
            for other, points in zip(others, all_points, strict=True)
        }
        assert listed == {
            (a, b): opened.score(people[a], people[b])
            for a in range(60)
            for b in range(a + 1, 60)
            if opened.standing(people[a], people[b]) is Standing.ALLOWED
        }


class TestOptimum:
    @given(rounds(rules=Rules()))
    @settings(max_examples=40, deadline=None)
    def test_small_rounds_get_the_best_pairs_there_are(self, opened: Round) -> None:
        assert match(opened, MATCHER, 1).score == best_of_pairs(opened)

    @pytest.mark.parametrize(("size", "hubs"), [(301, 0), (240, 60)])
    def test_larger_rounds_come_close_to_the_best(self, size: int, hubs: int) -> None:
        opened = a_round(size, hubs=hubs)
        graph = networkx.Graph()
        for place, others, points in MATCHER.points(opened):
            graph.add_weighted_edges_from((place, *each) for each in zip(others, points, strict=True))
        best = sum(graph.edges[pair]["weight"] for pair in networkx.max_weight_matching(graph))
        assert 0.999 * best <= match(opened, MATCHER, 1).score <= best

    def test_many_people_after_a_few_all_want_are_matched_too(self) -> None:
        assert len(match(a_round(1500, hubs=60), MATCHER, 1).unmatched) <= 1

    @given(rounds(most=12, rules=Rules()), st.randoms(use_true_random=False))
    @settings(max_examples=20, deadline=None)
    def test_the_order_of_people_changes_nothing(self, opened: Round, rng: Random) -> None:
        people = list(opened.people)
        rng.shuffle(people)
        past = [PastMeeting(max(pair), min(pair), day) for pair, day in opened.last_met.items()]
        again = open_round(people, past, DAY, opened.rules)
        assert match(again, MATCHER, 3) == match(opened, MATCHER, 3)

    def test_the_same_seed_gives_the_same_pairs(self) -> None:
        opened = a_round(150)
        assert match(opened, MATCHER, 7) == match(opened, MATCHER, 7)

    def test_who_went_without_comes_first_next_time(self) -> None:
        everybody = (replace(person, languages=frozenset()) for person in a_round(41).people)
        few = [replace(person, pillar="A" if n > 4 else "B") for n, person in enumerate(everybody)]
        waiting = {each.id for each in match(open_round(few, [], DAY, Rules()), MATCHER, 1).unmatched[:3]}
        carried = [replace(p, carried_over=p.id in waiting) for p in few]
        again = match(open_round(carried, [], DAY, Rules()), MATCHER, 1)
        assert not waiting & {each.id for each in again.unmatched}


def people(pillars: str, **changes: object) -> list[Candidate]:
    return [Candidate(f"p{number}", pillar, pillar) for number, pillar in enumerate(pillars)]


class TestOdd:
    def test_the_odd_one_joins_the_pair_that_suits_best(self) -> None:
        one, other, third, *rest = people("ABCAB")
        topics = frozenset({"water"})
        likes = [replace(one, topics=topics), replace(other, topics=topics), replace(third, topics=topics)]
        matching = match(open_round([*likes, *rest], [], DAY, Rules(allow_threes=True)), MATCHER, 1)
        assert matching.unmatched == ()
        assert [len(matching.pairs), len(matching.groups)] == [1, 1]

    def test_nobody_joins_a_pair_with_somebody_of_their_pillar(self) -> None:
        matching = match(open_round(people("ABA"), [], DAY, Rules(allow_threes=True)), MATCHER, 1)
        assert (matching.groups, [each.reason for each in matching.unmatched]) == (
            (),
            [Reason.NO_PAIR_TO_JOIN],
        )

    def test_who_met_one_of_each_pair_is_not_told_that_the_number_was_odd(self) -> None:
        met = [PastMeeting("p2", "p0", DAY - timedelta(days=20))]
        opened = open_round(people("ABC"), met, DAY, Rules(allow_threes=True))
        [left] = match(opened, MATCHER, 1).unmatched
        assert left.reason is Reason.NO_PAIR_TO_JOIN
        assert match(opened, MATCHER, 1).groups == ()

    @given(rounds(most=9, rules=STRICT_THREES))
    @settings(max_examples=30, deadline=None)
    def test_a_third_is_left_out_only_if_no_free_pair_suits(self, opened: Round) -> None:
        matching = match(opened, MATCHER, 1)
        by_id = {person.id: person for person in opened.people}
        for each in matching.unmatched:
            for pair in matching.pairs:
                standings = {opened.standing(by_id[each.id], by_id[other]) for other in pair}
                assert standings != {Standing.ALLOWED}

    @pytest.mark.parametrize("pillars", ["", "A", "AAA"])
    def test_a_round_without_two_pillars_makes_no_pairs(self, pillars: str) -> None:
        matching = match(open_round(people(pillars), [], DAY, Rules(allow_threes=True)), MATCHER, 1)
        assert groups_of(matching) == []
        assert {each.reason for each in matching.unmatched} <= {Reason.SAME_PILLAR_ONLY}
        assert len(matching.unmatched) == len(pillars)

    def test_an_exclusion_is_not_given_away(self) -> None:
        one, other = people("AB")
        opened = open_round([replace(one, exclusions=frozenset({"p1"})), other], [], DAY, Rules())
        assert {each.reason for each in match(opened, MATCHER, 1).unmatched} == {Reason.NOBODY_FREE}


class Careless:
    """A matcher that answers whatever it was told."""

    def __init__(self, *pairs: Pair) -> None:
        self._pairs = pairs

    def pairs(self, meeting_round: Round, seed: int) -> Sequence[Pair]:
        return self._pairs

    def joining(self, meeting_round: Round, pairs: Sequence[Pair], odd: Sequence[int]) -> Mapping[int, int]:
        return {}

    def standings(self, meeting_round: Round, places: Sequence[int]) -> Sequence[Mapping[Standing, int]]:
        return [{} for _ in places]


@pytest.mark.parametrize(
    ("careless", "said"), [(Careless((0, 1), (1, 2)), "twice"), (Careless((0, 2)), "may not meet")]
)
def test_a_matcher_that_breaks_a_rule_is_found_out(careless: Careless, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        match(open_round(people("ABA"), [], DAY, Rules()), careless, 1)
