"""What a nudge is, in words: when it comes, to whom, where, how often. Pure."""

from collections.abc import Iterator

from nudges.catalogue import Cap, Nudge
from nudges.framework import Framework
from nudges.texts import Speaker
from nudges.triggers import Every, InCheckIn, OnEvent, OnRequest, Recurring, Trigger


def told(nudge: Nudge, framework: Framework, speak: Speaker) -> Iterator[tuple[str, list[str]]]:
    """(key of its name, the lines it has to say), in the order in which they are read."""
    solution = framework.solutions[nudge.solution]
    paragraphs = ", ".join(str(number) for number in nudge.paragraphs)
    named = {
        "why": [speak(f"barrier.{number}.name") for number in nudge.barriers],
        "solution": [f"{nudge.solution}: {speak(f'solution.{nudge.solution}.name')}"],
        "recommendation": [speak(f"recommendation.{solution.recommendation}.name")],
        "review": [speak("pages.catalogue.paragraphs", numbers=paragraphs)],
        "behaviours": [speak(f"behaviour.{each}.short") for each in sorted({b for _, b in nudge.cells})],
        "audience": [speak(f"role.{each}.name") for each in sorted(nudge.roles)],
        "trigger": [when(each, speak) for each in nudge.triggers],
        "place": [speak(f"pages.catalogue.channel.{nudge.channel}")],
        "cadence": [_cap(each, speak) for each in nudge.caps] or [speak("pages.catalogue.no_cap")],
        "effort": [speak(f"pages.catalogue.effort.{nudge.friction}")],
    }
    yield from ((f"catalogue.about.{name}", lines) for name, lines in named.items())


def when(trigger: Trigger, speak: Speaker) -> str:
    """What brings a nudge up, as a sentence without its full stop."""
    match trigger:
        case Recurring():
            return _by_calendar(trigger, speak)
        case OnEvent(event=event, delays=delays):
            words, days = speak(f"pages.catalogue.event.{event}"), [delay.days for delay in delays]
            if not any(days):
                return words
            return speak("pages.catalogue.later", event=words, days=", ".join(map(str, days)))
        case InCheckIn(every=every):
            return speak(f"pages.catalogue.in_check_in.{every}")
        case OnRequest(command=command):
            word = speak(f"command.{command}.words").split(",")[0]
            return speak("pages.catalogue.on_request", command=word)


def _by_calendar(trigger: Recurring, speak: Speaker) -> str:
    day = speak(f"pages.catalogue.weekday.{trigger.weekday}")
    if trigger.every in (Every.MONTH, Every.QUARTER):
        nth = "last" if trigger.nth == -1 else str(trigger.nth or 1)
        day = speak(f"pages.catalogue.nth.{nth}", weekday=day)
    words = speak(f"pages.catalogue.every.{trigger.every}", day=day)
    if trigger.at is None:
        return words
    return speak("pages.catalogue.about_time", when=words, time=f"{trigger.at:%H:%M}")


def _cap(cap: Cap, speak: Speaker) -> str:
    per = speak(f"pages.catalogue.per.{cap.per}")
    key = {None: "cap_ever", 1: "cap_day"}.get(cap.days, "cap")
    return speak(f"pages.catalogue.{key}", count=cap.at_most, days=cap.days, per=per)
