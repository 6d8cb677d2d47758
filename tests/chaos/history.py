"""What must hold after any trouble, checked of a history: pure, and told nothing by the product's own logic.

A history is what people saw acknowledged, what arrived at the chat platform, and what stands in the
database once the dust has settled.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from nudges.decisions import Status

LATE = timedelta(minutes=30)
"""What is due for longer, with everything up and time to work, was forgotten."""
WENT = frozenset({Status.SENT.value, Status.ANSWERED.value})
OVER = frozenset({Status.WITHDRAWN.value, Status.FAILED.value, Status.UNKNOWN.value})


class Promise(StrEnum):
    """What is promised whatever fails."""

    KEPT = "an acknowledged answer is kept"
    ONCE = "nothing counts twice"
    ONE_MESSAGE = "no prompt is sent twice"
    TRUE_STATE = "every prompt is in a legal state"
    BUDGET = "the attention budget holds"
    RECORDS = "every pact and pause is in a legal state"
    SEEN = "that the database is away is seen in health and metrics"


class Act(StrEnum):
    DID = "did"
    ANSWER = "answer"
    START = "start"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing a person did, delivered until it was acknowledged or everybody gave up.

    ``prompt``, ``part`` and ``choice`` say what was pressed; ``behaviour`` what it counts as, if anything.
    Deeds of one person stand in their order.
    """

    person: str
    act: Act
    key: str
    acknowledged: bool
    prompt: str = ""
    part: str = ""
    choice: str = ""
    behaviour: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that the platform accepted, whatever its sender learnt of it."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PromptState:
    """A prompt and its delivery as stored at the end."""

    id: str
    key: str
    status: str
    delivery: str
    due_at: datetime
    answered: bool
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordState:
    """A flow's record at the end. ``wrong`` says what is illegal about it; empty where nothing is."""

    id: str
    kind: str
    state: str
    wake_at: datetime | None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is checked. ``practised`` counts own reports by (person, behaviour)."""

    ended: datetime
    deeds: Sequence[Deed] = ()
    arrivals: Sequence[Arrival] = ()
    prompts: Sequence[PromptState] = ()
    practised: Mapping[tuple[str, str], int] = field(default_factory=dict)
    taking_part: Mapping[str, bool] = field(default_factory=dict)
    records: Sequence[RecordState] = ()
    budget: Sequence[str] = ()
    """What the independent audit of the attention budget found."""
    unseen: Sequence[str] = ()
    """When a process did not say that it could not work."""


@dataclass(frozen=True, slots=True)
class Breach:
    promise: Promise
    words: str


def check(history: History) -> list[Breach]:
    """Every promise that was broken."""
    return [Breach(promise, words) for promise, broken in CHECKS.items() for words in broken(history)]


def unknown(history: History) -> list[str]:
    """Ids of prompts of which nobody knows whether they arrived: allowed, and listed."""
    return [each.id for each in history.prompts if each.status == Status.UNKNOWN.value]


def _kept(history: History) -> Iterator[str]:
    yield from _answers_lost(history)
    yield from _practice_lost(history)
    yield from _wishes_lost(history)


def _answers_lost(history: History) -> Iterator[str]:
    stored = {each.id: each for each in history.prompts}
    said: dict[tuple[str, str], list[Deed]] = defaultdict(list)
    for deed in history.deeds:
        if deed.prompt:
            said[deed.prompt, deed.part].append(deed)
    for (prompt, part), deeds in said.items():
        if not any(each.acknowledged for each in deeds):
            continue
        found = stored.get(prompt)
        if found is None and all(each.act is not Act.ANSWER for each in deeds):
            continue  # a welcome above somebody's first answer is no prompt; what they wish is checked
        if found is None or not (found.answered or found.answers):
            said_so = ", ".join(f"{each.act.value} {each.choice}" for each in deeds if each.acknowledged)
            yield f"{deeds[0].person}: {said_so!r} to {prompt} was acknowledged and is not there"
        elif part in found.answers and found.answers[part] not in {each.choice for each in deeds}:
            yield f"{deeds[0].person}: {prompt} holds {found.answers[part]!r}, which nobody said"


def _practice_lost(history: History) -> Iterator[str]:
    least = Counter(
        (each.person, each.behaviour)
        for each in history.deeds
        if each.act is Act.DID and each.acknowledged and each.behaviour
    )
    for (person, behaviour), count in least.items():
        there = history.practised.get((person, behaviour), 0)
        if there < count:
            yield f"{person}: {count} times {behaviour} were acknowledged, {there} are there"


def _wishes_lost(history: History) -> Iterator[str]:
    """The last word on taking part stands; one that was not acknowledged after it may stand as well."""
    wishes: dict[str, list[Deed]] = defaultdict(list)
    for deed in history.deeds:
        if deed.act in (Act.START, Act.STOP):
            wishes[deed.person].append(deed)
    for person, said in wishes.items():
        last = max((n for n, each in enumerate(said) if each.acknowledged), default=None)
        if last is None:
            continue
        possible = {each.act is Act.START for each in said[last:]}
        if history.taking_part.get(person, False) not in possible:
            yield f"{person}: the last word was {said[last].act.value!r}, and it does not stand"


def _once(history: History) -> Iterator[str]:
    tried = Counter((person, behaviour) for person, behaviour, _ in {_counts_as(d) for d in history.deeds})
    for (person, behaviour), there in history.practised.items():
        if there > tried[person, behaviour]:
            yield f"{person}: {there} times {behaviour} stored, {tried[person, behaviour]} times done"


def _counts_as(deed: Deed) -> tuple[str, str, str]:
    """An answer counts once however often it is pressed; a word counts once each time it is said."""
    return deed.person, deed.behaviour, f"{deed.prompt}/{deed.part}" if deed.prompt else deed.key


def _one_message(history: History) -> Iterator[str]:
    for key, count in Counter(each.key for each in history.arrivals).items():
        if count > 1:
            at = ", ".join(f"{each.at:%d %H:%M:%S}" for each in history.arrivals if each.key == key)
            yield f"{key} arrived {count} times: {at}"


def _true_state(history: History) -> Iterator[str]:
    arrived = {each.key for each in history.arrivals}
    for each in history.prompts:
        if words := _wrong_about(each, each.key in arrived, history.ended):
            yield f"{each.id}: {words}"


def _wrong_about(prompt: PromptState, arrived: bool, ended: datetime) -> str:
    if prompt.status == Status.PLANNED.value:
        return _wrong_about_planned(prompt, arrived, ended)
    if prompt.status in WENT:
        if prompt.delivery != Status.SENT.value:
            return f"{prompt.status}, and its delivery is {prompt.delivery}"
        return "" if arrived else "stands as sent and never arrived"
    if prompt.status in OVER:
        if prompt.delivery != prompt.status:
            return f"{prompt.status}, and its delivery is {prompt.delivery}"
        lost = arrived and prompt.status != Status.UNKNOWN.value
        return f"arrived and stands as {prompt.status}" if lost else ""
    return f"{prompt.status!r} is no state of a prompt"


def _wrong_about_planned(prompt: PromptState, arrived: bool, ended: datetime) -> str:
    if arrived:
        return "arrived and stands as planned"
    if prompt.delivery != Status.PLANNED.value:
        return f"planned, and its delivery is {prompt.delivery}"
    return f"due since {prompt.due_at:%d %H:%M} and forgotten" if prompt.due_at < ended - LATE else ""


def _budget(history: History) -> Iterator[str]:
    yield from history.budget


def _records(history: History) -> Iterator[str]:
    for each in history.records:
        if each.wrong:
            yield f"{each.kind} {each.id}: {each.wrong}"
        elif each.wake_at is not None and each.wake_at < history.ended - LATE:
            yield f"{each.kind} {each.id} ({each.state}): its moment {each.wake_at:%d %H:%M} was forgotten"


def _seen(history: History) -> Iterator[str]:
    yield from history.unseen


CHECKS: Mapping[Promise, Callable[[History], Iterator[str]]] = {
    Promise.KEPT: _kept,
    Promise.ONCE: _once,
    Promise.ONE_MESSAGE: _one_message,
    Promise.TRUE_STATE: _true_state,
    Promise.BUDGET: _budget,
    Promise.RECORDS: _records,
    Promise.SEEN: _seen,
}
