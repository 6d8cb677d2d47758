"""What the integration tests share."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.content import Content, load_content
from tests.integration.scene import Scene, opened_scene


@pytest.fixture(scope="session")
def content() -> Content:
    """The product's own catalogue and texts, read once."""
    return load_content()


@pytest_asyncio.fixture
async def scene(database_url: str, content: Content) -> AsyncIterator[Scene]:
    """A deployment on an empty database, on a Monday before work begins."""
    async with opened_scene(database_url, content) as opened:
        yield opened
