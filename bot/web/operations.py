"""Operators' page: whether everything works, for people rather than programs."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from starlette.responses import Response

from bot.ports import Clock
from bot.ports.operating import LimitUse, OutboxNumbers, TickRecords
from bot.services.access import Access
from bot.web.guard import Asked, Page
from bot.web.health import Check, Note
from bot.web.rendering import moment

log = structlog.get_logger(__name__)

SHOWN = 10
"""Of the limits in use, those where calls wait longest."""
_NUMBERS = ("planned", "overdue", "sending", "unknown", "taking_part")


@dataclass(frozen=True, slots=True)
class OperationsPages:
    """The same checks, notes and numbers as ``/readyz`` and ``/metrics``."""

    checks: Mapping[str, Check]
    notes: Mapping[str, Note]
    ticks: TickRecords
    outbox: Callable[[], Awaitable[OutboxNumbers]]
    clock: Clock

    @property
    def pages(self) -> list[Page]:
        return [Page("/operations", Access.OPERATOR, self.health)]

    async def health(self, asked: Asked) -> Response:
        zone, speak = asked.reader.person.time_zone, asked.speak
        outbox = await self._numbers()
        ticks = [
            (
                name,
                each.runs,
                each.failures,
                moment(each.succeeded_at, zone, speak) if each.succeeded_at else "",
            )
            for name, each in self.ticks.all.items()
        ]
        return asked.page(
            "operations.html",
            checks=[(name, await check()) for name, check in self.checks.items()],
            notes=[(name, await note()) for name, note in self.notes.items()],
            ticks=ticks,
            outbox=_drawn(outbox) if outbox else None,
            at=moment(self.clock.now(), zone, speak),
        )

    async def _numbers(self) -> OutboxNumbers | None:
        """None where the database does not answer: a check says so beside it."""
        try:
            return await self.outbox()
        except Exception:
            log.exception("pages.outbox_unreadable")
            return None


def _drawn(outbox: OutboxNumbers) -> Mapping[str, object]:
    return {
        "numbers": [(name, getattr(outbox, name)) for name in _NUMBERS],
        "oldest": _minutes(outbox.oldest_overdue),
        "cuts": [(each.workspace, each.what.value) for each in outbox.cuts],
        "limits": list(_felt(outbox.limits)),
    }


def _felt(limits: Sequence[LimitUse]) -> Iterator[tuple[str, int, int]]:
    """Those that make anybody wait for a second or longer."""
    for each in limits[:SHOWN]:
        booked, resting = round(each.booked), round(each.resting)
        if booked or resting:
            yield each.bucket, booked, resting


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
