"""What coordinators do on their pages: the same use cases as in chat, for a reader who is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.ports.acts import Via
from bot.ports.storage import UnitOfWork
from bot.services.access import Reader
from bot.services.coordinating import pause_now, unpause
from bot.services.deps import Deps
from bot.services.digesting import Digests, digest_card, picture_words
from bot.services.flow import Flows
from bot.services.visits import Visit
from nudges.cards import Card
from nudges.practice_view import ShareBand, WeekShares, weekly_rows


@dataclass(frozen=True, slots=True)
class DigestShown:
    """A stored digest. ``rows`` are (behaviour, its band in each of ``weeks``), empty where none is shown.

    ``alt`` says what its picture shows.
    """

    week: str
    counts: dict[str, Any]
    card: Card
    weeks: Sequence[WeekShares]
    rows: Sequence[tuple[str, Sequence[ShareBand | None]]]
    alt: str


@dataclass(frozen=True, slots=True)
class PageCoordination:
    """Nothing here asks whether the reader coordinates their setting: ``access`` has decided it."""

    deps: Deps
    digests: Digests
    flows: Flows

    async def weeks(self, reader: Reader) -> list[str]:
        """The weeks with a digest, the newest first."""
        async with self.deps.begin() as uow:
            return await uow.reports.digest_weeks(reader.setting.id)

    async def digest(self, reader: Reader, week: str) -> DigestShown | None:
        """The digest of a week as it was made on its Monday; looking makes none."""
        document = await self._document(reader, week)
        if document is None:
            return None
        speak = self.deps.texts.speaker(reader.person.language)
        framework = self.deps.catalogue.framework
        weeks = [WeekShares.from_document(each) for each in document["weeks"]]
        rows = weekly_rows(weeks, framework) if weeks else ()
        shown = any(band for _, bands in rows for band in bands)
        return DigestShown(
            week,
            document["counts"],
            digest_card(document, None, framework, speak),
            weeks,
            rows if shown else (),
            picture_words(document, framework, speak) if shown else "",
        )

    async def picture(self, reader: Reader, week: str) -> bytes | None:
        """The picture of a digest as PNG; None where it has none."""
        document = await self._document(reader, week)
        speak = self.deps.texts.speaker(reader.person.language)
        return await self.digests.picture(document, speak) if document is not None else None

    async def pause(self, reader: Reader) -> None:
        """Hold everything unasked in the setting."""
        async with self.deps.begin() as uow:
            await pause_now(self._visit(uow, reader))
            await uow.commit()

    async def resume(self, reader: Reader) -> None:
        async with self.deps.begin() as uow:
            await unpause(self._visit(uow, reader))
            await uow.commit()

    async def _document(self, reader: Reader, week: str) -> dict[str, Any] | None:
        async with self.deps.begin() as uow:
            return await uow.reports.digest(reader.setting.id, week)

    def _visit(self, uow: UnitOfWork, reader: Reader) -> Visit:
        now = self.deps.clock.now()
        return Visit(self.deps, uow, reader.person, reader.setting, now, "page", self.flows, via=Via.PAGE)
