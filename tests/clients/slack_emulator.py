"""A Slack workspace on loopback: the third-party emulator, started and seeded."""

import json
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from slack_sdk import WebClient

from bot.slack.scopes import SCOPES
from tests.clients.node import node_binary, require_package

SCRIPT = Path(__file__).with_suffix(".mjs")
EVENTS = SCRIPT.with_name("slack_events.mjs")
"""Loaded before: what the emulator can do, and has no way to ask for."""
TEAM_ID = "T000000001"
BOT_TOKEN = "xoxb-emulated-workspace"
BOT_ID = "B00000BOT1"
BOT_USER_ID = "U00000BOT1"
APP_ID = "A00000BOT1"
CLIENT_ID = "10000.20000"
CLIENT_SECRET = "emulated-client-secret"
SIGNING_SECRET = "0123456789abcdef0123456789abcdef"
CHANNEL = "joint-work"
GRANTED = (*SCOPES, "channels:history")
"""The product's own, and what the tests read of channels with its token."""
PEOPLE = {"amina": "Amina Diallo", "bruno": "Bruno Costa", "chen": "Chen Wei", "dalia": "Dalia Haddad"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


RETURN_PORT = _free_port()
"""Where a product listens to which people return after an installation: Slack knows it beforehand."""


@dataclass(frozen=True, slots=True)
class EmulatedSlack:
    """One workspace as seeded. ``users`` holds user ids by name, ``channels`` channel ids by name."""

    url: str
    users: Mapping[str, str]
    channels: Mapping[str, str]
    team_id: str = TEAM_ID
    bot_token: str = BOT_TOKEN
    bot_id: str = BOT_ID
    bot_user_id: str = BOT_USER_ID
    app_id: str = APP_ID
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    signing_secret: str = SIGNING_SECRET

    @property
    def base_url(self) -> str:
        """What slack_sdk takes as ``base_url``."""
        return f"{self.url}/api/"

    @property
    def settings(self) -> dict[str, str]:
        """For a product that is to serve this workspace."""
        return {
            "signing_secret": self.signing_secret,
            "bot_token": self.bot_token,
            "workspace": self.team_id,
            "base_url": self.base_url,
        }


@dataclass(frozen=True, slots=True)
class SlackEmulator:
    """A running emulator; one process serves a whole test session."""

    url: str
    _input: IO[str]
    _output: IO[str]

    def fresh(self) -> EmulatedSlack:
        """The workspace as seeded, whatever an earlier test did to it."""
        print("reset", file=self._input, flush=True)
        _answer(self._output)
        client = WebClient(BOT_TOKEN, base_url=f"{self.url}/api/")
        members: list[dict[str, Any]] = client.users_list()["members"]
        channels: list[dict[str, Any]] = client.conversations_list()["channels"]
        return EmulatedSlack(
            url=self.url,
            users={member["name"]: member["id"] for member in members},
            channels={channel["name"]: channel["id"] for channel in channels},
        )


@contextmanager
def running_slack_emulator() -> Iterator[SlackEmulator]:
    """Start the emulator on a free port, wait for its word that it listens, stop it at the end."""
    require_package("emulate")
    with subprocess.Popen(
        [node_binary(), f"--import={EVENTS.as_uri()}", str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        print(json.dumps(_seed()), file=process.stdin, flush=True)
        try:
            yield SlackEmulator(_answer(process.stdout)["url"], process.stdin, process.stdout)
        finally:
            # Popen's own exit closes the input, on which the script ends, and waits for it.
            process.stdin.close()


def _answer(output: IO[str]) -> dict[str, Any]:
    line = output.readline()
    assert line, "the Slack emulator ended early; its error is above"
    answer: dict[str, Any] = json.loads(line)
    return answer


def _seed() -> dict[str, Any]:
    workspace = {
        "team": {"name": "Country office", "domain": "country-office"},
        "signing_secret": SIGNING_SECRET,
        "strict_scopes": True,
        "users": [
            {"name": name, "real_name": real_name, "email": f"{name}@example.org"}
            for name, real_name in PEOPLE.items()
        ],
        "channels": [{"name": CHANNEL, "topic": "What we do together"}],
        "oauth_apps": [_app()],
        "tokens": [_bot_token()],
    }
    return {"slack": workspace}


def _app() -> dict[str, Any]:
    return {
        "app_id": APP_ID,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "name": "Crosspillar",
        "redirect_uris": [f"http://127.0.0.1:{RETURN_PORT}/slack/oauth_redirect"],
        "scopes": GRANTED,
        "bot_id": BOT_ID,
        "bot_user_id": BOT_USER_ID,
        "bot_name": "crosspillar",
    }


def _bot_token() -> dict[str, Any]:
    return {
        "token": BOT_TOKEN,
        "type": "bot",
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "bot_user_id": BOT_USER_ID,
        "app_id": APP_ID,
        "client_id": CLIENT_ID,
        "scopes": GRANTED,
    }
