"""A machine's clock, which may be set right at any moment: forward, or back."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class MachineClock:
    at: datetime

    def now(self) -> datetime:
        return self.at
