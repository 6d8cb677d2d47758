"""Understanding what people type: forgiving of case, slashes, punctuation and slips."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import SequenceMatcher, get_close_matches

from nudges.texts import Speaker

COMMANDS = (
    "help", "start", "stop", "snooze", "resume", "did", "practice", "pages", "why", "settings",
    "export", "forget",
)  # fmt: skip  # one line is easier to read than ten
COORDINATOR_COMMANDS = ("pause", "unpause", "crisis", "crisis_over", "digest")
ALIKE = 0.6
"""From this likeness on a word may be a slip of another; 1 is the same word."""
SHORTEST_IN_COMMON = 3
"""Characters: shorter words stand in too many commands to mean one of them."""
LONGEST_QUIET = timedelta(days=180)
_DAYS_OF = {"day": 1, "week": 7, "month": 30}


@dataclass(frozen=True, slots=True)
class Understood:
    """A command and the words after it, as they were typed."""

    name: str
    rest: str
    phrase: str = field(default="", compare=False)
    """The words of ours that were recognised."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """No command; ``maybe`` is the nearest word we know, if one is near."""

    words: str
    maybe: str | None


def understand(text: str, speak: Speaker, more: Iterable[str] = ()) -> Understood | NotUnderstood:
    """Read a typed line. Longer command words win, so that "crisis over" is not "crisis".

    ``more`` are the names of commands beside those every version has.
    """
    plain = " ".join(text.strip().lstrip("/?!. ").rstrip("!. ").split())
    words = plain.lower().rstrip("?!. ")
    if not words and text.strip():
        words = text.strip()
    vocabulary = _vocabulary(speak, more)
    for phrase in sorted(vocabulary, key=len, reverse=True):
        if words == phrase or words.startswith(phrase + " "):
            rest = plain[len(phrase) :].strip() if words != phrase else ""
            return Understood(vocabulary[phrase], rest, phrase)
    near = get_close_matches(words, vocabulary, n=1, cutoff=0.75)
    if not near and words:
        near = get_close_matches(words.split()[0], vocabulary, n=1, cutoff=0.75)
    return NotUnderstood(words, near[0] if near else None)


def nearest(words: str, phrases: Iterable[str], count: int) -> list[str]:
    """The phrases that may have been meant, the likest first; whole words in common count most.

    What is like nothing we know brings up nothing.
    """
    typed = [word for word in words.lower().split() if len(word) >= SHORTEST_IN_COMMON]

    def likeness(phrase: str) -> tuple[int, float]:
        alike = (SequenceMatcher(None, each, phrase).ratio() for each in (words.lower(), *typed))
        return len({*typed} & {*phrase.split()}), max(alike)

    near = ((likeness(each), each) for each in phrases)
    likely = [(how, each) for how, each in near if how[0] or how[1] >= ALIKE]
    return [each for _, each in sorted(likely, key=lambda found: found[0], reverse=True)][:count]


def length_meant(words: str, speak: Speaker) -> timedelta | None:
    """A length of time as people type it: "3 weeks", "for a month", "10d". None: it is none, or too long."""
    plain = re.sub(r"(\d)(?=[^\W\d])", r"\1 ", words.lower()).split()
    lead = [word for word in plain if word not in _listed(speak, "lead")]
    count, unit = (lead[0], lead[1]) if len(lead) == 2 else ("1", "".join(lead))
    number = 1 if count in _listed(speak, "one") else int(count) if re.fullmatch("[0-9]{1,3}", count) else 0
    days = next((n for name, n in _DAYS_OF.items() if unit in _listed(speak, name)), 0)
    length = timedelta(days=number * days)
    return length if len(lead) in (1, 2) and timedelta(0) < length <= LONGEST_QUIET else None


def left_over(rest: str, speak: Speaker) -> str:
    """What was typed after a command and means something; empty where it is politeness alone."""
    kind = _listed(speak, "kind")
    return "" if all(word in kind for word in re.findall(r"[^\W_]+", rest.lower())) else rest


def _listed(speak: Speaker, name: str) -> set[str]:
    return {word.strip() for word in speak(f"typed.{name}").split(",")}


def _vocabulary(speak: Speaker, more: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in (*COMMANDS, *COORDINATOR_COMMANDS, *more):
        for phrase in speak(f"command.{name}.words").split(","):
            found.setdefault(phrase.strip().lower(), name)
    return found


def behaviour_named(words: str, behaviours: dict[str, str]) -> str | None:
    """The behaviour meant by the words after ``did``: its id, or one of its keywords.

    ``behaviours`` maps ids to comma-separated keywords. None where nothing fits.
    """
    wanted = words.lower().strip()
    if wanted.upper() in behaviours:
        return wanted.upper()
    keywords = {
        keyword.strip(): behaviour for behaviour, line in behaviours.items() for keyword in line.split(",")
    }
    for word in wanted.split():
        near = get_close_matches(word, keywords, n=1, cutoff=0.8)
        if near:
            return keywords[near[0]]
    return None
