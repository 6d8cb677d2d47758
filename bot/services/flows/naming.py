"""Naming a colleague in words, where the list to choose from would be the wrong one."""

from collections.abc import Iterable

from nudges.people import Person


def colleague_named(people: Iterable[Person], words: str) -> Person | None:
    """The one person of this work e-mail or name; None where nobody or more than one fits."""
    wanted = words.casefold().split()
    everybody = list(people)
    if not wanted:
        return None
    exact = [p for p in everybody if words.strip().casefold() in (p.email.casefold(), p.name.casefold())]
    near = exact or [p for p in everybody if set(wanted) <= set(p.name.casefold().split())]
    return near[0] if len(near) == 1 else None
