"""Signing in by a link from the chat, signing out, and where one is signed in."""

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from bot.services.access import Access
from bot.services.signing_in import PATH
from bot.web.guard import Asked, Guard, Page, RefusedError
from bot.web.rendering import moment
from bot.web.site import Seat


@dataclass(frozen=True, slots=True)
class SignInPages:
    """``provider`` is what people call the provider of accounts; empty where there is none."""

    guard: Guard
    provider: str

    @property
    def pages(self) -> list[Page]:
        return [
            Page("/sign-in", Access.PUBLIC, self.ways),
            Page("/sign-in/link/{key}", Access.PUBLIC, self.invitation, counted=True),
            Page("/sign-in/link/{key}", Access.PUBLIC, self.by_link, "POST", counted=True),
            Page("/sign-out", Access.SIGNED_IN, self.out, "POST"),
            Page("/sign-out-everywhere", Access.SIGNED_IN, self.out_everywhere, "POST"),
            Page("/you", Access.SIGNED_IN, self.you),
        ]

    async def ways(self, asked: Asked) -> Response:
        """How to sign in."""
        if asked.frame.reader is not None:
            return RedirectResponse(PATH, status_code=303)
        idle, whole = self._rules
        # A session's cookie without a session: it ran out, and whoever comes back wonders why.
        return asked.page(
            "sign_in.html", provider=self.provider, over=bool(asked.key), idle=idle, whole=whole
        )

    async def invitation(self, asked: Asked) -> Response:
        """A link opened; a button uses it up. Chat programs open links too, to show what is behind them."""
        person = await self.guard.sign_ins.invited(asked.places["key"])
        if person is None:
            raise RefusedError(404, "link_over")
        return asked.page("invitation.html", person=person)

    async def by_link(self, asked: Asked) -> Response:
        key = await self.guard.sign_ins.by_link(asked.places["key"])
        if key is None:
            raise RefusedError(404, "link_over")
        return await self.signed_in(asked, key)

    async def signed_in(self, asked: Asked, key: str) -> Response:
        """To the first page, with a new session in the browser; the one it had at this seat ends."""
        if asked.key:
            await self.guard.sign_ins.sign_out(asked.key)
        response, seat = RedirectResponse(PATH, status_code=303), asked.seat
        life = self.guard.deps.pages.whole
        self.guard.site.set_cookie(response, seat.cookie, key, life, framed=seat.framed)
        return response

    async def out(self, asked: Asked) -> Response:
        await self.guard.sign_ins.sign_out(asked.key)
        return self._signed_out(asked.seat)

    async def out_everywhere(self, asked: Asked) -> Response:
        await self.guard.sign_ins.sign_out_everywhere(asked.reader)
        return self._signed_out(asked.seat)

    async def you(self, asked: Asked) -> Response:
        """Where one is signed in, and the way to end all of it."""
        zone = asked.reader.person.time_zone
        sessions = [
            (moment(each.opened_at, zone, asked.speak), moment(each.seen_at, zone, asked.speak))
            for each in await self.guard.sign_ins.sessions(asked.reader)
        ]
        idle, whole = self._rules
        return asked.page("you.html", sessions=sessions, idle=idle, whole=whole)

    @property
    def _rules(self) -> tuple[int, int]:
        """Minutes without a look, and hours in any case, after which one is signed out."""
        rules = self.guard.deps.pages
        return int(rules.idle.total_seconds() // 60), int(rules.whole.total_seconds() // 3600)

    def _signed_out(self, seat: Seat) -> Response:
        response = RedirectResponse(seat.sign_in, status_code=303)
        self.guard.site.drop_cookie(response, seat.cookie, framed=seat.framed)
        return response
