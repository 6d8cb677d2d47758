"""The real content, and a small copy of it that a test may spoil."""

import shutil
from pathlib import Path

import pytest

from bot.content import Content, load_content
from tests.content.folder import Folder

REAL = Path(__file__).parents[2] / "config"
KEPT = ("framework.yaml", "catalogue/7-hurdles.yaml")
TEXTS = tuple(f"locales/en/{file}" for file in KEPT)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The framework and the three nudges of barrier 7, with their English texts."""
    for file in (*KEPT, *TEXTS):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REAL / file, tmp_path / file)
    return Folder(tmp_path)


@pytest.fixture(scope="session")
def content() -> Content:
    """The real content, found as an installed product finds it."""
    return load_content()
