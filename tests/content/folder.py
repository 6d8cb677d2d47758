"""A content folder that a test may spoil."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content import Content, ContentError, Fault, load_content


@dataclass(frozen=True)
class Folder:
    """A content folder with helpers to break it and to see what the loader says."""

    root: Path

    def write(self, file: str, text: str) -> None:
        place = self.root / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def spoil(self, file: str, old: str, new: str) -> int:
        """Replace the first ``old``; returns the line (from 1) on which it stood."""
        text = self.read(file)
        assert old in text
        self.write(file, text.replace(old, new, 1))
        return text[: text.index(old)].count("\n") + 1

    def read(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8")

    def line(self, file: str, number: int) -> str:
        return self.read(file).splitlines()[number - 1]

    def load(self) -> Content:
        return load_content(self.root)

    def faults(self) -> Sequence[Fault]:
        with pytest.raises(ContentError) as caught:
            self.load()
        return caught.value.faults

    def outcome(self) -> Content | Sequence[Fault]:
        try:
            return self.load()
        except ContentError as error:
            return error.faults

    def only_fault(self) -> Fault:
        (fault,) = self.faults()
        return fault
