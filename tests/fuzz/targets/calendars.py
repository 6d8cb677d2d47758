"""Whatever is brought as a calendar: its meetings are read, or it is refused, or given up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.calendar_feeds.files import UnreadableCalendarError, read_occurrences
from tests.fuzz.target import Target, Try
from tests.unit.test_calendar_feed_files import FORTNIGHT, MONDAY, calendar, event

_PEOPLE = ("ORGANIZER:mailto:ada@example.org", "ATTENDEE;CN=Bo:mailto:bo@example.org")
_ZONED = (
    "UID:z\r\nDTSTART;TZID=Europe/Zurich:20260303T100000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=5\r\n"
)
_WHOLE_DAY = "UID:d\r\nDTSTART;VALUE=DATE:20260304\r\nDTEND;VALUE=DATE:20260305\r\n"
_PATIENCE = 0.3
"""Seconds of the processor's time; the product has a process for each calendar, and ends it."""


class GivenUp(BaseException):
    """The product would have ended the process. No ``Exception``, as libraries handle those."""


@contextmanager
def _opened() -> Iterator[Try]:
    def give_up(*_: object) -> None:
        raise GivenUp

    def attempt(data: bytes) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, _PATIENCE)
        try:
            found = read_occurrences(data, MONDAY, FORTNIGHT)
            assert all(each.end > each.start for each in found)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def attempt_for_a_while(data: bytes) -> None:
        with suppress(UnreadableCalendarError, GivenUp):
            attempt(data)

    before = signal.signal(signal.SIGVTALRM, give_up)
    try:
        yield attempt_for_a_while
    finally:
        signal.signal(signal.SIGVTALRM, before)


TARGET = Target(
    seeds=[
        calendar(event("u", *_PEOPLE, "DESCRIPTION:Bring your maps")),
        calendar(event("u", "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270101T000000Z", "EXDATE:20260310T090000Z")),
        calendar(
            event("u", "RRULE:FREQ=MONTHLY;BYDAY=1TU;BYSETPOS=1"),
            event("u", "RECURRENCE-ID:20260303T090000Z"),
        ),
        calendar(_ZONED, _WHOLE_DAY, event("c", "STATUS:CANCELLED")),
    ],
    opened=_opened,
    words=[
        b"BEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\n",
        b"RDATE;VALUE=PERIOD:20260303T090000Z/PT1H\r\n",
        b"FREQ=SECONDLY",
        b"INTERVAL=0",
        b"COUNT=-1",
        b"BYMONTHDAY=31",
        b"BYWEEKNO=53",
        b"RANGE=THISANDFUTURE",
        b"TZID=Nowhere",
        b"\r\n ",
        b"X-WR-TIMEZONE:Europe/Zurich\r\n",
        b"BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n",
    ],
)
