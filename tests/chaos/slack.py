"""A Slack that goes wrong by chance, and remembers what reached whom and which forms were opened."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from aiohttp import web

from tests.chaos.diary import Diary
from tests.chaos.history import Arrival
from tests.clients.busy_slack import Accident, BusySlack
from tests.clients.fake_slack import refuse

TROUBLES: tuple[int | str | Accident, ...] = (
    429,
    500,
    503,
    "internal_error",
    Accident.HANGS_UP_UNDONE,
    Accident.HANGS_UP_DONE,
    Accident.HANGS_UP_DONE,
    Accident.HANGS,
    Accident.HANGS_DONE,
)
QUIET = frozenset({"auth.test"})
"""Asked at the start alone: a process that is refused there does not serve, which is another subject."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message in a person's conversation: where it stands, and the tokens of its buttons."""

    key: str
    channel: str
    ts: str
    tokens: tuple[str, ...]


@dataclass
class RoughSlack(BusySlack):
    """``trouble`` is the share of calls that go wrong."""

    rng: Random = field(default_factory=Random)
    diary: Diary = field(kw_only=True)
    trouble: float = 0.0
    retry_after: int = 2
    arrivals: list[Arrival] = field(default_factory=list)
    told: dict[str, list[Told]] = field(default_factory=dict)
    """By conversation; what answers something at once has no key and is not among them."""
    replies: dict[str, Told] = field(default_factory=dict)
    """The latest answer to a command, by user."""
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Views by the trigger that opened them."""
    went_wrong: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if method not in QUIET and self.rng.random() < self.trouble:
            trouble = self.rng.choice(TROUBLES)
            self.script[method].append(trouble)
            self.went_wrong += 1
            self.diary.note(f"Slack: the next {method} meets {_named(trouble)}")
        if method == "respond":
            return await self._respond(request)
        if "Authorization" not in request.headers:
            return refuse("not_authed")(request)
        return await super().answer(request)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        """What is said in answer to a command, at an address of its own; the last one stays in sight."""
        person, sent = request.query["user"], await request.json()
        self.replies[person] = Told("", f"D{person[1:]}", "1700000000.000100", _tokens(sent))
        return web.json_response({"ok": True})

    def reply_to(self, user: str) -> str:
        """The address at which a command of this person is answered."""
        return f"{self.response_url}?user={user}"

    def _do(self, workspace: str, method: str, sent: dict[str, Any]) -> dict[str, Any]:
        done = super()._do(workspace, method, sent)
        if method == "chat.postMessage" and "metadata" in sent:
            told = Told(sent["metadata"]["event_payload"]["key"], sent["channel"], done["ts"], _tokens(sent))
            self.told.setdefault(told.channel, []).append(told)
            self.arrivals.append(Arrival(told.key, self.now(), self.diary.seconds))
        if method == "views.open":
            self.forms[sent["trigger_id"]] = sent["view"]
            return {"view": {"id": sent["trigger_id"]}}
        return done


def _tokens(message: dict[str, Any]) -> tuple[str, ...]:
    elements = [e for block in message.get("blocks", ()) for e in block.get("elements", ())]
    return tuple(each["value"] for each in elements if each.get("type") == "button" and each.get("value"))


def _named(trouble: int | str | Accident) -> str:
    return trouble.value if isinstance(trouble, Accident) else str(trouble)
