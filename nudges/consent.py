"""What a person agreed to, and how they asked to be left alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Consent(StrEnum):
    """Where a person stands. Nothing but one welcome is sent before OPTED_IN."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    OPTED_IN = "opted_in"
    OPTED_OUT = "opted_out"


class ConsentAct(StrEnum):
    """What is written down, with time and text version, each time."""

    ASKED = "asked"
    OPTED_IN = "opted_in"
    OPTED_OUT = "opted_out"
    SNOOZED = "snoozed"
    RESUMED = "resumed"
    EXPORTED = "exported"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One act of consent or withdrawal. ``text_version`` names the words the person saw."""

    person_id: str
    act: ConsentAct
    at: datetime
    text_version: str
    detail: str = ""
