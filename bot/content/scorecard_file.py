"""A scorecard that somebody filled in as a YAML file."""

from pathlib import Path

from bot.content.documents import Document, read_document
from nudges.flows.scorecard import FaultyScorecardError, Outline, Scorecard, ScorecardFault, ScorecardFile
from nudges.flows.scorecard import read_scorecard_file as read_outline

LARGEST = 1_000_000
"""Bytes; every indicator with a long link needs less than a tenth of it."""


def read_scorecard_file(path: Path, scorecard: Scorecard) -> ScorecardFile:
    """The filled scorecard in a file.

    Raises ``FaultyScorecardError`` with everything there is to mend, and ``OSError`` where the file
    cannot be opened.
    """
    document = _document(path)
    found = tuple(ScorecardFault(path.name, each.line, "", each.message) for each in document.faults)
    if found and not document.value:
        raise FaultyScorecardError(found)
    return read_outline(Outline(path.name, document.value, document.lines), scorecard, found)


def _document(path: Path) -> Document:
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise _faulty(path, "is far too large for a scorecard; check that it is the right file")
    try:
        return read_document(path.name, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _faulty(path, "is not UTF-8 text; save it as UTF-8 and try again") from None
    except RecursionError:
        raise _faulty(path, "is nested without end; write one line for each indicator") from None


def _faulty(path: Path, message: str) -> FaultyScorecardError:
    return FaultyScorecardError([ScorecardFault(path.name, 0, "", message)])
