"""Whether people were written to against their wish, by the order in which things really happened.

The audit of the attention budget goes by the times that were stored. That is right where clocks go on;
here they leap back as well, and then somebody seems to have stopped before a message that made them stop.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.services.sending import JUST_LOOKED
from bot.turns import PATIENCE
from nudges.attention import Kind
from tests.chaos.history import Act, Arrival, Deed, Fault, History, PromptState

TAKING_PART = frozenset({Act.START, Act.RESUME, Act.STOP})
"""Each is a word on taking part; to ask for messages again is to take part."""
QUIET = frozenset({Act.START, Act.RESUME, Act.SNOOZE})
UNDER_WAY = 2 * PATIENCE + JUST_LOOKED.total_seconds()
"""Seconds after a wish was acknowledged in which a message on its way may arrive (decision 0006): after the
last look it may wait its turn to open the conversation, and to post.
"""
SURELY_QUIET = timedelta(days=4)
"""A quiet time is a week; a clock that leapt back may have begun it up to two days early."""


def against_wishes(history: History) -> Iterator[Fault]:
    """Unasked messages before somebody took part but one welcome, after they stopped, or in quiet times."""
    prompts = {each.key: each for each in history.prompts if each.unasked and each.person}
    said: dict[str, list[Deed]] = defaultdict(list)
    for deed in history.deeds:
        said[deed.person].append(deed)
    welcomed: dict[str, str] = {}
    for arrival in sorted(history.arrivals, key=lambda each: each.seconds):
        prompt = prompts.get(arrival.key)
        if prompt and (words := _wrong_about(prompt, arrival, said[prompt.person], welcomed)):
            at = f"{arrival.at:%d %H:%M:%S}, {arrival.seconds:.1f} s from the beginning"
            yield Fault(f"{prompt.kind} {prompt.id} arrived {words}: {at}", prompt.person)


def _wrong_about(
    prompt: PromptState, arrival: Arrival, said: Sequence[Deed], welcomed: dict[str, str]
) -> str:
    """Empty where nothing is."""
    before = [each for each in said if each.began < arrival.seconds]
    if prompt.kind == Kind.WELCOME.value:
        if welcomed.setdefault(prompt.person, arrival.key) != arrival.key:
            return "as a second welcome"
    elif all(each.act not in (Act.START, Act.RESUME) for each in before):
        return "before they took part"
    if (stopped := _standing(before, TAKING_PART, arrival)) and stopped.act is Act.STOP:
        return f"{arrival.seconds - stopped.ended:.1f} s after they stopped"
    quiet = _standing(before, QUIET, arrival)
    if quiet and quiet.act is Act.SNOOZE and arrival.at < quiet.clock + SURELY_QUIET:
        return "in a quiet time"
    return ""


def _standing(before: Sequence[Deed], acts: frozenset[Act], arrival: Arrival) -> Deed | None:
    """The last word, if it was acknowledged a while ago; what was not may have been heard all the same."""
    last = next((each for each in reversed(before) if each.act in acts), None)
    heard = last is not None and last.acknowledged and last.ended + UNDER_WAY < arrival.seconds
    return last if heard else None
