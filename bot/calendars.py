"""Calendar entries as files (RFC 5545), for whoever wants a meeting in their calendar.

An entry is a tentative hold that its owner imports: nothing is sent to anybody, and no
calendar asks the other side for an answer. Published entries name no attendees (RFC 5546,
3.2.1); who else comes is said in their words.
"""

from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

from bot.ports.calendars import Entry

__all__ = ["Entry", "invitation"]


def invitation(entry: Entry, written_at: datetime) -> bytes:
    """The entry as the content of an ``.ics`` file, in UTC. Times must know their zones."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", written_at.astimezone(UTC))
    event.add("dtstart", entry.start.astimezone(UTC))
    event.add("dtend", entry.end.astimezone(UTC))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("status", "TENTATIVE")
    owner = vCalAddress(f"mailto:{entry.owner_email}")
    owner.params["cn"] = vText(entry.owner_name)
    event.add("organizer", owner, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Crosspillar//Introductions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
