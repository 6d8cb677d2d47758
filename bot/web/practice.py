"""What is practised, window by window: of a whole setting, or of a manager's own group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from bot.services.access import Access
from bot.services.deps import Deps
from bot.services.digesting import band_words, next_window_words
from bot.services.managing import PracticeShown, practice_shown
from bot.spreadsheets import written_table
from bot.web.charts import ACROSS, Bar, bars, height_of
from bot.web.guard import Asked, Page
from nudges.dates import day_in_words, span_in_words
from nudges.practice_view import Cell, Series, SeriesRow, Trend, Window, window_of
from nudges.texts import Speaker
from nudges.working_time import local_date


@dataclass(frozen=True, slots=True)
class Row:
    """One behaviour, in words and as bars. A share is None where it is not shown."""

    behaviour: str
    shares: Sequence[tuple[str, int] | None]
    """Share in words, and people in the group, for each window, the newest first."""
    trend: Trend
    bars: Sequence[Bar]
    said: str
    """What the bars show, for whoever cannot see them."""


@dataclass(frozen=True, slots=True)
class Group:
    """What a page shows of one group of people, the newest window first."""

    name: str
    windows: Sequence[Window]
    heads: Sequence[str]
    """The windows in words."""
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class PracticePages:
    deps: Deps

    @property
    def pages(self) -> list[Page]:
        return [
            Page("/settings/{setting}/practice", Access.SETTING, self.of_setting),
            Page("/settings/{setting}/practice.csv", Access.SETTING, self.file_of_setting),
            Page("/groups/{manager}/practice", Access.GROUP, self.of_group),
            Page("/groups/{manager}/practice.csv", Access.GROUP, self.file_of_group),
        ]

    async def of_setting(self, asked: Asked) -> Response:
        return await self._page(asked, None)

    async def of_group(self, asked: Asked) -> Response:
        return await self._page(asked, asked.places["manager"])

    async def file_of_setting(self, asked: Asked) -> Response:
        return await self._file(asked, None)

    async def file_of_group(self, asked: Asked) -> Response:
        return await self._file(asked, asked.places["manager"])

    async def _page(self, asked: Asked, manager: str | None) -> Response:
        shown = await practice_shown(self.deps, asked.reader.setting, manager)
        speak = asked.speak
        running = window_of(local_date(asked.reader.person, self.deps.clock.now())).last
        return asked.page(
            "practice.html",
            kind="group" if manager else "practice",
            groups=_groups(shown, asked, manager),
            across=ACROSS,
            height=height_of(len(shown.whole.windows)),
            begun=bool(shown.whole.windows),
            empty=shown.whole.empty,
            sentences=list(_sentences(shown.whole, speak)),
            k=shown.k,
            next_window=next_window_words(running, speak),
            first_window=speak("digest.no_window", day=day_in_words(running, speak)),
            file=f"{asked.request.url.path}.csv",
        )

    async def _file(self, asked: Asked, manager: str | None) -> Response:
        """Exactly what the page shows, for a spreadsheet."""
        shown = await practice_shown(self.deps, asked.reader.setting, manager)
        content = written_table(_lines(_groups(shown, asked, manager), asked.speak))
        name = quote(asked.speak("pages.practice.file_name_group" if manager else "pages.practice.file_name"))
        disposition = f"attachment; filename*=UTF-8''{name}"
        headers = {"Content-Disposition": disposition}
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _groups(shown: PracticeShown, asked: Asked, manager: str | None) -> list[Group]:
    """The whole group first; parts by role are shown to a manager, of their own group."""
    speak = asked.speak
    whole = speak("practice.own_group") if manager else asked.reader.setting.name
    parts = shown.by_role if manager else {}
    named = [(whole, shown.whole), *((speak(f"role.{role}.name"), each) for role, each in parts.items())]
    return [_group(name, each, speak) for name, each in named]


def _group(name: str, series: Series, speak: Speaker) -> Group:
    windows = series.windows[::-1]
    rows = [_row(windows, row, speak) for row in series.rows]
    return Group(name, windows, [_window(each, speak) for each in windows], rows)


def _row(windows: Sequence[Window], row: SeriesRow, speak: Speaker) -> Row:
    shares = [_share(cell, speak) for cell in row.cells[::-1]]
    told = [share[0] if share else speak("digest.hidden_word") for share in shares]
    return Row(
        speak(f"behaviour.{row.behaviour}.short"),
        shares,
        row.trend,
        bars([cell.share if cell else None for cell in row.cells]),
        "; ".join(f"{_window(window, speak)}: {share}" for window, share in zip(windows, told, strict=True)),
    )


def _share(cell: Cell | None, speak: Speaker) -> tuple[str, int] | None:
    return (band_words(cell.share, speak), cell.size) if cell else None


def _window(window: Window, speak: Speaker) -> str:
    return span_in_words(window.first, window.last, speak)


def _sentences(series: Series, speak: Speaker) -> Iterator[str]:
    """The newest window in plain words: what went up or down, where bands let anybody say so."""
    if series.empty:
        return
    last = series.windows[-1]
    shown = [row for row in series.rows if row.latest]
    first, end = (day_in_words(day, speak) for day in (last.first, last.last))
    counts = {"count": len(shown), "all": len(series.rows), "first": first, "last": end}
    yield speak("pages.practice.shown", **counts)
    for trend in (Trend.HIGHER, Trend.LOWER):
        named = [speak(f"behaviour.{each}.short") for each in series.with_trend(trend)]
        if named:
            yield speak(f"pages.practice.{trend}", behaviours=", ".join(named))
    if len(series.windows) > 1 and all(row.trend in (Trend.ALIKE, Trend.UNKNOWN) for row in series.rows):
        yield speak("pages.practice.alike")


def _lines(groups: Sequence[Group], speak: Speaker) -> Iterator[Sequence[str]]:
    columns = ("group", "behaviour", "first", "last", "share", "people")
    yield [speak(f"pages.practice.column.{name}") for name in columns]
    for group in groups:
        for row in group.rows:
            for window, share in zip(group.windows, row.shares, strict=True):
                told, size = (share[0], str(share[1])) if share else (speak("digest.hidden_word"), "")
                yield [group.name, row.behaviour, f"{window.first}", f"{window.last}", told, size]
