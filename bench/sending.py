"""Sending at a platform's limit: the real dispatcher, beside one message after the other.

On a virtual clock, which stands still while somebody works: so the shares say what the limiter and the
order of the work cost, whatever else this machine does. What the work itself costs is the CPU; it holds
that of the platform in the same process.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from bench.crowded import Allowed
from bench.senders import Senders, opened
from bot.jobs.in_process import in_process
from bot.ports import SendLaterError
from bot.ports.messages import Workspace
from bot.scheduler import SECONDS
from nudges.cards import say
from nudges.people import Platform

SIDE_BY_SIDE = (1, 4, 16)
SETTLED = 4
"""The first quarter of the messages does not count: nothing was sent before, so a burst may go first."""

TICKS = 20
"""Enough for what is to be sent at half of the limit; whoever takes longer is stuck."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A platform's limit as configured, messages for each workspace, and the rest it asks for midway."""

    platform: Platform
    allowed: Allowed
    messages: int
    rest: int


KINDS = (
    Kind(Platform.SLACK, Allowed(300, 60.0), 300, rest=5),
    Kind(Platform.TEAMS, Allowed(30, 1.0), 450, rest=1),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How sending went: the share of what was allowed, the slowest workspace, and the price."""

    share: float
    """Of all that all workspaces may have, from the first quarter on, the asked rest aside."""
    seconds: float
    refused: int
    early: int
    """Messages ahead of the end of a wait that the platform had asked for."""
    cpu: float
    """Milliseconds a message."""


@dataclass(frozen=True, slots=True)
class Case:
    kind: Kind
    workspaces: int
    ours: Outcome
    baseline: Outcome


async def cases() -> AsyncIterator[Case]:
    for kind in KINDS:
        for workspaces in SIDE_BY_SIDE:
            ours = await _measure(kind, workspaces, _dispatch)

            async def one_by_one(senders: Senders, until: float = ours.seconds) -> None:
                await _one_by_one(senders, until)

            yield Case(kind, workspaces, ours, await _measure(kind, workspaces, one_by_one))


async def _measure(kind: Kind, workspaces: int, send: Callable[[Senders], Awaitable[None]]) -> Outcome:
    async with opened(kind.platform, kind.allowed, workspaces, kind.messages, kind.rest) as senders:
        busy = time.process_time()
        await send(senders)
        busy = time.process_time() - busy
        crowded = senders.crowded
        taken = [sorted(each) for each in crowded.accepted.values()]
        return Outcome(
            share=_share(kind, workspaces, taken),
            seconds=max(each[-1] for each in taken) - senders.began,
            refused=crowded.refused,
            early=crowded.early,
            cpu=1000 * busy / crowded.messages,
        )


def _share(kind: Kind, workspaces: int, taken: list[list[float]]) -> float:
    """Of the messages that could have gone while the last workspace was still busy."""
    late = [each[len(each) // SETTLED :] for each in taken]
    span = max(each[-1] for each in late) - min(each[0] for each in late) - kind.rest
    return sum(len(each) - 1 for each in late) / (span * kind.allowed.a_second * workspaces)


async def _dispatch(senders: Senders) -> None:
    """As a process with one database does: a tick wakes each workspace where something is due."""
    dispatcher, naps = senders.app.dispatcher, senders.naps

    async def drain(workspace: Workspace) -> None:
        await dispatcher.drain(workspace)

    with naps.working():
        async with in_process(drain, patience=5) as wakeups:
            for _ in range(TICKS):
                await wakeups.wake(await dispatcher.waiting())
                await naps.sleep(SECONDS["dispatch"])
                if senders.crowded.messages == senders.wanted:
                    return
    raise RuntimeError(f"only {senders.crowded.messages} of {senders.wanted} messages went out")


async def _one_by_one(senders: Senders, until: float) -> None:
    """Each message when the one before it is answered, again where it was refused; as long as ours took."""
    card = say("A word", "For you.")
    for number, address in enumerate(senders.addresses):
        while senders.now() - senders.began < until:
            try:
                await senders.plain.send(address, card, key=str(number))
            except SendLaterError as later:
                await senders.naps.sleep(later.seconds)
            else:
                break
