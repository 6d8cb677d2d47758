"""``crosspillar serve`` with Slack, as an operator starts it."""

import asyncio
import json
import subprocess
from pathlib import Path

import httpx

from tests.clients.fake_slack import FakeSlack, refuse, running_fake_slack
from tests.clients.slack_requests import SECRET, TEAM, direct_message
from tests.clients.socket_slack import running_socket_slack
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


def _serve(folder: Path, slack: FakeSlack, **more: str) -> "subprocess.CompletedProcess[str]":
    return _run(folder, slack, "serve", "--port", "0", **more)


def _run(folder: Path, slack: FakeSlack, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [command(), *words],
        env=environment(settings(folder, slack.base_url) | more),
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


async def test_without_a_public_address_it_connects_by_itself_and_ends_in_order(tmp_path: Path) -> None:
    async with running_fake_slack() as slack, running_socket_slack(slack) as socket:
        chosen = settings(tmp_path, slack.base_url) | {"SLACK__APP_TOKEN": "xapp-1"}
        del chosen["SLACK__SIGNING_SECRET"]
        with running("serve", "--port", "0", folder=tmp_path, **chosen) as product:
            url = (await asyncio.to_thread(product.line_with, "Listening on")).split()[2]
            link = await socket.link()
            envelope = await socket.send(link, "events_api", json.loads(direct_message("help")))
            assert await socket.answer(envelope) is None
            async with httpx.AsyncClient() as client:
                assert (await client.post(f"{url}/slack/events")).status_code == 404
            ended = await asyncio.to_thread(product.stop)
    assert (ended.status, link.closed) == (0, True)
    assert "Traceback" not in ended.err
    said = [arguments for method, arguments in slack.said if method == "chat.postMessage"]
    assert "roster" in str(said)


async def test_a_refused_app_token_ends_the_start_with_one_sentence(tmp_path: Path) -> None:
    async with running_fake_slack() as slack:
        slack.answers["apps.connections.open"] = refuse("not_allowed_token_type")
        ended = await asyncio.to_thread(_serve, tmp_path, slack, SLACK__APP_TOKEN="xapp-1")
    assert ended.returncode != 0
    [said] = ended.stderr.splitlines()
    assert said.startswith("CROSSPILLAR_SLACK__APP_TOKEN: Slack refuses it (not_allowed_token_type). ")


async def test_accounts_are_linked_from_the_command_line(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "email,name,role_group,entity,pillar,time_zone\n"
        "ada@example.org,Ada,R3,Seed Fund,Development,Africa/Nairobi\n"
    )
    async with running_fake_slack() as slack:
        slack.always["users.list"] = {"members": [{"id": "U1", "profile": {"email": "ada@example.org"}}]}
        imported = await asyncio.to_thread(
            _run, tmp_path, slack, "roster", "import", "roster.csv", "--setting", "South"
        )
        synced = await asyncio.to_thread(_run, tmp_path, slack, "slack", "sync")
        slack.answers["users.list"] = refuse("missing_scope")
        refused = await asyncio.to_thread(_run, tmp_path, slack, "slack", "sync")
    assert (imported.returncode, synced.returncode, refused.returncode) == (0, 0, 1)
    assert f"{TEAM}: 1 accounts read, 1 linked" in synced.stdout
    assert "missing_scope: The app lacks a permission" in refused.stdout
