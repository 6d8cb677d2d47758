"""Calendars fetched from addresses that people gave: read from public hosts only, and only so much.

Whoever may name an address could otherwise make this machine ask its own neighbours (request
forgery). A name is looked up before anything is asked, and the connection that was really made
is checked again before its answer is read, so that a name that changes its mind gains nothing.
"""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import httpx

from bot.calendar_feeds.apart import PATIENCE as READING
from bot.calendar_feeds.apart import read_apart
from bot.calendar_feeds.files import UnreadableCalendarError, content_of
from bot.ports.calendar_reading import CalendarProblemError
from nudges.flows.meetings.occurrences import Occurrence

MOST_BYTES = 5_000_000
PATIENCE = 15.0
"""Seconds for the whole answer."""
MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class WebCalendarReader:
    """Implements ``bot.ports.calendar_reading.CalendarReader``.

    ``private_hosts`` also lets addresses inside the own network be read, for organisations
    whose calendars stand there; plain http is for those alone. ``patience`` is how many seconds a
    calendar that is here may take to be read.
    """

    private_hosts: bool = False
    patience: float = READING

    async def read(self, address: str, start: datetime, end: datetime) -> Sequence[Occurrence]:
        held = content_of(address)
        content = await self._fetched(address) if held is None else held
        try:
            return await read_apart(content, start, end, self.patience)
        except UnreadableCalendarError:
            raise CalendarProblemError("no_calendar") from None
        except TimeoutError:
            raise CalendarProblemError("too_large") from None

    async def _fetched(self, address: str) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._fetch(address)
        except TimeoutError:
            raise CalendarProblemError("slow") from None
        except httpx.HTTPError:
            raise CalendarProblemError("unreachable") from None
        except (httpx.InvalidURL, ValueError):  # of the address itself, or where it leads on to
            raise CalendarProblemError("address") from None

    async def _fetch(self, address: str) -> bytes:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            for _ in range(MOST_REDIRECTS + 1):
                await self._check(address)
                async with client.stream("GET", address) as response:
                    self._check_peer(response)
                    if response.status_code not in _REDIRECTS:
                        return await _body(response)
                    address = urljoin(address, response.headers.get("location", ""))
        raise CalendarProblemError("unreachable")

    async def _check(self, address: str) -> None:
        """Raise ``CalendarProblemError`` where an address may not be asked."""
        parts = urlsplit(address)
        schemes = ("https", "http") if self.private_hosts else ("https",)
        if parts.scheme not in schemes or not parts.hostname:
            raise CalendarProblemError("address")
        if self.private_hosts:
            return
        try:
            found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, 443, type=socket.SOCK_STREAM)
        except OSError:
            raise CalendarProblemError("unreachable") from None
        if not all(_public(str(each[4][0])) for each in found):
            raise CalendarProblemError("address")

    def _check_peer(self, response: httpx.Response) -> None:
        stream = response.extensions.get("network_stream")
        peer = stream.get_extra_info("server_addr") if stream is not None else None
        if not self.private_hosts and (peer is None or not _public(str(peer[0]))):
            raise CalendarProblemError("address")


def _public(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return False


async def _body(response: httpx.Response) -> bytes:
    if response.status_code != 200:
        raise CalendarProblemError("refused")
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            raise CalendarProblemError("too_large")
    return bytes(body)
