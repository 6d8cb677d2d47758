"""Live updates of one open page, as server-sent events."""

import json
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from anyio import Event
from anyio.lowlevel import checkpoint
from sse_starlette import ServerSentEvent

from bot.local.bell import heard
from bot.local.messages import LocalMessages
from bot.local.ports import LocalPerson
from bot.local.rendering import Renderer, first_of_days
from bot.ports import Clock

EVERY = 1.0
"""Seconds between looks without a ring: another process may write, the demo may move its clock."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What one page watches: a person's view of one conversation."""

    person: LocalPerson
    conversation: str
    people: Sequence[LocalPerson]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the page. It is drawn only where ``version`` differs from the one last told."""

    name: str
    event: str
    version: str
    draw: Callable[[], str]


class Updates:
    """Tells a page whatever differs from what it was told.

    The first round tells everything; the page ignores what it already shows. That way
    nothing is lost between drawing the page and listening, nor while a connection is down.
    """

    def __init__(
        self, messages: LocalMessages, renderer: Renderer, clock: Clock, top_bar: Callable[[], str]
    ) -> None:
        self._messages = messages
        self._renderer = renderer
        self._clock = clock
        self._top_bar = top_bar

    async def events(
        self, watch: Watch, every: float = EVERY, stopping: Event | None = None
    ) -> AsyncGenerator[ServerSentEvent, None]:
        """Events ``clock``, ``top-bar``, ``message``, ``shown`` and ``latest``, until the server is stopping.

        ``shown`` lists the ids of all messages to be seen: the page drops any other.
        """
        told: dict[str, str] = {}
        while not (stopping and stopping.is_set()):
            ring = self._messages.bell.next
            for part in await self._parts(watch):
                if told.get(part.name) != part.version:
                    told[part.name] = part.version
                    yield ServerSentEvent(data=part.draw(), event=part.event)
                    # Others get a turn, among them the one who notices that this page is closed.
                    await checkpoint()
            await heard(ring, within=every)

    async def _parts(self, watch: Watch) -> list[Part]:
        clock = self._renderer.clock(self._clock.now(), watch.person)
        latest = json.dumps(dict(await self._messages.latest(watch.person.email)))
        return [
            _whole("clock", clock),
            _whole("top-bar", self._top_bar()),
            *await self._message_parts(watch),
            _whole("latest", latest),
        ]

    async def _message_parts(self, watch: Watch) -> list[Part]:
        viewer = watch.person
        draw = partial(self._renderer.message, viewer=viewer, people=watch.people)
        stored = await self._messages.conversation(watch.conversation, viewer.email)
        first = first_of_days(stored, viewer.time_zone)
        drawn = [Part(m.id, "message", m.version, partial(draw, m, new_day=m.id in first)) for m in stored]
        return [*drawn, _whole("shown", json.dumps([m.id for m in stored]))]


def _whole(event: str, data: str) -> Part:
    return Part(event, event, data, lambda: data)
