"""The words of what the domain leaves unsaid, as the command line tells them: in English."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from bot.content import load_content
from nudges.faults import FaultyFileError
from nudges.tables import CellError
from nudges.texts import FALLBACK

ENGLISH = load_content().texts.speaker(FALLBACK)


@contextmanager
def refused(*parts: str) -> Iterator[None]:
    """Within it, a cell cannot be read, and all these parts are in what is said of it."""
    with pytest.raises(CellError) as caught:
        yield
    said = caught.value.wrong.said(ENGLISH)
    assert [part for part in parts if part in said] == [*parts], said


def faults_told(read: Callable[[], object]) -> list[str]:
    """Every fault for which a file is refused, with its place."""
    with pytest.raises(FaultyFileError) as caught:
        read()
    return [fault.said(ENGLISH) for fault in caught.value.faults]
