"""Where the pages are, and the cookies and headers that keep them safe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from bot.services.signing_in import PATH, TAB_PATH

_CONTENT = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors {framed_by}"
)
"""No script at all, and nothing from elsewhere."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": a form's request would then name no origin, by which we know our own.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody looks at the pages: sessions of one seat count in no other.

    ``cookie`` holds its sessions; ``sign_in`` is where they begin. ``framed``: it is a frame inside
    a chat program's own page, so its cookies are sent there, and its pages may be shown there.
    """

    cookie: str
    sign_in: str
    framed: bool


WINDOW = Seat("session", f"{PATH}/sign-in", framed=False)
TAB = Seat("tab", TAB_PATH, framed=True)

_YEAR = int(timedelta(days=365).total_seconds())


@dataclass(frozen=True, slots=True)
class Site:
    """``address`` is the public one, without a path. By plain http it is this machine's, for trying out.

    ``framed_by`` are the sites that may show a tab's pages inside theirs; none where there is no tab.
    """

    address: str
    framed_by: Sequence[str] = ()

    @property
    def secure(self) -> bool:
        return self.address.startswith("https://")

    def cookie_name(self, name: str) -> str:
        """With the prefix that makes browsers keep a cookie to this host, to https and to every path."""
        return f"__Host-crosspillar-{name}" if self.secure else f"crosspillar-{name}"

    def set_cookie(
        self, response: Response, name: str, value: str, life: timedelta, *, framed: bool = False
    ) -> None:
        """``framed``: sent inside another site's frame too, as long as that same site stands around it."""
        response.set_cookie(
            self.cookie_name(name),
            value,
            max_age=int(life.total_seconds()),
            secure=self.secure or framed,
            httponly=True,
            samesite="none" if framed else "lax",
        )
        if framed:
            # Python's own cookies learn this word with 3.14.
            header, written = response.raw_headers[-1]
            response.raw_headers[-1] = (header, written + b"; Partitioned")

    def drop_cookie(self, response: Response, name: str, *, framed: bool = False) -> None:
        self.set_cookie(response, name, "", timedelta(), framed=framed)

    def protect(self, response: Response, *, framed: bool = False) -> None:
        """Headers for a page; it is kept nowhere, unless it says so itself.

        ``framed``: a tab's page, which the chat program may show, and nobody else.
        """
        framed_by = " ".join(self.framed_by if framed else ()) or "'none'"
        response.headers["Content-Security-Policy"] = _CONTENT.format(framed_by=framed_by)
        response.headers.update(_HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        if self.secure:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
