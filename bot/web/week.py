"""Coordinators' look ahead: what goes out this week, and how a message reads."""

from dataclasses import dataclass

from starlette.responses import Response

from bot.services.access import Access
from bot.services.page_week import PageWeek
from bot.services.signing_in import PATH
from bot.web.content import Preview
from bot.web.guard import Asked, Page, RefusedError
from nudges.dates import day_in_words
from nudges.working_time import local_date


@dataclass(frozen=True, slots=True)
class WeekPages:
    use: PageWeek
    preview: Preview

    @property
    def pages(self) -> list[Page]:
        here, coordinator = "/settings/{setting}/week", Access.COORDINATOR
        return [
            Page(here, coordinator, self.week),
            Page(f"{here}/{{message}}", coordinator, self.message),
        ]

    async def week(self, asked: Asked) -> Response:
        reader = asked.reader
        today = local_date(reader.person, self.use.deps.clock.now())
        days = [
            (asked.speak(f"pages.week.day.{each.day.weekday()}"), day_in_words(each.day, asked.speak), each)
            for each in await self.use.days(reader)
        ]
        return asked.page(
            "week.html",
            here=_here(asked),
            days=days,
            today=today,
            k=self.use.deps.group_size,
            messages=self.use.messages(reader),
            held=bool(reader.setting.paused_since or reader.setting.crisis_since),
        )

    async def message(self, asked: Asked) -> Response:
        message = asked.places["message"]
        card = self.use.card(asked.reader, message)
        if card is None:
            raise RefusedError(404, "not_here")
        known = message in self.use.deps.catalogue.nudges
        return asked.page(
            "message.html",
            here=_here(asked),
            title=card.title,
            entry=f"{_here(asked).removesuffix('week')}catalogue/{message}" if known else "",
            language=asked.reader.person.language,
            previews=[self.preview(card)],
        )


def _here(asked: Asked) -> str:
    return f"{PATH}/settings/{asked.reader.setting.id}/week"
