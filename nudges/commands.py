"""Understanding what people type: forgiving of case, slashes, punctuation and slips."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

from nudges.texts import Speaker

COMMANDS = (
    "help", "start", "stop", "snooze", "resume", "did", "practice", "why", "settings", "export", "forget",
)  # fmt: skip  # one line is easier to read than ten
COORDINATOR_COMMANDS = ("pause", "unpause", "crisis", "crisis_over", "digest")


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
    """The phrases most like what was typed, the likest first; whole words in common count most."""
    typed = set(words.lower().split())

    def likeness(phrase: str) -> tuple[int, float]:
        return len(typed & set(phrase.split())), SequenceMatcher(None, words.lower(), phrase).ratio()

    return sorted(phrases, key=likeness, reverse=True)[:count]


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
