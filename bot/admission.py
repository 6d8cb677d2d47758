"""What every platform's gate has in common: a refusal in words, and a body read no further than allowed."""

from starlette.requests import Request

MAX_BODY = 256 * 1024
"""Bytes. Platforms' own requests stay far below."""


class RejectedError(Exception):
    """A request that is not let in: the HTTP status and a plain sentence for its sender."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


async def read_body(request: Request, most: int = MAX_BODY) -> bytes:
    """The body, given up as soon as it is longer than allowed. Raises ``RejectedError``."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise RejectedError(413, "This request is too large.")
    return bytes(body)
