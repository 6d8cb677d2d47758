"""An invented roster of any size, as the table a coordinator would upload."""

from collections.abc import Iterator
from random import Random

from nudges.roster.file import COLUMNS
from nudges.tables import Row, Table

_PLACES = (
    ("Africa/Nairobi", "KE", "mon-fri", "08:00-17:00"),
    ("Africa/Juba", "SS", "mon-fri", "08:30-17:30"),
    ("America/New_York", "US", "mon-fri", "09:00-17:00"),
    ("Europe/Zurich", "CH", "mon-fri", "09:00-17:30"),
    ("Asia/Amman", "JO", "sun-thu", "08:00-16:00"),
    ("Asia/Kathmandu", "NP", "mon-fri", "09:00-17:00"),
    ("Asia/Kabul", "AF", "sun-thu", "08:00-16:00"),
    ("America/Caracas", "VE", "mon-fri", "08:00-16:30"),
)
_PILLARS = ("Peace and security", "Development", "Human rights", "Humanitarian")
_ROLES = (("R1", 3), ("R2", 18), ("R3", 42), ("R4", 2), ("R5", 35))
"""Role groups and how many of a hundred people are in each."""
_LEADERS = ("R1", "R1", "R4")
"""The first of every setting, so that a small one has leaders, too."""
PEOPLE_A_MANAGER = 12


def invented_roster(people: int, rng: Random) -> Table:
    """So many people of four pillars and eight entities in eight places."""
    return Table("invented roster", Row(1, COLUMNS.names), tuple(_rows(people, rng)))


def _rows(people: int, rng: Random) -> Iterator[Row]:
    roles = [role for role, share in _ROLES for _ in range(share)]
    for number in range(people):
        zone, country, days, hours = rng.choice(_PLACES)
        pillar = rng.randrange(len(_PILLARS))
        head = number - number % PEOPLE_A_MANAGER
        cells = {
            "email": _email(number),
            "name": f"Person {number}",
            "role_group": _role(number, rng.choice(roles)),
            "entity": f"Entity {2 * pillar + rng.randrange(2) + 1}",
            "pillar": _PILLARS[pillar],
            "duty_station": zone.split("/")[1],
            "country": country,
            "time_zone": zone,
            "working_days": days,
            "working_hours": hours,
            "language": "en",
            "manager_email": "" if number == head else _email(head),
            "is_coordinator": "yes" if number == 0 else "",
        }
        yield Row(number + 2, tuple(cells.get(name, "") for name in COLUMNS.names))


def _role(number: int, drawn: str) -> str:
    if number % PEOPLE_A_MANAGER == 0:
        return "R2"
    return _LEADERS[number - 1] if number <= len(_LEADERS) else drawn


def _email(number: int) -> str:
    return f"person{number}@sample.example"
