"""Files of the pages, served under names that change with what is in them."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

_KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_TYPES = {"css": "text/css", "svg": "image/svg+xml"}
NAMES = ("pages.css", "mark.svg")


@dataclass(frozen=True, slots=True)
class Asset:
    name: str
    """With the beginning of the content's hash, so that no browser shows an old one."""
    content: bytes
    media_type: str


@cache
def assets() -> dict[str, Asset]:
    """By plain name."""
    return {name: _asset(name) for name in NAMES}


def _asset(name: str) -> Asset:
    content = files("bot.web").joinpath("static", name).read_bytes()
    stem, _, kind = name.rpartition(".")
    return Asset(f"{stem}.{sha256(content).hexdigest()[:12]}.{kind}", content, _TYPES[kind])


async def asset(request: Request) -> Response:
    """A file by its full name; a browser may keep it for ever."""
    wanted = request.path_params["name"]
    found = next((each for each in assets().values() if each.name == wanted), None)
    if found is None:
        return Response(status_code=404)
    return Response(found.content, media_type=found.media_type, headers=_KEPT)
