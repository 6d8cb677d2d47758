"""Who changed what for others: of a setting for its coordinators, of all for operators."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.ports.acts import Via
from bot.services.access import Access
from bot.services.page_acts import ActShown, PageActs
from bot.web.guard import Asked, Page
from bot.web.rendering import moment


@dataclass(frozen=True, slots=True)
class ActPages:
    use: PageActs

    @property
    def pages(self) -> list[Page]:
        return [
            Page("/settings/{setting}/acts", Access.COORDINATOR, self.here),
            Page("/acts", Access.OPERATOR, self.everywhere),
        ]

    async def here(self, asked: Asked) -> Response:
        return _page(asked, await self.use.of_setting(asked.reader), everywhere=False)

    async def everywhere(self, asked: Asked) -> Response:
        return _page(asked, await self.use.everywhere(), everywhere=True)


def _page(asked: Asked, acts: Sequence[ActShown], *, everywhere: bool) -> Response:
    zone, speak = asked.reader.person.time_zone, asked.speak
    rows = [
        (moment(each.act.at, zone, speak), _what(asked, each), _who(asked, each), each.setting)
        for each in acts
    ]
    return asked.page("acts.html", rows=rows, everywhere=everywhere)


def _what(asked: Asked, shown: ActShown) -> str:
    return asked.speak(f"pages.acts.what.{shown.act.what}", **shown.act.detail)


def _who(asked: Asked, shown: ActShown) -> str:
    """A name and how; on the command line nobody is known, and the forgotten are forgotten here too."""
    if shown.act.via is Via.COMMAND:
        return asked.speak("pages.acts.operator")
    name = shown.who or asked.speak("pages.acts.forgotten")
    return asked.speak(f"pages.acts.via.{shown.act.via}", name=name)
