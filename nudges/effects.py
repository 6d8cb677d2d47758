"""What a flow wants to happen around its record, as values; a service carries them out.

A flow's functions stay pure: they return the new record and these. Doing them twice does
no harm, because each is known by its record and ``key``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from nudges.channels import Purpose
from nudges.events import EventKind
from nudges.letters import Letter
from nudges.practice import Source


@dataclass(frozen=True, slots=True)
class Raised:
    """Something happened that may bring up a nudge of the catalogue for one person.

    ``facts`` fill the places of its text; name the other side's id as ``counterpart_id``.
    ``at`` None means now; a later moment makes it happen then.
    """

    kind: EventKind
    person_id: str
    facts: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Practised:
    """A behaviour was practised: the same record of practice as ``did`` makes.

    ``confirmed`` says that the other side, or the record itself, bears it out.
    """

    person_id: str
    behaviour: str
    source: Source
    key: str = ""
    counterpart_id: str | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Write:
    """A letter to one person. ``at`` is for a REMINDER: exactly then."""

    letter: Letter
    person_id: str
    key: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Publish:
    """A letter of kind POST in the setting's channels of this ``purpose``, at its author's wish.

    What the product posts by itself comes up as a nudge instead and shares a weekly budget.
    ``alone`` is on whose word alone it goes; empty where several people stand for it, or the
    product says it. Of one person's, what reaches very many waits for a second yes, and the
    effects after it wait with it.
    """

    letter: Letter
    purpose: Purpose
    key: str = ""
    alone: str = ""


Effect: TypeAlias = Raised | Practised | Write | Publish
