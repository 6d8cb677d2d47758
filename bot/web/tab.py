"""The tab of a chat program: the page it opens, and signing in there with a key from the chat."""

from dataclasses import dataclass, replace

from starlette.responses import RedirectResponse, Response

from bot.services.access import Access
from bot.services.signing_in import PATH, TAB_PATH
from bot.web.guard import THEME, THEMES, Asked, Guard, Page, RefusedError
from bot.web.sign_in import SignInPages
from bot.web.site import TAB


@dataclass(frozen=True, slots=True)
class TabPages:
    """What is told in the address comes from whoever made the link: only a key is believed."""

    guard: Guard
    signing_in: SignInPages

    @property
    def pages(self) -> list[Page]:
        path = TAB_PATH.removeprefix(PATH)
        return [
            Page(path, Access.PUBLIC, self.entry, seat=TAB),
            Page(path, Access.PUBLIC, self.by_key, "POST", counted=True, seat=TAB),
        ]

    async def entry(self, asked: Asked) -> Response:
        """A button for whoever brings a key, which it uses up; else the pages, or how to get a key."""
        key = asked.request.query_params.get("key", "")
        theme = THEMES.get(asked.request.query_params.get("theme", ""), "")
        if key:
            await self.guard.count(asked.request)
        person = await self.guard.sign_ins.invited(key) if key else None
        if person is None and asked.frame.reader is not None:
            response: Response = RedirectResponse(PATH, status_code=303)
        else:
            response = _themed(asked, theme).page("tab.html", person=person)
        if theme:
            # Without a script nothing but a cookie tells the next page.
            life = self.guard.deps.pages.whole
            self.guard.site.set_cookie(response, THEME, theme, life, framed=True)
        return response

    async def by_key(self, asked: Asked) -> Response:
        key = await self.guard.sign_ins.by_link(asked.request.query_params.get("key", ""), in_tab=True)
        if key is None:
            raise RefusedError(404, "link_over")
        return await self.signing_in.signed_in(asked, key)


def _themed(asked: Asked, theme: str) -> Asked:
    """Asked from a tab that looks like this; as it was where nothing is told."""
    return replace(asked, frame=replace(asked.frame, theme=theme)) if theme else asked
