"""Activities as Teams sends them, and the one who sends them to a bot."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from bot.teams.app import PATH
from tests.clients.fake_teams import AMINA, TENANT, FakeTeams, signed

BOT = "28:99999999-cccc-4ccc-8ccc-999999999999"
CHAT = f"a:{AMINA}"
CHANNEL = "19:joint-work@thread.tacv2"
_NUMBERS = count(1)


@dataclass
class Client:
    """Somebody's Teams. What it sends is signed as Microsoft signs it."""

    teams: FakeTeams
    http: httpx.AsyncClient
    user: str = AMINA
    tenant: str = TENANT
    sent: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, kind: str, *, channel: bool = False, **more: Any) -> httpx.Response:
        """Bring an activity to the bot; ``channel``: of a channel's thread, not of the personal chat."""
        return await self.bring(self.activity(kind, channel=channel, **more))

    async def bring(self, activity: dict[str, Any]) -> httpx.Response:
        self.sent.append(activity)
        token = signed(self.teams.service)
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        # Written in ASCII, which can hold the halves of letters that somebody may send.
        return await self.http.post(PATH, content=json.dumps(activity), headers=headers)

    async def again(self) -> httpx.Response:
        """Deliver the last one once more."""
        return await self.bring(self.sent[-1])

    def activity(self, kind: str, *, channel: bool = False, **more: Any) -> dict[str, Any]:
        conversation = {
            "id": f"{CHANNEL};messageid=1700" if channel else f"a:{self.user}",
            "conversationType": "channel" if channel else "personal",
            "tenantId": self.tenant,
        }
        return {
            "type": kind,
            "id": f"f:{next(_NUMBERS)}",
            "channelId": "msteams",
            "serviceUrl": self.teams.service,
            "from": {"id": f"29:{self.user}", "aadObjectId": self.user, "name": "Amina"},
            "recipient": {"id": BOT, "name": "Crosspillar"},
            "conversation": conversation,
            "channelData": {"tenant": {"id": self.tenant}},
            **more,
        }

    async def write(self, text: str, **more: Any) -> httpx.Response:
        return await self.send("message", text=text, **more)

    async def mention(self, text: str) -> httpx.Response:
        named = {"type": "mention", "mentioned": {"id": BOT}, "text": "<at>Crosspillar</at>"}
        return await self.write(f"<at>Crosspillar</at>\u00a0{text}", channel=True, entities=[named])

    async def press(self, token: str, message: str, *, channel: bool = False) -> httpx.Response:
        value = {"action": {"type": "Action.Execute", "verb": "press", "data": {"token": token}}}
        return await self.invoke("adaptiveCard/action", value, channel=channel, replyToId=message)

    async def invoke(self, name: str, value: Any, **more: Any) -> httpx.Response:
        return await self.send("invoke", name=name, value=value, **more)

    async def fetch(self, data: Any, **more: Any) -> httpx.Response:
        return await self.invoke("task/fetch", {"data": data}, **more)

    async def submit(self, data: Any, **more: Any) -> httpx.Response:
        return await self.invoke("task/submit", {"data": data}, **more)

    async def install(self, action: str = "add", **more: Any) -> httpx.Response:
        return await self.send("installationUpdate", action=action, **more)


def buttons(card: Any) -> list[dict[str, Any]]:
    """Every button of a card, in order."""
    if isinstance(card, list):
        return [each for item in card for each in buttons(item)]
    if not isinstance(card, dict):
        return []
    own = [card] if str(card.get("type", "")).startswith("Action.") else []
    return [*own, *(each for value in card.values() for each in buttons(value))]
