"""What an introduction says to one of its people, in their language and their own time."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.services.turn import Turn
from nudges.dates import day_in_words
from nudges.flows.introductions.common_ground import SLOT, common_slots
from nudges.flows.introductions.meetings import Introduction
from nudges.people import Person, Standing
from nudges.texts import Speaker
from nudges.working_time import IsHoliday, local_date, working_span

INTRODUCING = "S16-1"
"""The nudge of the catalogue that a round brings."""
SLOTS = 3
_MORE = 40
"""Slots of two people out of which those of a third are taken."""


def slots_of(people: Sequence[Person], at: datetime, is_holiday: IsHoliday) -> tuple[datetime, ...]:
    """When half hours begin in which all of them work; none where there is no such time."""
    one, other, *rest = people
    found = common_slots(one, other, at, is_holiday, count=_MORE if rest else SLOTS)
    fitting = [slot.start for slot in found if all(_works(each, slot.start, is_holiday) for each in rest)]
    apart = max(1, len(fitting) // SLOTS)
    return tuple(fitting[::apart][:SLOTS])


def _works(person: Person, start: datetime, is_holiday: IsHoliday) -> bool:
    span = working_span(person, local_date(person, start), is_holiday)
    return span is not None and span.start <= start and start + SLOT <= span.end


def moment_in_words(at: datetime, person: Person, speak: Speaker) -> str:
    """A moment where the reader is: weekday, day and time."""
    local = at.astimezone(ZoneInfo(person.time_zone))
    day = day_in_words(local.date(), speak)
    weekday = speak(f"day.{local.weekday()}")
    return speak("introduction.moment", weekday=weekday, day=day, time=f"{local:%H:%M}")


async def others_of(turn: Turn, introduction: Introduction, person_id: str) -> list[Person]:
    """The others of an introduction who are still here."""
    found = [await turn.uow.people.get(each) for each in introduction.others(person_id)]
    return [each for each in found if each is not None and each.standing is Standing.ACTIVE]


def names_of(people: Sequence[Person], speak: Speaker) -> str:
    return speak("introduction.and").join(each.name for each in people)


def full_names_of(people: Sequence[Person], speak: Speaker) -> str:
    return speak("introduction.and").join(f"{each.name} ({each.entity})" for each in people)


def facts_for(
    turn: Turn, introduction: Introduction, reader: Person, others: Sequence[Person]
) -> dict[str, str]:
    """All that the introduction's message tells this reader."""
    speak = turn.speaker(reader.language)
    both = speak("introduction.and")
    return {
        "counterpart": names_of(others, speak),
        "counterpart_entity": both.join(dict.fromkeys(each.entity for each in others)),
        "counterpart_pillar": both.join(dict.fromkeys(each.pillar for each in others)),
        "address": both.join(each.email for each in others),
        "common": _common(introduction, reader, others, speak),
        "slots": _slots(introduction, reader, turn.now, speak),
        "opener": speak(f"introduction.opener_{introduction.opener}"),
    }


def in_words(turn: Turn, introduction: Introduction, reader: Person, others: Sequence[Person]) -> str:
    """The text of the nudge, whose wordings take turns from round to round."""
    speak = turn.speaker(reader.language)
    week = (introduction.made_at.toordinal() - 1) // 7
    fortnight = week // 2
    return speak.varied(
        f"nudge.{INTRODUCING}.body", fortnight, **facts_for(turn, introduction, reader, others)
    )


def _common(introduction: Introduction, reader: Person, others: Sequence[Person], speak: Speaker) -> str:
    if introduction.topics:
        topics = ", ".join(speak(f"introduction.topic.{topic}") for topic in introduction.topics)
        return speak("introduction.common_topics", topics=topics)
    if reader.duty_station and all(each.duty_station == reader.duty_station for each in others):
        return speak("introduction.common_place", place=reader.duty_station)
    return speak("introduction.common_none")


def _slots(introduction: Introduction, reader: Person, now: datetime, speak: Speaker) -> str:
    ahead = [moment_in_words(at, reader, speak) for at in introduction.slots if at > now]
    if not ahead:
        return speak("introduction.no_slots")
    return speak("introduction.slots", slots=speak("introduction.or").join(ahead))
