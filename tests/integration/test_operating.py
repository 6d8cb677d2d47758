"""What operators are told about a running deployment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.db.shared_limits import SharedLimits
from bot.ports import LookUpUnsupportedError, SendUnknownError
from bot.ports.limits import Call, Rate
from bot.ports.operating import Role, TickRecords
from bot.serving import VITAL_TICKS, ticks_check, web_app
from bot.working import SEND
from tests.integration.scene import ADA, BO, CLEO, Scene, row

pytestmark = pytest.mark.each_database

HEALTHY = {"database": "ok", "schema": "ok", "version": "ok"}


def web(scene: Scene, role: Role = Role.WEB) -> httpx.AsyncClient:
    """A process' pages; nothing ticks by itself here."""
    transport = httpx.ASGITransport(web_app(scene.app, role))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


async def numbers(scene: Scene) -> dict[str, float]:
    async with web(scene) as client:
        page = (await client.get("/metrics")).text
    samples = (sample for family in text_string_to_metric_families(page) for sample in family.samples)
    return {sample.name.removeprefix("crosspillar_"): sample.value for sample in samples}


async def limits_in_use(scene: Scene) -> dict[str, tuple[float, float]]:
    """By bucket: seconds that are booked, and seconds of rest."""
    async with web(scene) as client:
        families = {
            each.name: each for each in text_string_to_metric_families((await client.get("/metrics")).text)
        }
    booked, rest = (families[f"crosspillar_limit_{name}_seconds"].samples for name in ("booked", "rest"))
    return {a.labels["bucket"]: (a.value, b.value) for a, b in zip(booked, rest, strict=True)}


async def wait(scene: Scene, **time: float) -> None:
    scene.clock.move_to(scene.clock.now() + timedelta(**time))


class TestNumbers:
    async def test_an_empty_deployment_has_nothing_in_its_outbox(self, scene: Scene) -> None:
        found = await numbers(scene)
        assert found["database_up"] == 1
        assert found["nudges_sendable"] > 0
        assert {name: value for name, value in found.items() if name.startswith(("messages", "people"))} == {
            "messages_planned": 0, "messages_overdue": 0, "messages_sending": 0, "messages_unknown": 0,
            "messages_oldest_overdue_seconds": 0, "people_taking_part": 0,
        }  # fmt: skip  # one line is easier to compare

    async def test_people_who_take_part_are_counted(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), row(BO))
        await scene.bring(row(ADA), row(CLEO))
        assert (await numbers(scene))["people_taking_part"] == 1

    async def test_what_was_due_more_than_half_an_hour_ago_is_overdue(self, scene: Scene) -> None:
        await scene.bring(row(ADA), row(BO))
        await scene.app.ticks.plan()
        last = max(line.due_at for line in await scene.lines())
        first = min(line.due_at for line in await scene.lines())
        scene.clock.move_to(first + timedelta(minutes=30))
        assert (await numbers(scene))["messages_overdue"] == 0
        scene.clock.move_to(last + timedelta(minutes=31))
        found = await numbers(scene)
        assert (found["messages_planned"], found["messages_overdue"]) == (2, 2)
        assert found["messages_oldest_overdue_seconds"] == (scene.clock.now() - first).total_seconds()

    async def test_messages_in_doubt_are_told_from_those_being_sent(self, scene: Scene) -> None:
        await scene.bring(row(ADA))
        await scene.app.ticks.plan()
        scene.clock.move_to(max(line.due_at for line in await scene.lines()))
        scene.post.before = lambda _: SendUnknownError("cut off")
        scene.post.finding = LookUpUnsupportedError()
        await scene.app.ticks.dispatch()
        assert (await numbers(scene))["messages_sending"] == 1
        await wait(scene, minutes=3)
        await scene.app.ticks.reconcile()
        found = await numbers(scene)
        assert (found["messages_sending"], found["messages_unknown"]) == (0, 1)

    async def test_without_a_database_the_other_numbers_remain(self, scene: Scene) -> None:
        await break_schema(scene, "ALTER TABLE deliveries RENAME TO gone")
        with capture_logs() as logs:
            found = await numbers(scene)
        await break_schema(scene, "ALTER TABLE gone RENAME TO deliveries")
        assert (found["database_up"], "messages_planned" in found) == (0, False)
        assert found["nudges_sendable"] > 0
        assert [each["event"] for each in logs] == ["metrics.outbox_unreadable"]

    async def test_a_limit_that_makes_calls_wait_tells_for_how_long(self, scene: Scene) -> None:
        limits, two_a_minute = SharedLimits(scene.app.engine, scene.clock), Call("post T1", (Rate(2, 60.0),))
        assert [(await limits.take(two_a_minute, patience=90)).seconds for _ in range(2)] == [0, 30]
        await limits.rest("look up T1", 20)
        assert await limits_in_use(scene) == {"post T1": (60, 0), "look up T1": (0, 20)}
        await wait(scene, minutes=2)
        assert await limits_in_use(scene) == {}


