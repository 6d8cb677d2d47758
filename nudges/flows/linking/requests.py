"""What an account that nobody knows asked for, and what it may still try.

It looks the same from outside whether the address it gave is known or not: the same answers, the
same number of tries, the same end. Only the right code tells, and that goes to a known chat.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest

DIGITS = 8
LIVES = timedelta(minutes=10)
"""How long a code holds."""
MOST_WRONG = 5
"""Codes that may be tried before it takes a new one."""
WINDOW = timedelta(hours=1)
MOST_ASKED = 3
"""How often one account may ask in a window."""


class Outcome(StrEnum):
    """What came of a code that was typed."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"
    """No code holds any more, or none ever did."""


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """One account's latest question. ``account`` is a keyed hash of it.

    ``code_id`` is empty where no code was made: nobody has the address, or may be written to.
    """

    account: str
    code_id: str
    asked_at: datetime
    window_at: datetime
    """When the first of the ``asked`` questions was asked that count together."""
    asked: int = 1
    wrong: int = 0
    is_open: bool = True

    def holds(self, at: datetime) -> bool:
        """Whether a code may still be tried."""
        return self.is_open and at < self.asked_at + LIVES


def may_ask(known: LinkRequest | None, at: datetime) -> bool:
    """Whether this account has questions left."""
    return known is None or at >= known.window_at + WINDOW or known.asked < MOST_ASKED


def ask(known: LinkRequest | None, account: str, code_id: str, at: datetime) -> LinkRequest:
    """A new question, which takes the place of the one before. Ask ``may_ask`` first."""
    if known is None or at >= known.window_at + WINDOW:
        return LinkRequest(account, code_id, at, at)
    return LinkRequest(account, code_id, at, known.window_at, known.asked + 1)


def enter(
    known: LinkRequest | None, typed: str, code_of: Callable[[str], str], at: datetime
) -> tuple[LinkRequest | None, Outcome]:
    """The question after a code was typed. ``code_of`` gives the code of a code's id."""
    if known is None or not known.holds(at):
        return known, Outcome.OVER
    if known.code_id and compare_digest(digits_of(typed), code_of(known.code_id).encode()):
        return replace(known, is_open=False), Outcome.RIGHT
    wrong = known.wrong + 1
    return replace(known, wrong=wrong, is_open=wrong < MOST_WRONG), Outcome.WRONG


def digits_of(typed: str) -> bytes:
    """A code as people type it: with spaces or dashes, or with nothing between."""
    return "".join(each for each in typed if each.isascii() and each.isdigit()).encode()


def in_words(code: str) -> str:
    """A code as it is read: in two halves."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"
