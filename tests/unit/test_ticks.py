"""What is remembered of the ticks of a process."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.testing import capture_logs

from bot import tracing
from bot.clock import VirtualClock
from bot.observability import configure_logging
from bot.ports.operating import TickRecords
from bot.scheduler import schedule

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIVE = timedelta(minutes=5)


def records(clock: VirtualClock) -> TickRecords:
    return TickRecords(("plan", "dispatch"), clock)


def after(clock: VirtualClock, **time: float) -> None:
    clock.move_to(clock.now() + timedelta(**time))


def test_a_young_process_is_given_time() -> None:
    clock = VirtualClock(START)
    kept = records(clock)
    after(clock, minutes=5)
    assert kept.without_success(("plan", "dispatch"), FIVE) == []
    after(clock, seconds=1)
    assert kept.without_success(("plan", "dispatch"), FIVE) == ["plan", "dispatch"]


def test_only_success_counts_and_only_for_so_long() -> None:
    clock = VirtualClock(START)
    kept = records(clock)
    after(clock, minutes=6)
    kept.succeeded("plan")
    kept.failed("dispatch")
    assert kept.without_success(("plan", "dispatch"), FIVE) == ["dispatch"]
    after(clock, minutes=6)
    assert kept.without_success(("plan",), FIVE) == ["plan"]


def test_what_does_nothing_but_fail_is_told_from_what_rests() -> None:
    clock = VirtualClock(START)
    kept = records(clock)
    after(clock, hours=1)
    assert not kept.failing("dispatch", FIVE)
    kept.failed("dispatch")
    after(clock, minutes=5, seconds=1)
    kept.failed("dispatch")
    assert kept.failing("dispatch", FIVE)
    kept.succeeded("dispatch")
    assert not kept.failing("dispatch", FIVE)


async def test_the_scheduler_notes_what_succeeds_and_what_fails() -> None:
    async def succeed() -> int:
        return 1

    async def fail() -> int:
        raise RuntimeError("no database")

    kept = records(VirtualClock(START))
    scheduler = schedule({"plan": succeed, "dispatch": fail}, kept)
    with capture_logs() as logs:
        for job in scheduler.get_jobs():
            await job.func()
    plan, dispatch = kept.all["plan"], kept.all["dispatch"]
    assert (plan.runs, plan.failures, plan.succeeded_at) == (1, 0, START)
    assert (dispatch.runs, dispatch.failures, dispatch.succeeded_at) == (1, 1, None)
    told = [(each["event"], each["tick"]) for each in logs]
    assert told == [("tick.done", "plan"), ("tick.failed", "dispatch")]


async def test_a_tick_under_way_when_the_process_ends_is_no_failure() -> None:
    begun = asyncio.Event()

    async def wait_for_ever() -> int:
        begun.set()
        await asyncio.Event().wait()
        return 0

    kept = records(VirtualClock(START))
    [job] = schedule({"plan": wait_for_ever}, kept).get_jobs()
    with capture_logs() as logs:
        running = asyncio.create_task(job.func())
        await begun.wait()
        running.cancel()
        await running
    assert kept.all["plan"].failures == 0
    assert [(each["event"], each["tick"]) for each in logs] == [("tick.stopped", "plan")]


async def test_a_tick_s_lines_carry_the_ids_of_its_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    provider, kept = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    # The product's own is set once a process; here the others shall not be traced.
    monkeypatch.setattr(tracing, "_TRACER", provider.get_tracer("tests"))

    async def fail() -> int:
        raise RuntimeError("no database")

    [job] = schedule({"plan": fail}, records(VirtualClock(START))).get_jobs()
    configure_logging("json")
    try:
        await job.func()
    finally:
        configure_logging()
    [span] = kept.get_finished_spans()
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (span.name, span.status.is_ok, span.events) == ("tick plan", False, ())
    assert (line["event"], int(line["trace_id"], 16)) == ("tick.failed", span.context.trace_id)
