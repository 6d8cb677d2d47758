"""From one machine to many: a deployment moves from SQLite to PostgreSQL whole, or not at all."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, insert, select, text
from typer.testing import CliRunner, Result

from bot.bootstrap import open_app
from bot.cli.main import app
from bot.clock import VirtualClock
from bot.db.engine import sync_url
from bot.db.schema import upgrade
from bot.db.shared_limits import SharedLimits
from bot.db.tables import Base, GuidanceIndexRow, LeaveRow, PersonRow, RecordRow, SettingRow
from bot.local.messages import LocalMessages, NewMessage
from bot.local.tables import metadata as local_chat
from bot.ports import Command
from bot.ports.installations import Installation
from bot.ports.limits import Call, Rate
from bot.ports.sign_ins import PageSession
from bot.settings import load_settings
from bot.simulation.run import Order, simulated
from nudges.cards import say
from nudges.editions import TextVersion
from nudges.flows.linking.requests import ask
from nudges.people import Platform
from tests.clients.postgres import PostgresServer
from tests.integration.post import Post
from tests.integration.scene import Calendars, actor

WEEK = Order(people=20, weeks=1, seed=3, start=date(2026, 3, 2))
WEEK_ENDS = datetime(2026, 3, 10, tzinfo=UTC)
TABLES = [*Base.metadata.sorted_tables, *local_chat.sorted_tables]


@pytest.fixture(scope="module")
def lived(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which twenty people lived through a busy week, on Slack and in the local chat."""
    path = tmp_path_factory.mktemp("lived") / "crosspillar.db"
    shutil.copy(sqlite_template, path)
    asyncio.run(_live(f"sqlite:///{path}"))
    return path


async def _live(address: str) -> None:
    settings = load_settings(database_url=address, secret_key="simulated", local_chat=True)
    async with simulated(settings, WEEK) as world:
        world.eagerness = 20
        await world.run_until(WEEK_ENDS)
        now = world.clock.now()
        messages = LocalMessages(world.app.engine)
        await messages.add(NewMessage("channel:all", say("À tous", "Il a dit « 100 % »."), now))
        await SharedLimits(world.app.engine, world.clock).take(Call("b", (Rate(1, 60.0),), "C1"), 0)
        async with world.app.deps.begin() as uow:
            gone = (await uow.people.active())[-1]
            await uow.people.erase(gone.id, "hash", now)
            await uow.installations.save(
                Installation(Platform.SLACK, "T1", name="Ofisi", sealed="s", installed_at=now, bot={"a": "é"})
            )
            await uow.installations.issue_state("begun", now, now + timedelta(minutes=10))
            await uow.links.save(ask(None, "hash of an account", "", now))
            reader, *_ = await uow.people.active()
            soon = now + timedelta(minutes=10)
            await uow.sign_ins.offer("hash of a link", reader.id, soon)
            await uow.editions.switch_off(reader.setting_id, "S2-1", now)
            version = TextVersion("S2-2", "fr", 1, now, reader.id, {"nudge.S2-2.title": "À vous"})
            await uow.editions.add(reader.setting_id, version, "a version")
            await uow.sign_ins.open("hash of a session", PageSession(reader.id, now, now, soon))
            setting, *_ = await uow.settings.all()
            await uow.practices.store_members(setting.id, WEEK.start, [{"person": "é", "units": []}], now)
            await uow.practices.store_release(setting.id, WEEK.start, {"": {"shown": 0.25}}, now)
            await uow.commit()
        async with world.app.engine.begin() as connection:
            away = {
                "person_id": (await connection.scalars(select(PersonRow.id))).first(),
                "first": WEEK.start,
            }
            await connection.execute(insert(LeaveRow).values(**away, last=WEEK.start))
            any_record = select(RecordRow.id.label("card_id"), RecordRow.setting_id).limit(1)
            of = (await connection.execute(any_record)).mappings().one()
            words = {"language": "fr", "title": "Véhicules partagés", "keywords": "voiture", "body": "Oui."}
            await connection.execute(insert(GuidanceIndexRow).values(**of, **words))


@pytest.fixture
def source(lived: Path, tmp_path: Path) -> str:
    """A copy of the test's own."""
    path = tmp_path / "crosspillar.db"
    with closing(sqlite3.connect(lived)) as old, closing(sqlite3.connect(path)) as copy:
        old.backup(copy)
    return f"sqlite:///{path}"


