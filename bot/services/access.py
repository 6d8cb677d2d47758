"""Who may look at which page. The one place where that is decided; what nothing allows is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from nudges.people import Person, Setting


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is signed in to the pages.

    ``manages``: whether anybody on the roster has them as a manager. ``operates``: whether they
    are named as an operator of this deployment.
    """

    person: Person
    setting: Setting
    manages: bool
    operates: bool


class Access(StrEnum):
    """Whom a page is for. A page's address names the setting or the group it shows."""

    PUBLIC = "public"
    """Anybody, also without signing in: nothing about anybody is shown."""
    SIGNED_IN = "signed in"
    """Whoever is signed in: it shows their own."""
    SETTING = "setting"
    """People of the ``setting`` in its address: what everybody there may see in chat too."""
    GROUP = "group"
    """The ``manager`` in its address, of their own group."""
    COORDINATOR = "coordinator"
    """Coordinators of the ``setting`` in its address."""
    OPERATOR = "operator"


_Rule: TypeAlias = Callable[[Reader, Mapping[str, str]], bool]


def _here(reader: Reader, places: Mapping[str, str]) -> bool:
    return places.get("setting") == reader.setting.id


def _own_group(reader: Reader, places: Mapping[str, str]) -> bool:
    return reader.manages and places.get("manager") == reader.person.id


_RULES: Mapping[Access, _Rule] = {
    Access.SIGNED_IN: lambda reader, places: True,
    Access.SETTING: _here,
    Access.GROUP: _own_group,
    Access.COORDINATOR: lambda reader, places: _here(reader, places) and reader.person.is_coordinator,
    Access.OPERATOR: lambda reader, places: reader.operates,
}


def may(reader: Reader | None, access: Access, places: Mapping[str, str]) -> bool:
    """Whether somebody (None: nobody is signed in) may look at a page.

    ``places`` are the parts of its address, such as the id of a setting.
    """
    if access is Access.PUBLIC:
        return True
    rule = _RULES.get(access)
    return reader is not None and rule is not None and rule(reader, places)
