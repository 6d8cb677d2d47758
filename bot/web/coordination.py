"""Coordinators' pages: how their setting stands, its switch, and the digests."""

from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from starlette.responses import RedirectResponse, Response

from bot.services.access import Access
from bot.services.digesting import band_words
from bot.services.page_coordination import DigestShown, PageCoordination
from bot.services.signing_in import PATH
from bot.web.guard import Asked, Page, RefusedError
from bot.web.rendering import moment
from nudges.dates import short_day
from nudges.digests import week_in_words

COUNTED = ("on_roster", "reachable", "opted_in", "opted_out", "welcome_unanswered", "sent", "answered")
"""What of a digest's counts is shown beside one another."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CoordinationPages:
    use: PageCoordination

    @property
    def pages(self) -> list[Page]:
        here, coordinator = "/settings/{setting}", Access.COORDINATOR
        return [
            Page(f"{here}/coordination", coordinator, self.start),
            Page(f"{here}/pause", coordinator, self.ask),
            Page(f"{here}/pause", coordinator, self.pause, "POST"),
            Page(f"{here}/resume", coordinator, self.resume, "POST"),
            Page(f"{here}/digests", coordinator, self.archive),
            Page(f"{here}/digests/{{week}}", coordinator, self.digest),
            Page(f"{here}/digests/{{week}}/picture.png", coordinator, self.picture),
        ]

    async def start(self, asked: Asked) -> Response:
        """Reach as the latest digest told it: numbers that move with every look would tell of persons."""
        weeks = await self.use.weeks(asked.reader)
        latest = await self.use.digest(asked.reader, weeks[0]) if weeks else None
        setting, zone = asked.reader.setting, asked.reader.person.time_zone
        return asked.page(
            "coordination.html",
            here=_here(asked),
            paused=moment(setting.paused_since, zone, asked.speak) if setting.paused_since else "",
            crisis=moment(setting.crisis_since, zone, asked.speak) if setting.crisis_since else "",
            week=week_in_words(latest.week, asked.speak) if latest else "",
            latest=latest,
            numbers=list(_numbers(latest)) if latest else [],
        )

    async def ask(self, asked: Asked) -> Response:
        """Once more, before everything unasked waits."""
        return asked.page("pause.html", here=_here(asked))

    async def pause(self, asked: Asked) -> Response:
        await self.use.pause(asked.reader)
        return self._switched(asked, "pages.paused")

    async def resume(self, asked: Asked) -> Response:
        await self.use.resume(asked.reader)
        return self._switched(asked, "pages.resumed")

    async def archive(self, asked: Asked) -> Response:
        weeks = await self.use.weeks(asked.reader)
        named = [(week, week_in_words(week, asked.speak), week[:4]) for week in weeks]
        return asked.page("digests.html", here=_here(asked), weeks=named)

    async def digest(self, asked: Asked) -> Response:
        shown = await self.use.digest(asked.reader, asked.places["week"])
        if shown is None:
            raise RefusedError(404, "not_here")
        speak = asked.speak
        rows = [
            (speak(f"behaviour.{behaviour}.short"), [band_words(b, speak) if b else "" for b in bands])
            for behaviour, bands in shown.rows
        ]
        heads = [short_day(each.monday, speak) for each in shown.weeks]
        return asked.page("digest.html", here=_here(asked), shown=shown, rows=rows, heads=heads)

    async def picture(self, asked: Asked) -> Response:
        png = await self.use.picture(asked.reader, asked.places["week"])
        if png is None:
            raise RefusedError(404, "not_here")
        return Response(png, media_type="image/png")

    def _switched(self, asked: Asked, event: str) -> Response:
        log.info(event, setting=asked.reader.setting.id, person=asked.reader.person.id)
        return RedirectResponse(f"{_here(asked)}/coordination", status_code=303)


def _here(asked: Asked) -> str:
    return f"{PATH}/settings/{asked.reader.setting.id}"


def _numbers(latest: DigestShown) -> Iterator[tuple[str, object]]:
    """(key of its text, number or range)."""
    for name in COUNTED:
        yield f"coordination.number.{name}", latest.counts[name]
