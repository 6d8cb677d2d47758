"""Microsoft's own Teams client for one's own machine, the Agents Playground: one process is one person's."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clients.fake_teams import TENANT
from tests.clients.node import node_binary, require_package
from tests.clients.teams_activities import BOT

_PACKAGE = "@microsoft/m365agentsplayground"
_LISTENING = "Listening on "


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account in a tenant."""

    name: str
    tenant: str
    object_id: str

    @property
    def email(self) -> str:
        """Also what they sign in with."""
        return f"{self.name.split()[0].lower()}@example.org"

    def configured(self) -> dict[str, str]:
        """As the Playground is told of them; the spelling is its own."""
        given, _, surname = self.name.partition(" ")
        return {
            "id": self.object_id,
            "aadObjectId": self.object_id,
            "name": self.name,
            "givenName": given,
            "surname": surname,
            "email": self.email,
            "userPrincipleName": self.email,
        }


COLLEAGUES = tuple(
    Account(name, TENANT, f"eeeeeeee-0000-4000-8000-{number:012}")
    for number, name in enumerate(("Dalia Haddad", "Emre Kaya", "Fatou Ndiaye", "Goran Petrov", "Hana Sato"))
)
"""Of each Playground's users those besides the person themselves; it wants five, no more and no fewer."""


@contextmanager
def running_playground(
    folder: Path, account: Account, *, bot: str, service: str, channels: Mapping[str, str]
) -> Iterator[str]:
    """Start one on a free port; its address.

    ``bot`` is where it brings what happens, ``service`` the address it names for answers, and
    ``channels`` are those of its one team, names by id. ``folder``, which is there, takes what it writes.
    """
    config = folder / "playground.yml"
    config.write_text(json.dumps(_config(account, channels)), encoding="utf-8")  # JSON is YAML
    program = require_package(_PACKAGE) / "cli.js"
    told = ["start", "-e", bot, "-c", "msteams", "-p", "0", "--service-url", service, "--dt"]
    environment = {
        **os.environ,
        "TEAMSAPPTESTER_BROWSER": "none",
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config),
    }
    with subprocess.Popen(
        [node_binary(), str(program), *told], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line.startswith(_LISTENING), f"the Agents Playground ended early: {line!r}"
            yield f"http://localhost:{int(line.removeprefix(_LISTENING))}"
        finally:
            process.terminate()


def _config(account: Account, channels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "version": "0.1.1",
        "tenantId": account.tenant,
        "bot": {"id": BOT, "name": "Crosspillar"},
        "currentUser": account.configured(),
        "users": [each.configured() for each in COLLEAGUES],
        "personalChat": {"id": f"a:{account.object_id}"},
        "groupChat": {"id": "19:group@thread.v2", "name": "Group chat"},
        "team": {
            "id": "19:general@thread.tacv2",
            "name": "Country office",
            "aadGroupId": "00000000-0000-4000-8000-000000000031",
            "channels": [{"id": key, "name": name} for key, name in channels.items()],
        },
    }
