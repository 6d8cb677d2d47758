"""The numbers of a running process, read afresh whenever Prometheus asks."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.ports.operating import Cut, LimitUse, OutboxNumbers, Role, TickRecords
from bot.services.canaries import Canary, Sighting
from nudges.flows.troubles import TroubleKind

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Where the numbers come from. ``nudges`` is how many nudges this deployment may send."""

    role: Role
    nudges: int
    ticks: TickRecords
    canaries: Mapping[Canary, Sighting]
    outbox: Callable[[], Awaitable[OutboxNumbers]]

    async def text(self) -> bytes:
        """All numbers in the format of Prometheus; without the outbox while it cannot be read."""
        registry = CollectorRegistry()
        outbox = await self._outbox()
        registry.register(_Collected(self.role, self.nudges, self.ticks, self.canaries, outbox))
        return generate_latest(registry)

    async def _outbox(self) -> OutboxNumbers | None:
        try:
            return await self.outbox()
        except Exception:
            log.exception("metrics.outbox_unreadable")
            return None


@dataclass(frozen=True, slots=True, eq=False)
class _Collected(Collector):
    role: Role
    nudges: int
    ticks: TickRecords
    canaries: Mapping[Canary, Sighting]
    outbox: OutboxNumbers | None

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("crosspillar_process", "What this process does", {"role": self.role.value})
        yield _gauge("nudges_sendable", "Nudges this deployment may send", self.nudges)
        yield _gauge("database_up", "1 while the outbox can be read, else 0", int(self.outbox is not None))
        if self.outbox is not None:
            yield from _of_outbox(self.outbox)
        yield from _of_ticks(self.ticks)
        yield from _of_canaries(self.canaries)


def _of_outbox(outbox: OutboxNumbers) -> Iterator[Metric]:
    yield _gauge("messages_planned", "Messages planned and not yet sent", outbox.planned)
    yield _gauge("messages_overdue", "Planned messages due more than 30 minutes ago", outbox.overdue)
    yield _gauge("messages_sending", "Messages being sent", outbox.sending)
    yield _gauge("messages_unknown", "Messages that may have arrived or not", outbox.unknown)
    late = outbox.oldest_overdue.total_seconds()
    yield _gauge("messages_oldest_overdue_seconds", "How late the oldest overdue message is", late)
    yield _gauge("people_taking_part", "People who take part", outbox.taking_part)
    yield _of_cuts(outbox.cuts)
    yield from _of_limits(outbox.limits)


def _of_cuts(cuts: Sequence[Cut]) -> Metric:
    """Every kind, with 0 too, so that an alert sees it come and go."""
    words = "Places messages of a setting wait for, until somebody mends them"
    found = GaugeMetricFamily("crosspillar_troubles_open", words, labels=["kind"])
    counts = Counter(each.what for each in cuts)
    for kind in TroubleKind:
        found.add_metric([kind.value], counts[kind])
    return found


def _of_limits(limits: Sequence[LimitUse]) -> Iterator[Metric]:
    booked = GaugeMetricFamily(
        "crosspillar_limit_booked_seconds", "How long calls use all a platform allows", labels=["bucket"]
    )
    resting = GaugeMetricFamily(
        "crosspillar_limit_rest_seconds", "What is left of a rest a platform asked for", labels=["bucket"]
    )
    for each in limits:
        booked.add_metric([each.bucket], each.booked)
        resting.add_metric([each.bucket], each.resting)
    yield from (booked, resting)


def _of_ticks(ticks: TickRecords) -> Iterator[Metric]:
    runs = CounterMetricFamily("crosspillar_ticks", "Runs of each tick", labels=["tick"])
    failures = CounterMetricFamily("crosspillar_tick_failures", "Runs that failed", labels=["tick"])
    success = GaugeMetricFamily(
        "crosspillar_tick_last_success_timestamp_seconds", "When the tick last succeeded", labels=["tick"]
    )
    for name, record in ticks.all.items():
        runs.add_metric([name], record.runs)
        failures.add_metric([name], record.failures)
        if record.succeeded_at is not None:
            success.add_metric([name], record.succeeded_at.timestamp())
    yield from (runs, failures, success)


def _of_canaries(canaries: Mapping[Canary, Sighting]) -> Iterator[Metric]:
    lost = GaugeMetricFamily(
        "crosspillar_canary_lost", "1 where the last wave did not reach a canary", labels=["canary"]
    )
    arrived = GaugeMetricFamily(
        "crosspillar_canary_last_arrival_timestamp_seconds", "When a canary was reached", labels=["canary"]
    )
    for canary, seen in canaries.items():
        lost.add_metric([canary.name], int(bool(seen.trouble)))
        if seen.arrived_at is not None:
            arrived.add_metric([canary.name], seen.arrived_at.timestamp())
    yield from (lost, arrived)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"crosspillar_{name}", words, value=value)
