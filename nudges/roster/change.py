"""What a new roster changes in a setting: shown by a dry run before anything is stored."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from nudges.people import Identity, Person, Platform, Standing
from nudges.roster.cells import ChatHandle
from nudges.roster.file import Roster, RosterRow

CHOSEN = {"hours": "week", "language": "language"}
"""What people may choose for themselves, and the field of a person it settles."""
ZONE_OF_PROFILE, LANGUAGE_OF_PROFILE = "profile_time_zone", "profile_language"
PINNED = {**CHOSEN, ZONE_OF_PROFILE: "time_zone", LANGUAGE_OF_PROFILE: "language"}
"""The same, with what the profile of their chat account says. A roster undoes none of it."""

_NOTHING: frozenset[str] = frozenset()
_ALIKE = (
    "name",
    "role_group",
    "entity",
    "pillar",
    "duty_station",
    "country",
    "time_zone",
    "week",
    "language",
    "is_coordinator",
    "leave",
)


@dataclass(frozen=True, slots=True)
class Changed:
    """A person whose row says something new. ``fields`` are named as in ``RosterRow``.

    ``standing`` among them means that someone who had left is back.
    """

    person: Person
    row: RosterRow
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterChange:
    """``left`` are active people who are not in the file."""

    added: tuple[RosterRow, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[Person, ...]
    left: tuple[Person, ...]


def compare(
    current: Mapping[str, Person],
    roster: Roster,
    identities: Collection[Identity] = (),
    own_choices: Mapping[str, frozenset[str]] | None = None,
) -> RosterChange:
    """What importing the roster would change.

    ``current`` holds the setting's people by e-mail address, ``identities`` where they are
    reached; ``own_choices``, by person id, what they settled themselves (keys of ``PINNED``):
    there the file's word is no news. Someone erased is new again; an empty id in the file
    removes no identity.
    """
    here = {email.lower(): person for email, person in current.items() if person.standing != Standing.ERASED}
    emails = {person.id: email for email, person in here.items()}
    reached = _Reached(identities)
    own = {
        person_id: frozenset(PINNED[each] for each in chosen if each in PINNED)
        for person_id, chosen in (own_choices or {}).items()
    }
    pairs = [(here.get(row.email), row) for row in roster.rows]
    both = [
        Changed(
            person,
            row,
            (*_new_values(person, row, emails, own.get(person.id, _NOTHING)), *reached.news(person, row)),
        )
        for person, row in pairs
        if person is not None
    ]
    listed = {row.email for row in roster.rows}
    return RosterChange(
        added=tuple(row for person, row in pairs if person is None),
        changed=tuple(change for change in both if change.fields),
        unchanged=tuple(change.person for change in both if not change.fields),
        left=tuple(p for email, p in here.items() if email not in listed and p.standing == Standing.ACTIVE),
    )


def _new_values(
    person: Person, row: RosterRow, emails: Mapping[str, str], own: frozenset[str]
) -> Iterator[str]:
    if person.standing == Standing.LEFT:
        yield "standing"
    compared = (name for name in _ALIKE if name not in own)
    yield from (name for name in compared if getattr(person, name) != getattr(row, name))
    manager = emails.get(person.manager_id) if person.manager_id else None
    if manager != row.manager_email:
        yield "manager_email"


class _Reached:
    """Where people are reached already."""

    def __init__(self, identities: Collection[Identity]) -> None:
        self._known = {
            (i.person_id, i.platform, i.user_id, w) for i in identities for w in (i.workspace, None)
        }

    def news(self, person: Person, row: RosterRow) -> Iterator[str]:
        for name, platform, handle in (
            ("slack", Platform.SLACK, row.slack),
            ("teams", Platform.TEAMS, row.teams),
        ):
            if handle is not None and not self._has(person, platform, handle):
                yield name

    def _has(self, person: Person, platform: Platform, handle: ChatHandle) -> bool:
        return (person.id, platform, handle.user_id, handle.workspace) in self._known
