"""What the tests share: databases of both kinds, a Slack workspace, a browser."""

import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from bot.cli.memory import collect_rarely
from bot.observability import configure_logging
from tests.clients.chromium import ARGUMENTS, find_chromium
from tests.clients.postgres import PostgresServer, running_postgres
from tests.clients.slack_emulator import EmulatedSlack, SlackEmulator, running_slack_emulator

# As a running product logs: structlog's own way draws every variable of a traceback, for minutes.
configure_logging()
collect_rarely()

BROWSER_FIXTURES = {"browser", "page"}


DATABASES = ("sqlite", "postgresql")
TURNS = ("sqlite", "sqlite", "postgresql")
CONTRACT = Path(__file__).parent / "contract"
IN_TURN = Path(__file__).parent / "integration"
"""All reach the database by repositories alone, and the contract tests run those on each kind.

What is about locks, figures or deletion, where kinds differ most, is marked ``each_database``.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-database",
        action="store_true",
        help="run all tests on each kind of database; without it most take turns",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run browser tests on the session's event loop, to which the one browser is bound."""
    if not config.getoption("every_database"):
        items[:] = _in_turn(items)
    items[:] = _once_the_gallery_is_there(items)
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def _once_the_gallery_is_there(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The first file that looks at the gallery makes it; the others come after what is short beside them.

    Else the other process would do nothing but wait for it.
    """
    looking = [item.path for item in items if "gallery" in getattr(item, "fixturenames", ())]
    later = set(looking) - set(looking[:1])
    last = max((place for place, item in enumerate(items) if item.path.parent == CONTRACT), default=-1)
    before, after = items[: last + 1], items[last + 1 :]
    return [*sorted(before, key=lambda item: item.path in later), *after]


def _in_turn(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Of tests that would run on each kind of database, one: each third on PostgreSQL, which takes longer."""
    turns: dict[str, str] = {}
    return [item for item in items if _kind_of(item) is None or _kind_of(item) == _turn(item, turns)]


def _kind_of(item: pytest.Item) -> str | None:
    """The kind of database a test runs on, where the kinds take turns; else None."""
    call = getattr(item, "callspec", None)
    takes_turns = IN_TURN in item.path.parents and item.get_closest_marker("each_database") is None
    return call.params.get("database_url") if call and takes_turns else None


def _turn(item: pytest.Item, turns: dict[str, str]) -> str:
    test = item.nodeid.partition("[")[0]
    return turns.setdefault(test, TURNS[len(turns) % len(TURNS)])


def _migrate(url: str) -> None:
    # Late, so that tests without a database do not pay for SQLAlchemy's models.
    from bot.db.schema import upgrade  # noqa: PLC0415

    upgrade(url)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> Iterator[str]:
    """Name of a migrated database that each test's own is copied from."""
    name = postgres_server.create()
    _migrate(postgres_server.url(name))
    yield name
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that each test's own is copied from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An async URL of a migrated SQLite file of the test's own."""
    path = tmp_path / "crosspillar.sqlite3"
    # SQLite's own copy: it takes what is still in the write-ahead log along.
    with closing(sqlite3.connect(sqlite_template)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """An async URL of a migrated PostgreSQL database of the test's own."""
    name = postgres_server.create(postgres_template)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """An async URL of a migrated database of the test's own; the test runs once on each kind."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture(scope="session")
def slack_emulator_process() -> Iterator[SlackEmulator]:
    with running_slack_emulator() as emulator:
        yield emulator


@pytest.fixture
def slack_emulator(slack_emulator_process: SlackEmulator) -> EmulatedSlack:
    """A Slack workspace on loopback, as seeded."""
    return slack_emulator_process.fresh()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = find_chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=chromium.path,
            args=ARGUMENTS,
            env={**os.environ, **chromium.environment},
        )
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """An empty page with cookies and storage of its own."""
    context = await browser.new_context()
    yield await context.new_page()
    await context.close()
