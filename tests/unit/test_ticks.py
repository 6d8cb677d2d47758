"""What is remembered of the ticks of a process."""

from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from bot.clock import VirtualClock
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
