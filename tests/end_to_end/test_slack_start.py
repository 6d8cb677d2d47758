"""``crosspillar serve`` with Slack, as an operator starts it."""

import asyncio
import subprocess
from pathlib import Path

import httpx

from tests.clients.fake_slack import FakeSlack, refuse, running_fake_slack
from tests.clients.slack_requests import SECRET, TEAM
from tests.end_to_end.program import PATIENCE, command, environment, running


def settings(folder: Path, base_url: str) -> dict[str, str]:
    """Named without their prefix."""
    slack = {"SIGNING_SECRET": SECRET, "BOT_TOKEN": "xoxb-1", "WORKSPACE": TEAM, "BASE_URL": base_url}
    return {
        "DATABASE_URL": f"sqlite:///{folder}/crosspillar.db",
        **{f"SLACK__{name}": value for name, value in slack.items()},
    }


async def test_a_refused_token_ends_the_start_with_one_sentence(tmp_path: Path) -> None:
    async with running_fake_slack() as slack:
        slack.answers["auth.test"] = refuse("invalid_auth")
        ended = await asyncio.to_thread(_serve, tmp_path, slack)
    assert ended.returncode != 0
    [said] = ended.stderr.splitlines()
    assert said.startswith("CROSSPILLAR_SLACK__BOT_TOKEN: Slack refuses it. invalid_auth: ")


def _serve(folder: Path, slack: FakeSlack) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [command(), "serve", "--port", "0"],
        env=environment(settings(folder, slack.base_url)),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_slack_out_of_reach_does_not_keep_the_product_from_serving(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    nowhere = f"http://127.0.0.1:{unused_tcp_port}/api/"
    with running("serve", "--port", "0", folder=tmp_path, **settings(tmp_path, nowhere)) as product:
        url = product.line_with("Listening on").split()[2]
        answer = httpx.get(f"{url}/readyz", timeout=30)
        ended = product.stop()
    assert answer.json()["checks"]["slack"].startswith("not reached (not since the start): Slack cannot be")
    assert "slack_not_reached" in ended.err
    assert ended.status == 0