class TestReadiness:
    async def test_a_database_that_lacks_a_migration_is_not_ready(self, scene: Scene) -> None:
        async with built_by(scene, None), web(scene) as client:
            answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert "crosspillar db upgrade" in answer.json()["checks"]["schema"]

    async def test_while_a_newer_version_is_rolled_out_the_older_one_works_on(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.app.ticks.plan()
        await break_schema(scene, "ALTER TABLE prompts ADD COLUMN added_later VARCHAR")
        async with built_by(scene, "later"), web(scene) as client:
            answer = await client.get("/readyz")
            scene.clock.move_to(max(line.due_at for line in await scene.lines(ADA)))
            sent = await scene.tick()
            await scene.press(ADA, "stop")
        await break_schema(scene, "ALTER TABLE prompts DROP COLUMN added_later")
        assert (answer.status_code, sent) == (200, 1)
        assert "upgrade this process too" in answer.json()["checks"]["version"]
        assert (await numbers(scene))["people_taking_part"] == 0

    async def test_a_process_whose_ticks_stand_still_is_not_ready(self, scene: Scene) -> None:
        async with web(scene, Role.WORKER) as client:
            await wait(scene, minutes=5)
            assert (await client.get("/readyz")).json()["ready"] is True
            await wait(scene, seconds=1)
            answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert "not successful for 5 minutes: plan, dispatch" in answer.json()["checks"]["ticks"]

    async def test_a_process_that_does_nothing_but_fail_to_send_is_not_ready(self, scene: Scene) -> None:
        records = TickRecords((*VITAL_TICKS, SEND), scene.clock)
        records.failed(SEND)
        await wait(scene, minutes=6)
        for tick in VITAL_TICKS:
            records.succeeded(tick)
        assert "not successful for 5 minutes: send" in str(await ticks_check(records)())
        records.succeeded(SEND)
        assert await ticks_check(records)() is None

    async def test_a_worker_answers_operators_alone(self, scene: Scene) -> None:
        async with web(scene, Role.WORKER) as client:
            found = {
                path: (await client.get(path)).status_code
                for path in ("/healthz", "/readyz", "/metrics", "/chat", "/slack/events", "/api/messages")
            }
            assert (await client.get("/readyz")).json()["role"] == "worker"
            assert 'crosspillar_process_info{role="worker"} 1.0' in (await client.get("/metrics")).text
            assert (await client.get("/")).headers["location"] == "/readyz"
        assert found == {
            "/healthz": 200, "/readyz": 200, "/metrics": 200,
            "/chat": 404, "/slack/events": 404, "/api/messages": 404,
        }  # fmt: skip  # one line is easier to compare

    async def test_where_somebody_else_moves_time_no_tick_is_missed(self, scene: Scene) -> None:
        async with web(scene) as client:
            await wait(scene, days=2)
            answer = (await client.get("/readyz")).json()
        assert answer == {"ready": True, "role": "web", "checks": HEALTHY}


@asynccontextmanager
async def built_by(scene: Scene, revision: str | None) -> AsyncIterator[None]:
    """A database whose schema another version built, or nobody."""
    async with scene.app.engine.begin() as connection:
        own = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        await connection.execute(text("DELETE FROM alembic_version"))
        if revision is not None:
            await connection.execute(_BUILT, {"revision": revision})
    yield
    async with scene.app.engine.begin() as connection:
        await connection.execute(text("DELETE FROM alembic_version"))
        await connection.execute(_BUILT, {"revision": own})


_BUILT = text("INSERT INTO alembic_version VALUES (:revision)")


async def break_schema(scene: Scene, statement: str) -> None:
    async with scene.app.engine.begin() as connection:
        await connection.execute(text(statement))
