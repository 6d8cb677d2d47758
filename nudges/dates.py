"""Days as people say them, in their language: “9 November”, “9 to 15 November”.

The year is left out where what is told is recent.
"""

from datetime import date

from nudges.texts import Speaker


def day_in_words(day: date, speak: Speaker) -> str:
    """A day with its month's name."""
    return speak("calendar.day", day=_number(day, speak), month=_month(day, speak))


def short_day(day: date, speak: Speaker) -> str:
    """A day where there is little room: “9 Nov”."""
    return speak("calendar.day", day=_number(day, speak), month=speak(f"calendar.short.{day.month}"))


def date_in_words(day: date, speak: Speaker) -> str:
    """A day of any year, such as “9 November 2026”."""
    return speak("calendar.day_of_year", day=day_in_words(day, speak), year=day.year)


def span_in_words(first: date, last: date, speak: Speaker) -> str:
    """From one day to another, both included; the month is said once where it is the same."""
    numbers = {"first": _number(first, speak), "last": _number(last, speak)}
    if (first.year, first.month) == (last.year, last.month):
        return speak("calendar.span", **numbers, month=_month(last, speak))
    months = {"first_month": _month(first, speak), "last_month": _month(last, speak)}
    return speak("calendar.span_over_months", **numbers, **months)


def _number(day: date, speak: Speaker) -> str:
    return speak("calendar.first_of_month") if day.day == 1 else str(day.day)


def _month(day: date, speak: Speaker) -> str:
    return speak(f"calendar.month.{day.month}")
