"""Requests over HTTP, given to an application as a server gives them; no network in between."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from starlette.types import ASGIApp

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NO_VALUE = re.compile(r"[\0\r\n]")


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it can be written in JSON: the letters of ``headers`` and ``body`` are bytes."""

    path: str
    headers: Mapping[str, str]
    body: str

    @classmethod
    def of(cls, data: bytes) -> "Sent | None":
        """What is left of one after mutations; None where that is nothing."""
        try:
            found = json.loads(data)
            headers = {str(name): str(value) for name, value in found["headers"].items()}
            return cls(str(found["path"]), headers, str(found["body"]))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None

    def written(self) -> bytes:
        return json.dumps({"path": self.path, "headers": dict(self.headers), "body": self.body}).encode()

    @property
    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """A server lets only names and values through that HTTP allows."""
        return [
            (name.lower().encode(), _bytes(_NO_VALUE.sub("", value)))
            for name, value in self.headers.items()
            if _NAME.fullmatch(name)
        ]

    @property
    def body_bytes(self) -> bytes:
        return _bytes(self.body)

    async def post(self, app: ASGIApp) -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="https://localhost"
        ) as http:
            return await http.post(self.path, headers=self.raw_headers, content=self.body_bytes)


def _bytes(text: str) -> bytes:
    return text.encode("latin-1", "replace")
