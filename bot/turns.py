"""Waiting for one's turn at a platform's limits."""

import asyncio
from dataclasses import dataclass

from bot.ports import SendLaterError, Sleep
from bot.ports.limits import Call, Limits

PATIENCE = 6.0
"""Seconds a message waits for its turn here; what takes longer waits in the database."""
REPLY_PATIENCE = 60.0
"""The same for what answers a person: the platform has its acknowledgement, and nothing is held up."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Callers wait here a little; who would have to wait long is told when to come back."""

    limits: Limits
    sleep: Sleep = asyncio.sleep

    async def wait(self, call: Call, patience: float) -> None:
        """Return when it is this call's turn. Raises ``SendLaterError`` where that is too far off."""
        turn = await self.limits.take(call, patience)
        if turn.kept and turn.seconds:
            await self.sleep(turn.seconds)
            # Meanwhile somebody else may have been told to wait.
            if rest := await self.limits.resting(call.bucket):
                raise _later(call, rest)
        if not turn.kept:
            raise _later(call, turn.seconds)


def _later(call: Call, seconds: float) -> SendLaterError:
    return SendLaterError(f"It is not the turn of {call.bucket} yet.", seconds=seconds)
