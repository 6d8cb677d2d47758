"""What every platform's gate has in common: a refusal in words, and a body read no further than allowed."""

from typing import Any

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


def storable(text: str) -> str:
    """Without what JSON and forms can bring but no database takes: halves of letters, and the letter NUL."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def storable_parts(payload: Any) -> Any:
    """The same of every text in what JSON brought. Raises ``RecursionError`` where it is too deep."""
    if isinstance(payload, dict):
        return {storable_parts(name): storable_parts(part) for name, part in payload.items()}
    if isinstance(payload, list):
        return [storable_parts(part) for part in payload]
    return storable(payload) if isinstance(payload, str) else payload
