"""Practice records: that a behaviour was practised, by whom, and how we know.

The one outcome that is ever called an outcome (measurement design, section 2): the same
records arise with and without a nudge. Whether a message was sent or pressed is not one.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from nudges.chance import stable_id


class Source(StrEnum):
    """Where a record came from."""

    DID = "did"
    CHECK_IN = "check_in"
    OTHER_SIDE = "other_side"
    """The colleague who confirmed also did it: a contact has two sides."""
    IMPORT = "import"
    FLOW = "flow"
    """Something people did together bears it out: an answered question, a signed pact …"""


class Evidence(StrEnum):
    """How far the record stands."""

    SELF_REPORTED = "self_reported"
    CONFIRMED = "confirmed"
    """The other side said so too. Trials count only these where a behaviour has two sides."""
    DECLINED = "declined"
    """The other side does not recall it: no longer counts, and nobody is told off."""

    @property
    def counts(self) -> bool:
        return self is not Evidence.DECLINED


MUTUAL = frozenset({"B8"})
"""Behaviours that both sides practise at once: who confirms a contact also made one."""


@dataclass(frozen=True, slots=True)
class PracticeRecord:
    """One person practised one behaviour on one local day."""

    id: str
    setting_id: str
    person_id: str
    behaviour: str
    practised_on: date
    at: datetime
    source: Source
    evidence: Evidence
    counterpart_id: str | None = None
    detail: str = ""
    """Where an imported record came from; never free text of a person."""


class NotAskedError(ValueError):
    """Nobody was named for this record, or their answer is already there."""


def answered_by_other_side(
    record: PracticeRecord, *, agreed: bool, at: datetime
) -> tuple[PracticeRecord, PracticeRecord | None]:
    """The record after the colleague it names answered, and the colleague's own if it has two sides.

    Raises ``NotAskedError`` where nobody was asked, or they answered before.
    """
    if record.evidence is not Evidence.SELF_REPORTED or record.counterpart_id is None:
        raise NotAskedError(record.id)
    if not agreed:
        return replace(record, evidence=Evidence.DECLINED), None
    confirmed = replace(record, evidence=Evidence.CONFIRMED)
    if record.behaviour not in MUTUAL:
        return confirmed, None
    theirs = replace(
        confirmed,
        id=stable_id(record.id, "other side"),
        person_id=record.counterpart_id,
        counterpart_id=record.person_id,
        source=Source.OTHER_SIDE,
        at=at,
    )
    return confirmed, theirs
