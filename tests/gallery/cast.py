"""A setting whose people have the longest and oddest names a roster may hold."""

from nudges.roster.cells import LONGEST
from tests.integration.scene import row

AWKWARD = 'Zoë <b>&amp; & "O’Neil" *_~` <!here> <@U1> منى العربي שלום 👩🏽‍🚒 '
"""Mark-up of every kind, letters that run the other way, letters made of several."""

LANGUAGES = ("en", "fr")
SETTING = "South"
FAR = "zürich"


def longest(limit: int, seed: str = "") -> str:
    """Awkward words of exactly so many characters; different seeds give different words."""
    start = f"{seed} {AWKWARD}".strip() + " "
    return (start * (limit // len(start) + 1))[: limit - 1] + "z"


def address(name: str) -> str:
    return f"{name}@example.org"


def _row(name: str, role: str, entity: str, pillar: str, **more: str) -> dict[str, str]:
    cells = {
        "name": longest(LONGEST, name),
        "role_group": role,
        "entity": longest(LONGEST, entity),
        "pillar": longest(LONGEST, pillar),
        "manager_email": "",
        "duty_station": longest(LONGEST, "Duty"),
    }
    return row(address(name), **cells | more)


def cast() -> list[dict[str, str]]:
    """Both languages in every role; managers with reports, coordinators, entities of all pillars."""
    seed, relief, peace = ("Seed", "Development"), ("Relief", "Humanitarian"), ("Mission", "Peace")
    people = [
        _row("ana", "R1", *seed, language="en"),
        _row("ben", "R1", *relief, language="fr"),
        _row("cho", "R2", *seed, language="fr", manager_email=address("ana"), is_coordinator="yes"),
        _row("dee", "R2", *peace, language="en", manager_email=address("eva"), is_coordinator="yes"),
        _row("eva", "R1", *peace, language="en"),
        _row("fox", "R3", *seed, language="en", manager_email=address("ana")),
        _row("gil", "R3", *relief, language="fr", manager_email=address("ben")),
        _row("hal", "R4", *relief, language="en", manager_email=address("ben")),
        _row("ida", "R4", *peace, language="fr", manager_email=address("eva")),
        _row("jon", "R5", *seed, language="fr", manager_email=address("cho")),
        _row("kit", "R5", *peace, language="en", manager_email=address("dee")),
    ]
    crowd = [
        _row(f"crowd{n}", "R3", *seed, language=LANGUAGES[n % 2], manager_email=address("cho"))
        for n in range(5)
    ]
    return [*people, *crowd]