@pytest.fixture
def target(postgres_server: PostgresServer) -> Iterator[str]:
    """A database in which nothing was ever built."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


def move(source: str, target: str) -> Result:
    result = CliRunner().invoke(app, ["db", "move", "--from", source, "--to", target])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def exported(address: str) -> dict[str, list[str]]:
    """Every row of every table, as words."""
    engine = create_engine(sync_url(address))
    with engine.connect() as connection:
        rows = {table.name: connection.execute(select(table)).all() for table in TABLES}
    engine.dispose()
    return {name: sorted(repr(tuple(row)) for row in found) for name, found in rows.items()}


def held(address: str) -> int:
    """Rows of all tables together."""
    return sum(map(len, exported(address).values()))


async def test_every_table_arrives_as_it_left_and_the_product_runs_on(source: str, target: str) -> None:
    before = exported(source)
    assert [name for name, rows in before.items() if not rows] == []
    result = move(source, target)
    assert result.exit_code == 0, result.output
    assert exported(target) == exported(source) == before
    assert f"{held(source):,}  rows moved" in result.output
    sent, sent_before = await _next_week(target), await _next_week(source)
    assert sent == sent_before != []


async def _next_week(address: str) -> list[tuple[str, str]]:
    """Who gets which letters in the week after: the draws, too, are the same."""
    clock = VirtualClock(WEEK_ENDS)
    post = Post(clock)
    settings = load_settings(database_url=address, secret_key="simulated", local_chat=True)
    messengers = {Platform.LOCAL: post}
    async with open_app(settings, clock=clock, messengers=messengers, calendar_reader=Calendars()) as product:
        for _ in range(4 * 24):
            clock.move_to(clock.now() + timedelta(hours=1))
            await product.ticks.wake()
            await product.ticks.plan()
            await product.ticks.digests()
            await product.ticks.dispatch()
        reply = await product.desk.command(Command(actor(post.letters[0].to), "start", "new"))
    assert reply.say
    return sorted((letter.to, letter.card.title) for letter in post.letters)


def test_guidance_is_found_after_the_move(source: str, target: str) -> None:
    assert move(source, target).exit_code == 0
    engine = create_engine(sync_url(target))
    with engine.connect() as connection:
        card = connection.execute(select(GuidanceIndexRow.title, GuidanceIndexRow.language)).all()[0]
        how = {"en": "english", "fr": "french"}.get(card.language, "simple")
        found = "SELECT count(*) FROM guidance_index WHERE guidance_search @@ plainto_tsquery(:how, :words)"
        assert connection.scalar(text(found), {"how": how, "words": card.title})
    engine.dispose()


def test_a_database_that_holds_something_is_left_as_it_is(source: str, target: str) -> None:
    upgrade(target)
    _add_setting(target, "Elsewhere")
    result = move(source, target)
    assert (result.exit_code, held(target)) == (2, 1)
    assert "the target is not empty: it holds 1 in settings already; name an empty database" in result.output


def test_what_cannot_be_moved_stops_everything_and_is_named(source: str, target: str) -> None:
    _add_setting(source, "with a nought\0 in it")
    result = move(source, target)
    assert (result.exit_code, held(target)) == (2, 0)
    assert "table settings cannot be moved" in result.output


def test_a_database_that_is_in_use_is_not_moved(source: str, target: str) -> None:
    engine = create_engine(source)
    with engine.connect() as connection:
        connection.execute(select(func.count()).select_from(SettingRow))
        connection.rollback()  # as a product that waits for its next tick
        result = move(source, target)
    engine.dispose()
    assert (result.exit_code, held(target)) == (2, 0)
    assert f'"{source}" is in use; stop "crosspillar serve"' in result.output


def _add_setting(address: str, name: str) -> None:
    engine = create_engine(sync_url(address))
    with engine.begin() as connection:
        connection.execute(insert(SettingRow).values(id="another", name=name, kind="mission"))
    engine.dispose()


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("sqlite:///missing.db", "postgresql://", "--from: there is no database"),
        ("postgresql://a@b/c", "postgresql://a@b/c", "--from: name an SQLite database"),
        ("sqlite:///missing.db", "sqlite:///other.db", "--to: name a PostgreSQL database"),
        ("sqlite://", "postgresql://a@b/c", "names no file"),
    ],
)
def test_addresses_that_cannot_be_meant_are_refused(source: str, target: str, words: str) -> None:
    result = move(source, target)
    assert (result.exit_code, words in result.output) == (2, True), result.output


def test_an_old_schema_is_brought_up_to_date_first(tmp_path: Path, source: str, target: str) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    result = move(f"sqlite:///{empty}", target)
    assert f'run "crosspillar db upgrade --db sqlite:///{empty}" first' in result.output
    upgrade(target)
    engine = create_engine(sync_url(target))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'another'"))
    engine.dispose()
    assert "--to: it has another version's schema" in move(source, target).output


def test_a_key_that_stands_beside_the_old_database_is_not_forgotten(
    source: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CROSSPILLAR_SECRET_KEY", raising=False)
    key = Path(source.removeprefix("sqlite:///")).with_suffix(".key")
    key.write_text("kept")
    assert f"Set CROSSPILLAR_SECRET_KEY to what {key} holds" in move(source, target).output
