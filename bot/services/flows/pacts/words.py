"""How a pact reads: its lines, its leaders, its dates."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.services.turn import Turn
from nudges.flows.pacts.commitments import Commitment
from nudges.flows.pacts.pact import Pact
from nudges.flows.pacts.part import Part, done, since
from nudges.people import Person
from nudges.texts import Speaker
from nudges.working_time import local_date


def action(speak: Speaker, code: str) -> str:
    """What a commitment is about, in the reader's language."""
    return speak(f"pact.action.{code}")


def line(speak: Speaker, commitment: Commitment) -> str:
    """A commitment in one line: what, how often, from when."""
    return speak(
        "pact.line",
        action=action(speak, commitment.code),
        times=commitment.target,
        period=speak(f"pact.period.{commitment.period}"),
        first=day_text(speak, commitment.first),
    )


def day_text(speak: Speaker, day: date) -> str:
    """A date in words."""
    month = speak(f"calendar.month.{day.month}")
    return speak("pact.date", day=day.day, month=month, year=day.year)


def listed(speak: Speaker, commitments: Iterable[Commitment]) -> str:
    """All commitments, one below the other."""
    return "\n".join(f"• {line(speak, each)}" for each in commitments)


def announced(speak: Speaker, commitments: Iterable[Commitment]) -> str:
    """All commitments as the public reads them: beneath each, the Review's words for the behaviour."""
    return "\n\n".join(f"• {line(speak, each)}\n{_in_the_reviews_words(speak, each)}" for each in commitments)


def _in_the_reviews_words(speak: Speaker, commitment: Commitment) -> str:
    return speak("pact.behaviour", name=speak(f"behaviour.{commitment.behaviour}.name"))


def with_chance(speak: Speaker, commitment: Commitment) -> str:
    """A commitment as its leaders read it, with its occasion."""
    return f"{line(speak, commitment)}. {speak('pact.chance', chance=commitment.chance)}"


def with_chances(speak: Speaker, commitments: Iterable[Commitment]) -> str:
    """All commitments as their leaders read them."""
    return "\n\n".join(f"• {with_chance(speak, each)}" for each in commitments)


def progress(speak: Speaker, part: Part, commitments: Sequence[Commitment], day: date) -> str:
    """Where a leader stands with each commitment, and the next occasion they named."""
    return "\n\n".join(f"• {standing(speak, part, each, day)}" for each in commitments)


def standing(speak: Speaker, part: Part, commitment: Commitment, day: date) -> str:
    """Where a leader stands with one commitment."""
    taken, chance = done(part, commitment, day), part.chances.get(commitment.code, commitment.chance)
    begun = taken or commitment.begun(day) >= 0
    counted = speak(
        "nudge.S9-3.body" if begun else "pact.begins",
        commitment=action(speak, commitment.code),
        since=day_text(speak, since(commitment, day)),
        done=taken,
        target=commitment.target,
    )
    return f"{counted} {speak('pact.chance', chance=chance)}"


async def names(turn: Turn, people: Iterable[str], language: str) -> str:
    """People with their entities, as a sentence lists them."""
    found = [await turn.name(each, language) for each in people]
    if len(found) < 2:
        return "".join(found)
    return turn.deps.texts.get(language, "pact.and", first=", ".join(found[:-1]), last=found[-1])


def review_date(turn: Turn, pact: Pact, person: Person) -> str:
    """The day of the joint review where the reader is."""
    return (
        day_text(turn.deps.texts.speaker(person.language), local_date(person, pact.review_at))
        if pact.review_at
        else ""
    )
