"""Sending at a platform's limit: the real dispatcher, beside one message after the other.

On a virtual clock, which stands still while somebody works: so the shares say what the limiter and the
order of the work make of a limit that is counted strictly, whatever else this machine does. Then on the
real one, where a busy machine sends late and so in bunches: Teams takes 50 messages in a second there, as
Microsoft documents, and the product sends the 30 it is set to. The CPU holds the platform's, too.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from bench.crowded import Allowed
from bench.senders import Scene, Senders, opened
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


SLACK, TEAMS, TEAMS_AT_MOST = Allowed(300, 60.0), Allowed(30, 1.0), Allowed(50, 1.0)

SCENES = (
    *(Scene(Platform.SLACK, SLACK, SLACK, many, 300, rest=5, real=False) for many in SIDE_BY_SIDE),
    *(Scene(Platform.TEAMS, TEAMS, TEAMS, many, 450, rest=1, real=False) for many in SIDE_BY_SIDE),
    Scene(Platform.SLACK, SLACK, SLACK, 4, 150, rest=5, real=True),
    Scene(Platform.TEAMS, TEAMS, TEAMS_AT_MOST, 1, 600, rest=2, real=True),
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
    scene: Scene
    ours: Outcome
    baseline: Outcome


async def cases() -> AsyncIterator[Case]:
    for scene in SCENES:
        ours = await _measure(scene, _dispatch)

        async def one_by_one(senders: Senders, until: float = ours.seconds) -> None:
            await _one_by_one(senders, until)

        yield Case(scene, ours, await _measure(scene, one_by_one))


async def _measure(scene: Scene, send: Callable[[Senders], Awaitable[None]]) -> Outcome:
    async with opened(scene) as senders:
        busy = time.process_time()
        await send(senders)
        busy = time.process_time() - busy
        crowded = senders.crowded
        taken = [sorted(each) for each in crowded.accepted.values()]
        return Outcome(
            share=_share(scene, taken),
            seconds=max(each[-1] for each in taken) - senders.began,
            refused=crowded.refused,
            early=crowded.early,
            cpu=1000 * busy / crowded.messages,
        )


def _share(scene: Scene, taken: list[list[float]]) -> float:
    """Of the messages that could have gone while the last workspace was still busy."""
    late = [each[len(each) // SETTLED :] for each in taken]
    span = max(each[-1] for each in late) - min(each[0] for each in late) - scene.rest
    return sum(len(each) - 1 for each in late) / (span * scene.configured.a_second * scene.workspaces)


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
