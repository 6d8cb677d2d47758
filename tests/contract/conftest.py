"""What every platform's contract tests look at."""

import pytest

from tests.gallery.everything import Gallery, open_gallery


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """Everything the product can show; it takes long to make, so one process has all that look at it."""
    return open_gallery(tmp_path_factory.mktemp("gallery"))
