"""Scores that say how integration stands, and never more than is known."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.flows.scorecard import (
    Area,
    AreaScore,
    Assessment,
    Change,
    Quarter,
    QuarterRecord,
    Scorecard,
    Scores,
    Value,
    Values,
    changes,
    latest_before,
    score_values,
)

MET, PARTLY, NOT_MET, NOT_RELEVANT, UNKNOWN = Value
SIZES = (2, 4, 3)
PROGRAMMES, CONTEXT = 2, 3
CARD = Scorecard(
    tuple(
        Area(n, tuple(f"{n}.{i}" for i in range(1, size + 1)), n != CONTEXT, n == PROGRAMMES)
        for n, size in enumerate(SIZES, start=1)
    )
)
LADDER = (NOT_MET, PARTLY, MET)


@st.composite
def filled(draw: st.DrawFn) -> dict[str, Value]:
    """Anything that may be said on the card, with indicators left out."""
    said = {i: draw(st.none() | st.sampled_from(a.values)) for a in CARD.areas for i in a.indicators}
    return {indicator: value for indicator, value in said.items() if value is not None}


def score(values: Values) -> Scores:
    return score_values(CARD, values)


def numbers(scores: Scores) -> list[float | None]:
    """Everything that is called a score: of areas and overall."""
    return [*(one.score for one in scores.areas), scores.mean_of_areas, scores.weighted_by_indicators]


def area(number: int, values: Values) -> AreaScore:
    return score(values).areas[number - 1]


def test_a_partly_met_indicator_counts_half() -> None:
    assert area(1, {"1.1": MET, "1.2": PARTLY}).score == 0.75


def test_an_area_of_which_nothing_is_known_has_no_score() -> None:
    empty = area(1, {})
    assert (empty.score, empty.coverage) == (None, 0.0)
    assert score({}).mean_of_areas is score({}).weighted_by_indicators is None


def test_coverage_is_the_assessed_share_of_what_is_relevant() -> None:
    programmes = area(2, {"2.1": NOT_RELEVANT, "2.2": NOT_MET, "2.3": UNKNOWN})
    assert programmes.coverage == 1 / 3
    nothing_relevant = area(2, dict.fromkeys(("2.1", "2.2", "2.3", "2.4"), NOT_RELEVANT))
    assert (nothing_relevant.score, nothing_relevant.coverage) == (None, None)


def test_both_means_stand_side_by_side() -> None:
    scores = score({"1.1": MET, "2.1": NOT_MET, "2.2": NOT_MET, "2.3": PARTLY, "3.1": MET})
    assert scores.mean_of_areas == pytest.approx((1 + 0.5 / 3) / 2)
    assert scores.weighted_by_indicators == 1.5 / 4


def test_context_is_counted_but_never_scored() -> None:
    context = area(CONTEXT, {"3.1": MET, "3.2": NOT_MET})
    assert (context.score, context.coverage, context.tally.met) == (None, 2 / 3, 1)


@pytest.mark.parametrize(("indicator", "value"), [("1.3", MET), ("9.1", MET), ("1.1", NOT_RELEVANT)])
def test_what_cannot_be_said_is_refused(indicator: str, value: Value) -> None:
    with pytest.raises(ValueError, match=indicator):
        score({indicator: value})


@given(filled())
def test_scores_and_coverage_lie_between_nothing_and_all(values: Values) -> None:
    scores = score(values)
    shares = [*numbers(scores), *(one.coverage for one in scores.areas)]
    assert all(share is None or 0 <= share <= 1 for share in shares)
    assert all(
        one.tally.relevant + one.tally.not_relevant == len(one.area.indicators) for one in scores.areas
    )


@given(filled())
def test_the_order_of_values_does_not_matter(values: dict[str, Value]) -> None:
    assert score(values) == score(dict(reversed(values.items())))


@given(filled())
def test_saying_unknown_is_the_same_as_saying_nothing(values: dict[str, Value]) -> None:
    known = {indicator: value for indicator, value in values.items() if value is not UNKNOWN}
    assert score(values) == score(known)


@given(filled())
def test_an_unknown_indicator_never_lowers_a_score(values: dict[str, Value]) -> None:
    """The scores are those of a smaller card that lacks it."""
    said = {indicator for indicator, value in values.items() if value is not UNKNOWN}
    smaller = Scorecard(
        tuple(
            Area(a.number, tuple(i for i in a.indicators if i in said), a.scored, a.allows_not_relevant)
            for a in CARD.areas
        )
    )
    without = score_values(smaller, {indicator: values[indicator] for indicator in said})
    assert numbers(score(values)) == numbers(without)


@given(filled(), st.sampled_from(CARD.indicators))
def test_finding_something_out_raises_coverage_and_losing_it_lowers_it(
    values: dict[str, Value], indicator: str
) -> None:
    place = int(indicator[0])
    lost, found = (area(place, values | {indicator: value}).coverage for value in (UNKNOWN, NOT_MET))
    assert lost is not None
    assert found is not None
    assert lost < found


@given(filled(), st.sampled_from(CARD.indicators))
def test_a_better_value_never_lowers_a_score(values: dict[str, Value], indicator: str) -> None:
    steps = [numbers(score(values | {indicator: value})) for value in LADDER]
    for worse, better in pairwise(steps):
        assert all(w is None or (b is not None and w <= b) for w, b in zip(worse, better, strict=True))


@given(filled(), st.sampled_from(CARD.areas[PROGRAMMES - 1].indicators))
def test_what_is_not_relevant_counts_in_neither_score_nor_coverage(
    values: dict[str, Value], indicator: str
) -> None:
    programmes = CARD.areas[PROGRAMMES - 1]
    rest = tuple(i for i in programmes.indicators if i != indicator)
    smaller = Scorecard((Area(PROGRAMMES, rest, allows_not_relevant=True),))
    without = score_values(smaller, {i: values[i] for i in rest if i in values}).areas[0]
    excluded = area(PROGRAMMES, values | {indicator: NOT_RELEVANT})
    assert (excluded.score, excluded.coverage) == (without.score, without.coverage)


@given(filled(), filled())
def test_changes_lead_from_one_quarter_to_the_next(before: dict[str, Value], after: dict[str, Value]) -> None:
    found = changes(CARD, before, after)
    moved = before | {change.indicator: change.after for change in found}
    assert score(moved) == score(after)
    assert not changes(CARD, after, after)
    assert [c.indicator for c in found] == [i for i in CARD.indicators if i in {c.indicator for c in found}]


def test_a_value_nobody_gave_before_changes_from_unknown() -> None:
    assert changes(CARD, {"1.2": MET}, {"1.1": PARTLY}) == (
        Change("1.1", UNKNOWN, PARTLY),
        Change("1.2", MET, UNKNOWN),
    )


Q4 = Quarter(2026, 4)


def judged(indicator: str, value: Value, quarter: Quarter = Q4) -> Assessment:
    return Assessment(indicator, value, "amina", quarter, "https://sample.example/minutes")


def test_the_last_word_on_an_indicator_counts() -> None:
    record = QuarterRecord("s1", Q4).having(judged("1.1", NOT_MET), CARD).having(judged("1.1", MET), CARD)
    assert record.values == {"1.1": MET}


def test_a_record_takes_judgements_of_its_own_quarter_and_card_only() -> None:
    with pytest.raises(ValueError, match="2027-Q1 does not belong to 2026-Q4"):
        QuarterRecord("s1", Q4).having(judged("1.1", MET, Q4.plus(1)), CARD)
    with pytest.raises(ValueError, match=r"1\.1 cannot be not_relevant"):
        QuarterRecord("s1", Q4).having(judged("1.1", NOT_RELEVANT), CARD)


def test_the_last_record_is_the_newest_before_the_quarter_even_after_a_gap() -> None:
    old, older, present = (QuarterRecord("s1", Q4.plus(n)) for n in (-2, -5, 0))
    assert latest_before(Q4, [older, present, old]) == old
    assert latest_before(older.quarter, [older, present, old]) is None
