"""Every promise, checked of a history: pure, and told nothing by the product's own logic."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from nudges.decisions import Status
from tests.chaos.history import Act, Breach, Deed, Fault, History, Promise, PromptState
from tests.chaos.wishes import TAKING_PART, against_wishes

LATE = timedelta(minutes=30)
"""What is due for longer, with everything up and time to work, was forgotten."""
WENT = frozenset({Status.SENT.value, Status.ANSWERED.value})
OVER = frozenset({Status.WITHDRAWN.value, Status.FAILED.value, Status.UNKNOWN.value})


def check(history: History) -> list[Breach]:
    """Every promise that was broken."""
    return [Breach(promise, fault) for promise, broken in CHECKS.items() for fault in broken(history)]


def unknown(history: History) -> list[str]:
    """Ids of prompts of which nobody knows whether they arrived: allowed, and listed."""
    return [each.id for each in history.prompts if each.status == Status.UNKNOWN.value]


def _kept(history: History) -> Iterator[Fault]:
    yield from _answers_lost(history)
    yield from _practice_lost(history)
    yield from _wishes_lost(history)


def _answers_lost(history: History) -> Iterator[Fault]:
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
            yield Fault(f"{said_so!r} to {prompt} was acknowledged and is not there", deeds[0].person)
        elif part in found.answers and found.answers[part] not in {each.choice for each in deeds}:
            yield Fault(f"{prompt} holds {found.answers[part]!r}, which nobody said", deeds[0].person)


def _practice_lost(history: History) -> Iterator[Fault]:
    least = Counter(
        (each.person, each.behaviour)
        for each in history.deeds
        if each.act is Act.DID and each.acknowledged and each.behaviour
    )
    for (person, behaviour), count in least.items():
        there = history.practised.get((person, behaviour), 0)
        if there < count:
            yield Fault(f"{count} times {behaviour} were acknowledged, {there} are there", person)


def _wishes_lost(history: History) -> Iterator[Fault]:
    """The last word on taking part stands; one that was not acknowledged after it may stand as well."""
    wishes: dict[str, list[Deed]] = defaultdict(list)
    for deed in history.deeds:
        if deed.act in TAKING_PART:
            wishes[deed.person].append(deed)
    for person, said in wishes.items():
        last = max((n for n, each in enumerate(said) if each.acknowledged), default=None)
        if last is None:
            continue
        possible = {each.act is not Act.STOP for each in said[last:]}
        if history.taking_part.get(person, False) not in possible:
            yield Fault(f"the last word was {said[last].act.value!r}, and it does not stand", person)


def _once(history: History) -> Iterator[Fault]:
    tried = Counter((person, behaviour) for person, behaviour, _ in {_counts_as(d) for d in history.deeds})
    for (person, behaviour), there in history.practised.items():
        if there > tried[person, behaviour]:
            yield Fault(f"{there} times {behaviour} stored, {tried[person, behaviour]} times done", person)


def _counts_as(deed: Deed) -> tuple[str, str, str]:
    """An answer counts once however often it is pressed; a word counts once each time it is said."""
    return deed.person, deed.behaviour, f"{deed.prompt}/{deed.part}" if deed.prompt else deed.key


def _one_message(history: History) -> Iterator[Fault]:
    persons = {each.key: each.person for each in history.prompts}
    for key, count in Counter(each.key for each in history.arrivals).items():
        if count > 1:
            at = ", ".join(f"{each.at:%d %H:%M:%S}" for each in history.arrivals if each.key == key)
            yield Fault(f"{key} arrived {count} times: {at}", persons.get(key, ""))


def _true_state(history: History) -> Iterator[Fault]:
    arrived = {each.key for each in history.arrivals}
    for each in history.prompts:
        if words := _wrong_about(each, each.key in arrived, history.ended):
            yield Fault(f"{each.id}: {words}", each.person)


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


def _budget(history: History) -> Iterator[Fault]:
    yield from history.budget


def _records(history: History) -> Iterator[Fault]:
    for each in history.records:
        if each.wrong:
            yield Fault(f"{each.kind} {each.id}: {each.wrong}")
        elif each.wake_at is not None and each.wake_at < history.ended - LATE:
            forgotten = f"its moment {each.wake_at:%d %H:%M} was forgotten"
            yield Fault(f"{each.kind} {each.id} ({each.state}): {forgotten}")


def _seen(history: History) -> Iterator[Fault]:
    yield from map(Fault, history.unseen)


CHECKS: Mapping[Promise, Callable[[History], Iterator[Fault]]] = {
    Promise.KEPT: _kept,
    Promise.ONCE: _once,
    Promise.ONE_MESSAGE: _one_message,
    Promise.TRUE_STATE: _true_state,
    Promise.BUDGET: _budget,
    Promise.WISHES: against_wishes,
    Promise.RECORDS: _records,
    Promise.SEEN: _seen,
}
