"""Quarters of the calendar year: a scorecard is filled in once in each."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_LABEL = re.compile(r"([0-9]{4})-Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter by year and number (1 to 4); earlier ones are smaller. Written ``2026-Q4``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 4 and 1 <= self.year <= 9999):
            raise ValueError(f"{self.year}-Q{self.number} is no quarter")

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, label: str) -> "Quarter":
        """Read a label. Raises ``ValueError`` where it is not one."""
        found = _LABEL.fullmatch(label)
        if not found or found[1] == "0000":
            raise ValueError(f'"{label}" is not a quarter; write it like 2026-Q4')
        return cls(int(found[1]), int(found[2]))

    def plus(self, count: int) -> "Quarter":
        """So many quarters later, or earlier where ``count`` is below zero."""
        year, index = divmod(self.year * 4 + self.number - 1 + count, 4)
        return Quarter(year, index + 1)

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        month = self.number * 3
        return date(self.year, month, monthrange(self.year, month)[1])

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"
