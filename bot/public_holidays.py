"""Public holidays by country, from PyPI ``holidays``."""

from datetime import date
from functools import lru_cache

import holidays


def countries() -> frozenset[str]:
    """Those whose holidays are known, by two letters."""
    return frozenset(holidays.list_supported_countries())


def is_holiday(country: str, day: date) -> bool:
    """Whether a day is a public holiday in a country."""
    return day in _of_year(country, day.year)


@lru_cache(maxsize=4096)
def _of_year(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))
