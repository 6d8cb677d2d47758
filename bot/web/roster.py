"""A coordinator's roster file: chosen, shown with what it would change, and applied at a second press."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.responses import RedirectResponse, Response

from bot.services.access import Access
from bot.services.page_rosters import ChangedMeanwhileError, PageRosters, Preview
from bot.services.signing_in import PATH
from bot.spreadsheets import read_table
from bot.web.carried import Carrier, packed, unpacked
from bot.web.forms import SentFile
from bot.web.guard import Asked, Page
from nudges.faults import FaultyFileError
from nudges.roster.change import Changed
from nudges.roster.file import COLUMNS
from nudges.roster.summary import summary_of
from nudges.tables import Table

LARGEST = 4_000_000
"""Bytes of a file; ten thousand people need less than three million."""
_AROUND = 64 * 1024
"""Bytes of a form beside its file."""
_SEALED = LARGEST * 2
"""Bytes of a file that comes back sealed, even of one that cannot be made smaller."""
_SHOWN = 50
"""Entries of a list; the rest is counted."""
_LONGEST_NAME = 100

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RosterPages:
    """Between preview and confirmation the file is nowhere but in the coordinator's own page, sealed."""

    use: PageRosters
    carrier: Carrier

    @property
    def pages(self) -> list[Page]:
        here, coordinator = "/settings/{setting}/roster", Access.COORDINATOR
        large = "file_too_large"
        return [
            Page(here, coordinator, self.choose),
            Page(here, coordinator, self.preview, "POST", largest=LARGEST + _AROUND, too_large=large),
            Page(f"{here}/confirm", coordinator, self.confirm, "POST", largest=_SEALED, too_large=large),
        ]

    async def choose(self, asked: Asked) -> Response:
        return self._form(asked)

    async def preview(self, asked: Asked) -> Response:
        """What the chosen file would change, or everything to mend in it."""
        if asked.file is None:
            return self._form(asked, word="no_file")
        try:
            table = await _table(asked.file)
            found = await self.use.preview(asked.reader, table)
        except FaultyFileError as error:
            return self._form(asked, error)
        except ChangedMeanwhileError:
            return self._form(asked, word="changed")
        sealed = await asyncio.to_thread(_sealed, self.carrier, asked, asked.file, found.mark)
        return asked.page("roster_preview.html", file=table.name, sealed=sealed, **_shown(asked, found))

    async def confirm(self, asked: Asked) -> Response:
        """Apply what was shown, unless it would be something else by now."""
        begun = await asyncio.to_thread(_begun, self.carrier, asked)
        if begun is None:
            return self._form(asked, word="over")
        file, mark = begun
        try:
            done = await self.use.confirm(asked.reader, await _table(file), mark)
        except FaultyFileError as error:
            return self._form(asked, error)
        except ChangedMeanwhileError:
            return self._form(asked, word="changed")
        counts = {"new": len(done.change.added), "left": len(done.change.left)}
        log.info("pages.roster_imported", setting=asked.reader.setting.id, **counts)
        return RedirectResponse(f"{_here(asked)}/acts", status_code=303)

    def _form(self, asked: Asked, error: FaultyFileError | None = None, word: str = "") -> Response:
        """The page to choose a file on, with what was wrong; ``word`` is the key of a sentence."""
        faults = error.faults if error else ()
        return asked.page(
            "roster.html",
            status=422 if faults or word else 200,
            here=_here(asked),
            faults=[(each.line, each.column, each.wrong.said(asked.speak)) for each in faults[:_SHOWN]],
            file=faults[0].place if faults else "",
            more=max(0, len(faults) - _SHOWN),
            word=word,
            roles=list(self.use.deps.catalogue.framework.role_groups),
            columns=[(name, name in COLUMNS.required) for name in COLUMNS.names],
        )


def _sealed(carrier: Carrier, asked: Asked, file: SentFile, mark: str) -> str:
    """The file for this person's next press alone."""
    return carrier.seal(asked, file.name, mark, packed(file.content))


def _begun(carrier: Carrier, asked: Asked) -> tuple[SentFile, str] | None:
    """The file and the mark of what was shown; None where it is too long ago, or somebody else's."""
    match carrier.unseal(asked, asked.form.get("sealed", "")):
        case [name, mark, content]:
            return SentFile(name, unpacked(content)), mark
        case _:
            return None


async def _table(file: SentFile) -> Table:
    """Beside the loop: guessing an encoding takes a while."""
    name = file.name.replace("\\", "/").rpartition("/")[2][:_LONGEST_NAME]
    return await asyncio.to_thread(read_table, file.content, name)


def _shown(asked: Asked, found: Preview) -> dict[str, Any]:
    imported = found.imported
    change, summary = imported.change, summary_of(imported.roster)
    parts: Sequence[tuple[str, list[str]]] = (
        ("new", [f"{row.name} · {row.email}" for row in change.added]),
        ("changed", [_changed(each, asked) for each in change.changed]),
        ("left", [f"{person.name} · {person.email}" for person in change.left]),
    )
    return {
        "here": _here(asked),
        "numbers": [*((name, len(lines)) for name, lines in parts), ("unchanged", len(change.unchanged))],
        "lists": [(name, lines[:_SHOWN], max(0, len(lines) - _SHOWN)) for name, lines in parts if lines],
        "nothing": not any(lines for _, lines in parts),
        "warnings": list(_warnings(asked, found)),
        "pillars": summary.pillars[:_SHOWN],
        "entities": summary.entities[:_SHOWN],
        "alike": [each.said(asked.speak) for each in imported.roster.alike[:_SHOWN]],
    }


def _changed(each: Changed, asked: Asked) -> str:
    what = ", ".join(asked.speak(f"pages.roster.field.{field}") for field in each.fields)
    return f"{each.person.name} · {each.person.email}: {what}"


def _warnings(asked: Asked, found: Preview) -> Iterator[str]:
    """Sentences said before the second press."""
    imported, speak = found.imported, asked.speak
    if found.without_reader:
        yield speak("pages.roster.without_you")
    if not any(row.is_coordinator for row in imported.roster.rows):
        yield speak("pages.roster.no_coordinator")
    change = imported.change
    if len(change.left) > len(change.unchanged) + len(change.changed):
        yield speak("pages.roster.many_leave", count=len(change.left))
    if imported.unreachable:
        yield speak("pages.roster.unreachable", count=imported.unreachable)


def _here(asked: Asked) -> str:
    return f"{PATH}/settings/{asked.reader.setting.id}"
