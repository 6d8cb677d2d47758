"""Days are said as people say them, in their language."""

from datetime import date

import pytest

from bot.content import load_content
from nudges.dates import day_in_words, span_in_words

TEXTS = load_content().texts
EN, FR = TEXTS.speaker("en"), TEXTS.speaker("fr")


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (date(2026, 11, 9), "9 November", "9 novembre"),
        (date(2026, 8, 1), "1 August", "1er août"),
        (date(2027, 2, 28), "28 February", "28 février"),
    ],
)
def test_a_day_has_its_number_and_its_month(day: date, english: str, french: str) -> None:
    assert (day_in_words(day, EN), day_in_words(day, FR)) == (english, french)


@pytest.mark.parametrize(
    ("first", "last", "english", "french"),
    [
        (date(2026, 11, 9), date(2026, 11, 15), "9–15 November", "9 au 15 novembre"),
        (date(2027, 3, 1), date(2027, 3, 7), "1–7 March", "1er au 7 mars"),
        (date(2026, 11, 30), date(2026, 12, 6), "30 November – 6 December", "30 novembre au 6 décembre"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 December – 3 January", "28 décembre au 3 janvier"),
    ],
)
def test_a_span_names_a_month_once(first: date, last: date, english: str, french: str) -> None:
    assert span_in_words(first, last, EN) == english
    assert span_in_words(first, last, FR) == french


def test_a_span_of_one_month_a_year_apart_names_both() -> None:
    assert span_in_words(date(2026, 3, 2), date(2027, 3, 1), EN) == "2 March – 1 March"
