"""What the page posts: checked for where it comes from, its size and its shape."""

from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from bot import admission

MAX_BODY = 64 * 1024
"""Bytes; a filled dialog needs far less."""


class RejectedError(Exception):
    """A request that is answered with a sentence. ``word`` is the key of its text."""

    def __init__(self, status: int, word: str, **values: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word
        self.values = values


class Posted(BaseModel):
    """``key`` is made by the page, once for every intent of the person."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: UUID
    conversation: str = Field(max_length=330)


class PostedPress(Posted):
    message: str = Field(max_length=36)
    token: str = Field(max_length=2000)


class PostedSubmission(Posted):
    """``message`` is empty where a command opened the dialog."""

    message: str = Field(max_length=36)
    token: str = Field(max_length=2000)
    values: dict[str, tuple[str, ...]]


class PostedCommand(Posted):
    text: str = Field(max_length=1000)


Body = TypeVar("Body", bound=Posted)


async def posted(request: Request, shape: type[Body]) -> Body:
    """The body of a POST from our own page. Raises ``RejectedError``."""
    check_origin(request)
    try:
        return shape.model_validate_json(await read_body(request))
    except ValidationError:
        raise RejectedError(400, "not_understood") from None


def check_origin(request: Request) -> None:
    """Let only our own page post: every browser names the page's origin on a POST."""
    if _host_of(request.headers.get("origin", "")) != request.headers.get("host", ""):
        raise RejectedError(403, "other_site")


def _host_of(origin: str) -> str | None:
    """Name and port of an address; None of what is none."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


async def read_body(request: Request) -> bytes:
    """Read at most ``MAX_BODY`` bytes, whatever length the request claims to have."""
    try:
        return await admission.read_body(request, MAX_BODY)
    except admission.RejectedError as error:
        raise RejectedError(error.status, "too_large") from None
