"""Where the pages are, and the cookies and headers that keep them safe."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

FRAMED_BY: Mapping[str, tuple[str, ...]] = {}
"""Paths that other sites may show inside theirs, with those sites; nothing may, so far.

A tab in a chat program would be named here, page by page. It would need more: cookies are not
sent inside another site's frame, so it has to sign people in in a way of its own.
"""

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
_YEAR = int(timedelta(days=365).total_seconds())


@dataclass(frozen=True, slots=True)
class Site:
    """``address`` is the public one, without a path. By plain http it is this machine's, for trying out."""

    address: str

    @property
    def secure(self) -> bool:
        return self.address.startswith("https://")

    def cookie_name(self, name: str) -> str:
        """With the prefix that makes browsers keep a cookie to this host, to https and to every path."""
        return f"__Host-crosspillar-{name}" if self.secure else f"crosspillar-{name}"

    def set_cookie(self, response: Response, name: str, value: str, life: timedelta) -> None:
        response.set_cookie(
            self.cookie_name(name),
            value,
            max_age=int(life.total_seconds()),
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def drop_cookie(self, response: Response, name: str) -> None:
        response.delete_cookie(self.cookie_name(name), secure=self.secure, httponly=True, samesite="lax")

    def protect(self, response: Response, path: str) -> None:
        """Headers for a page; it is kept nowhere, unless it says so itself."""
        framed_by = " ".join(FRAMED_BY.get(path, ())) or "'none'"
        response.headers["Content-Security-Policy"] = _CONTENT.format(framed_by=framed_by)
        response.headers.update(_HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        if self.secure:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
