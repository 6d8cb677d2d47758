"""Coordinators' catalogue: every nudge, its switch, its words, and how it looks on each platform."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import structlog
from starlette.responses import RedirectResponse, Response

from bot.services.access import Access
from bot.services.page_content import OutdatedError, PageContent
from bot.services.signing_in import PATH
from bot.web.content_form import WordsForm
from bot.web.content_words import told
from bot.web.guard import Asked, Page, RefusedError
from bot.web.rendering import moment
from nudges.cards import Card
from nudges.catalogue import Nudge
from nudges.editions import Words
from nudges.nudge_words import Flaw, version_of
from nudges.people import Platform
from nudges.texts import FALLBACK

Preview: TypeAlias = Callable[[Card], Mapping[Platform, Any]]
"""A card as each platform gets it: the local chat's mark-up, Slack's blocks, the elements of Teams' card."""

LARGEST = 128 * 1024
"""Bytes of a form of words; a letter may take nine of them on its way."""
_LONGEST_SEARCH = 100
_DIGITS = 9
SAVE = "save"
"""What the form's second button says; it counts only for the words that were shown before."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ContentPages:
    use: PageContent
    preview: Preview

    @property
    def pages(self) -> list[Page]:
        here, coordinator = "/settings/{setting}/catalogue", Access.COORDINATOR
        one = f"{here}/{{nudge}}"
        return [
            Page(here, coordinator, self.catalogue),
            Page(one, coordinator, self.nudge),
            Page(f"{one}/off", coordinator, self.ask),
            Page(f"{one}/off", coordinator, self.switch_off, "POST"),
            Page(f"{one}/on", coordinator, self.switch_on, "POST"),
            Page(f"{one}/texts/{{language}}", coordinator, self.texts),
            Page(f"{one}/texts/{{language}}", coordinator, self.write, "POST", largest=LARGEST),
        ]

    async def catalogue(self, asked: Asked) -> Response:
        wanted = asked.request.query_params.get("q", "")[:_LONGEST_SEARCH]
        return asked.page(
            "catalogue.html",
            here=_here(asked),
            wanted=wanted,
            groups=self.use.listed(asked.reader, wanted),
            numbers=self.use.counted(asked.reader),
        )

    async def nudge(self, asked: Asked) -> Response:
        nudge = self._nudge(asked)
        language = self._language(asked, asked.request.query_params.get("language", ""))
        shown = await self.use.shown(asked.reader, nudge)
        zone, speak = asked.reader.person.time_zone, asked.speak
        return asked.page(
            "nudge.html",
            here=_here(asked),
            shown=shown,
            off_since=moment(shown.off_since, zone, speak) if shown.off_since else "",
            about=list(told(nudge, self.use.deps.catalogue.framework, speak)),
            languages=self.use.languages,
            language=language,
            previews=self._previews(asked, nudge, language) if shown.is_message else [],
            words=WordsForm(nudge, self.use.original(nudge, language), speak).fields(
                self.use.words(asked.reader, nudge, language)
            ),
            versions=[(each, moment(each.version.at, zone, speak)) for each in shown.of(language)],
        )

    async def ask(self, asked: Asked) -> Response:
        """Once more, before people stop getting it."""
        shown = await self.use.shown(asked.reader, self._nudge(asked))
        if not shown.can_rest:
            raise RefusedError(404, "not_here")
        return asked.page("nudge_off.html", here=_here(asked), shown=shown)

    async def switch_off(self, asked: Asked) -> Response:
        return await self._switch(asked, on=False)

    async def switch_on(self, asked: Asked) -> Response:
        return await self._switch(asked, on=True)

    async def texts(self, asked: Asked) -> Response:
        """The form with the words people get now, or with those of an earlier version to look at first."""
        nudge, language = self._editable(asked)
        shown = await self.use.shown(asked.reader, nudge)
        versions = [each.version for each in shown.of(language)]
        base = versions[0].number if versions else 0
        number = asked.request.query_params.get("version", "")
        if not number:
            return self._form(asked, nudge, self.use.words(asked.reader, nudge, language), base)
        original = self.use.original(nudge, language)
        found = {"0": original} | {str(each.number): each.words or original for each in versions}
        if number not in found:
            raise RefusedError(404, "not_here")
        return self._form(asked, nudge, found[number], base, seen=True)

    async def write(self, asked: Asked) -> Response:
        """Show what was written, or have people get it where it was shown before just as it is."""
        nudge, language = self._editable(asked)
        words = WordsForm(nudge, self.use.original(nudge, language), asked.speak).read(asked.form)
        base = _number(asked.form.get("base", ""))
        was_shown = asked.form.get("shown") == version_of(words)
        if asked.form.get("do") != SAVE or not was_shown or self.use.flaws(nudge, language, words):
            late = asked.form.get("do") == SAVE and not was_shown
            return self._form(asked, nudge, words, base, seen=True, word="changed_since" if late else "")
        try:
            await self.use.save(asked.reader, nudge, language, words, base)
        except OutdatedError:
            return self._form(asked, nudge, words, base, seen=True, word="outdated")
        log.info("pages.texts", setting=asked.reader.setting.id, nudge=nudge.id, language=language)
        return RedirectResponse(f"{_here(asked)}/{nudge.id}?language={language}", status_code=303)

    def _form(
        self, asked: Asked, nudge: Nudge, words: Words, base: int, *, seen: bool = False, word: str = ""
    ) -> Response:
        """``seen``: with how it would look, and the button that has people get it, where nothing is wrong."""
        language = asked.places["language"]
        flaws: Sequence[Flaw] = self.use.flaws(nudge, language, words) if seen else ()
        form = WordsForm(nudge, self.use.original(nudge, language), asked.speak)
        sound = seen and not flaws
        return asked.page(
            "nudge_texts.html",
            status=422 if flaws or word else 200,
            here=_here(asked),
            nudge=nudge,
            language=language,
            title=self.use.title(asked.reader, nudge),
            fields=form.fields(words, flaws),
            may_use=form.may_use,
            base=base,
            shown=version_of(words) if sound else "",
            faulty=bool(flaws),
            same=words == self.use.words(asked.reader, nudge, language),
            previews=self._previews(asked, nudge, language, words) if sound else [],
            word=word,
        )

    def _previews(
        self, asked: Asked, nudge: Nudge, language: str, words: Words | None = None
    ) -> list[Mapping[Platform, Any]]:
        """Each wording on every platform."""
        return [self.preview(each) for each in self.use.cards(asked.reader, nudge, language, words)]

    async def _switch(self, asked: Asked, *, on: bool) -> Response:
        nudge = self._nudge(asked)
        if not (await self.use.shown(asked.reader, nudge)).can_rest:
            raise RefusedError(404, "not_here")
        await self.use.switch(asked.reader, nudge, on=on)
        log.info("pages.nudge_switched", setting=asked.reader.setting.id, nudge=nudge.id, on=on)
        return RedirectResponse(f"{_here(asked)}/{nudge.id}", status_code=303)

    def _nudge(self, asked: Asked) -> Nudge:
        nudge = self.use.nudge(asked.places["nudge"])
        if nudge is None:
            raise RefusedError(404, "not_here")
        return nudge

    def _editable(self, asked: Asked) -> tuple[Nudge, str]:
        nudge, language = self._nudge(asked), asked.places["language"]
        if language not in self.use.languages or not self.use.can_be_reworded(nudge):
            raise RefusedError(404, "not_here")
        return nudge, language

    def _language(self, asked: Asked, wanted: str) -> str:
        """The one that is asked for, else the reader's own, where the product speaks it."""
        known = (each for each in (wanted, asked.reader.person.language) if each in self.use.languages)
        return next(known, FALLBACK)


def _here(asked: Asked) -> str:
    return f"{PATH}/settings/{asked.reader.setting.id}/catalogue"


def _number(text: str) -> int:
    """The number of a version; one that there never is, for whatever is none."""
    return int(text) if text.isdecimal() and len(text) < _DIGITS else -1
