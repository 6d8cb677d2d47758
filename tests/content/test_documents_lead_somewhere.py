"""What the documents point to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
TEST = re.compile(r"`(tests/[\w/.]+)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: str(each.relative_to(ROOT)))
def test_every_link_and_every_test_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [each for each in LINK.findall(text) if "://" not in each and not each.startswith("mailto:")]
    missing = [each for each in links if not (document.parent / each).exists()]
    assert missing + [each for each in TEST.findall(text) if not (ROOT / each).exists()] == []
