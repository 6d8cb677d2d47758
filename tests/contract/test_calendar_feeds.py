"""Fetching calendars from addresses people gave: what is read, and what is never even asked."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.calendar_feeds.files import address_of
from bot.calendar_feeds.web import MOST_BYTES, WebCalendarReader
from bot.ports.calendar_reading import CalendarProblemError
from tests.clients.serving import serving
from tests.unit.test_calendar_feed_files import calendar, event

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


async def _calendar(_: Request) -> Response:
    return Response(calendar(event()), media_type="text/calendar")


async def _large(_: Request) -> Response:
    return Response(b"x" * (MOST_BYTES + 1))


def _site() -> Starlette:
    return Starlette(
        routes=[
            Route("/team.ics", _calendar),
            Route("/large.ics", _large),
            Route("/moved.ics", lambda _: RedirectResponse("/team.ics")),
            Route("/circle.ics", lambda _: RedirectResponse("/circle.ics")),
            Route("/astray.ics", lambda _: RedirectResponse("http://[")),
            Route("/secret.ics", lambda _: Response(status_code=403)),
            Route("/page", lambda _: Response("<html>Sign in</html>")),
        ]
    )


@pytest_asyncio.fixture
async def site() -> AsyncIterator[str]:
    async with serving(_site()) as url:
        yield url


async def read(reader: WebCalendarReader, address: str) -> list[str]:
    return [each.title for each in await reader.read(address, MONDAY, MONDAY + timedelta(days=14))]


@pytest.mark.parametrize("path", ["team.ics", "moved.ics"])
async def test_a_calendar_is_read_where_it_stands_now(site: str, path: str) -> None:
    assert await read(WebCalendarReader(private_hosts=True), f"{site}/{path}") == ["Water group"]


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("large.ics", "too_large"),
        ("circle.ics", "unreachable"),
        ("secret.ics", "refused"),
        ("astray.ics", "address"),
        ("page", "no_calendar"),
    ],
)
async def test_what_cannot_be_read_says_why(site: str, path: str, word: str) -> None:
    with pytest.raises(CalendarProblemError) as problem:
        await read(WebCalendarReader(private_hosts=True), f"{site}/{path}")
    assert problem.value.word == word


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/team.ics",
        "https://localhost/team.ics",
        "https://[::1]/team.ics",
        "https://10.0.0.8/team.ics",
        "https://169.254.169.254/latest/meta-data",
        "http://example.org/team.ics",
        "file:///etc/passwd",
        "not an address",
        "https://[",
        f"https://{'a' * 70}.example.org/",
    ],
)
async def test_the_own_network_is_never_asked(address: str) -> None:
    with pytest.raises(CalendarProblemError) as problem:
        await read(WebCalendarReader(), address)
    assert problem.value.word == "address"


@pytest.mark.parametrize("rule", ["FREQ=DAILY;INTERVAL=0", "FREQ=SECONDLY"])
async def test_a_calendar_that_would_keep_us_busy_for_ever_is_given_up(rule: str) -> None:
    held = address_of(calendar(event("u", f"RRULE:{rule}")))
    with pytest.raises(CalendarProblemError, match="too_large"):
        await read(WebCalendarReader(patience=0.5), held)
