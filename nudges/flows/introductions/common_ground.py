"""What two people have in common: time to talk in the next fortnight.

Source: Review, paragraphs 66 and 67 (distance, and the trouble of finding each other, are
what keeps counterparts from talking).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from nudges.people import Person
from nudges.working_time import IsHoliday, Span, local_date, working_span

FORTNIGHT = timedelta(days=14)
SLOT = timedelta(minutes=30)
_DAY = timedelta(days=1)


def common_slots(
    one: Person, other: Person, after: datetime, is_holiday: IsHoliday, *, count: int = 3
) -> tuple[Span, ...]:
    """Half hours inside the working hours of both, within a fortnight but not before a day has passed.

    They begin on the half hour, lie on days as far from each other as there are, and at
    different times of the shared hours. Two of one day are proposed only where there are
    too few days, and none at all where the two never work at the same time.
    """
    window = Span(after + _DAY, after + FORTNIGHT)
    by_day = _by_day(one, _both_work(one, other, window, is_holiday), window)
    days = [by_day[place] for place in _spread(len(by_day), count)]
    chosen = [slots[_turn(number, count, len(slots))] for number, slots in enumerate(days)]
    spare = [slot for slots in by_day for slot in slots if slot not in chosen]
    spare = [spare[place] for place in _spread(len(spare), count - len(chosen))]
    return tuple(sorted([*chosen, *spare], key=lambda slot: slot.start))


def _both_work(one: Person, other: Person, window: Span, is_holiday: IsHoliday) -> Iterator[Span]:
    theirs = list(_spans(other, window, is_holiday))
    for mine in _spans(one, window, is_holiday):
        for span in theirs:
            both = Span(max(mine.start, span.start), min(mine.end, span.end))
            if both.start < both.end:
                yield both


def _spans(person: Person, window: Span, is_holiday: IsHoliday) -> Iterator[Span]:
    day, last = local_date(person, window.start), local_date(person, window.end)
    while day <= last:
        if span := working_span(person, day, is_holiday):
            yield span
        day += _DAY


def _by_day(one: Person, shared: Iterable[Span], window: Span) -> list[list[Span]]:
    """The half hours of the shared time inside the window, by the day they are for the first person."""
    found: dict[date, list[Span]] = {}
    for slot in (slot for span in shared for slot in _half_hours(span)):
        if window.start <= slot.start and slot.end <= window.end:
            found.setdefault(local_date(one, slot.start), []).append(slot)
    return list(found.values())


def _half_hours(span: Span) -> Iterator[Span]:
    midnight = datetime.combine(span.start.date(), datetime.min.time(), UTC)
    start = span.start + (midnight - span.start) % SLOT
    while start + SLOT <= span.end:
        yield Span(start, start + SLOT)
        start += SLOT


def _spread(size: int, count: int) -> Sequence[int]:
    """So many places out of ``size``, evenly from the first to the last."""
    count = min(size, count)
    return range(size)[:count] if count < 2 else [n * (size - 1) // (count - 1) for n in range(count)]


def _turn(number: int, count: int, size: int) -> int:
    """Early on the first day, later on the next: whoever never has mornings has another choice."""
    return (2 * number + 1) * size // (2 * count)
