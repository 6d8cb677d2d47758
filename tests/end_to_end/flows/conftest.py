"""The real product with its local chat in a real browser, on a clock the test moves."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page

from tests.end_to_end.flows.office import Office, opened_office


@pytest_asyncio.fixture(loop_scope="session")
async def office(page: Page, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """Nobody is on the roster yet. Fails the test where the page's script does."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    async with opened_office(page, sqlite_url, tmp_path) as opened:
        yield opened
        await page.close()
    assert errors == []
