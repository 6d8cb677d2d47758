"""``crosspillar serve`` as an operator runs it: what answers, what it refuses, how it ends."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import httpx
import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from tests.end_to_end.program import Ended, Running, environment, running

SAMPLE = Path(__file__).parents[2] / "config" / "examples" / "sample-roster.csv"
PERSON = "samuel.mensah@sample.example"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the operator works: a database with the sample roster."""
    place = tmp_path_factory.mktemp("serve")
    done = run("roster", "import", str(SAMPLE), "--setting", "Sample", **settings(place))
    assert done.status == 0, done.err
    return place


def settings(folder: Path) -> dict[str, str]:
    """Named without their prefix."""
    return {"DATABASE_URL": f"sqlite:///{folder}/crosspillar.db", "LOCAL_CHAT": "true"}


def run(*words: str, **chosen: str) -> Ended:
    """A command that ends by itself; in this process, as starting another takes seconds."""
    with patch.dict(os.environ, environment(chosen), clear=True):
        result = CliRunner().invoke(app, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


def started(folder: Path) -> Iterator[tuple[Running, str]]:
    """A running product and its address, once it answers."""
    port = _free_port()
    with running("serve", "--port", str(port), folder=folder, **settings(folder)) as product:
        url = f"http://127.0.0.1:{port}"
        with _patient() as client:
            client.get(f"{url}/healthz").raise_for_status()
        yield product, url


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _patient() -> httpx.Client:
    """Connects again, each time a little later, while nothing listens yet."""
    return httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=30)


@pytest.fixture(scope="module")
def product(folder: Path) -> Iterator[str]:
    for _, url in started(folder):
        yield url


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/healthz", "ok"),
        ("/readyz", '{"database":"ok","schema":"ok","ticks":"ok","version":"ok"}'),
        ("/readyz", '"role":"all"'),
        ("/metrics", 'crosspillar_process_info{role="all"} 1.0'),
        ("/metrics", "crosspillar_nudges_sendable"),
        ("/metrics", "crosspillar_messages_overdue 0.0"),
        ("/metrics", 'crosspillar_ticks_total{tick="dispatch"}'),
        ("/chat", "Samuel Mensah"),
    ],
)
def test_it_answers_operators_and_visitors(product: str, path: str, words: str) -> None:
    answer = httpx.get(product + path)
    assert (answer.status_code, words in answer.text) == (200, True)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_slack_that_is_not_connected_names_the_three_settings_it_needs(product: str, method: str) -> None:
    answer = httpx.request(method, f"{product}/slack/events")
    assert answer.status_code == 503
    assert "Slack is not connected here" in answer.text
    for name in ("SIGNING_SECRET", "BOT_TOKEN", "WORKSPACE"):
        assert f"CROSSPILLAR_SLACK__{name}" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_teams_that_is_not_connected_names_the_three_settings_it_needs(product: str, method: str) -> None:
    answer = httpx.request(method, f"{product}/api/messages")
    assert answer.status_code == 503
    assert "Microsoft Teams is not connected here" in answer.text
    for name in ("CLIENT_ID", "CLIENT_SECRET", "TENANTS"):
        assert f"CROSSPILLAR_TEAMS__{name}" in answer.text


@pytest.mark.parametrize("path", ["/chat", f"/chat/{PERSON}", "/metrics"])
def test_a_foreign_name_that_leads_here_is_not_answered(product: str, path: str) -> None:
    port = product.rpartition(":")[2]
    for host in ("elsewhere.test", f"elsewhere.test:{port}", "127.0.0.1.elsewhere.test", "testserver"):
        assert httpx.get(product + path, headers={"Host": host}).status_code == 400


def test_this_machine_is_answered_by_all_its_names(product: str) -> None:
    port = product.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}", "[::1]"):
        assert httpx.get(f"{product}/chat", headers={"Host": host}).status_code == 200


def test_health_reports_on_a_running_product(product: str) -> None:
    done = run("health", "--url", product)
    assert (done.status, '"ready":true' in done.out) == (0, True)


def test_health_ends_with_status_1_where_nothing_answers() -> None:
    url = f"http://127.0.0.1:{_free_port()}"
    done = run("health", "--url", url)
    assert (done.status, f"nothing answers at {url}" in done.err) == (1, True)


def test_it_stops_at_once_when_asked_though_a_page_is_open(folder: Path) -> None:
    for product, url in started(folder):
        with httpx.stream("GET", f"{url}/chat/{PERSON}/events", timeout=10) as page:
            assert page.status_code == 200
            ended = product.stop(within=10)
            assert (ended.status, ended.err) == (0, "")


def test_the_local_chat_is_not_offered_to_the_network(folder: Path) -> None:
    done = run("serve", "--host", "0.0.0.0", **settings(folder))  # noqa: S104  it is refused
    assert done.status == 2
    assert "no sign-in: listen on 127.0.0.1, or unset CROSSPILLAR_LOCAL_CHAT" in done.err


@pytest.mark.parametrize("role", ["web", "worker"])
def test_a_part_of_the_work_needs_a_database_that_processes_can_share(folder: Path, role: str) -> None:
    done = run("serve", "--role", role, **settings(folder))
    assert done.status == 2
    assert f"--role {role}: processes cannot share the SQLite file" in done.err
    assert "crosspillar db move" in done.err
    assert "set CROSSPILLAR_DATABASE_URL to postgresql://" in done.err


def test_an_unknown_role_is_answered_with_those_there_are(folder: Path) -> None:
    done = run("serve", "--role", "sender", **settings(folder))
    assert (done.status, "write all or web or worker" in done.err) == (2, True)


def test_a_taken_port_is_named_with_the_mend(product: str, folder: Path) -> None:
    port = product.rpartition(":")[2]
    done = run("serve", "--port", port, **settings(folder))
    assert done.status == 2
    assert f"cannot listen on 127.0.0.1 port {port}" in done.err
    assert "--port" in done.err


def test_a_wrong_setting_is_named_and_nothing_starts(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/crosspillar.db"
    done = run("serve", DATABASE_URL=address, GROUP_SIZE="3")
    assert done.status == 2
    assert "CROSSPILLAR_GROUP_SIZE: " in done.err
    assert "write a whole number, 5 or more" in done.err
    assert list(tmp_path.iterdir()) == []


def test_every_wrong_setting_is_named_at_once_and_no_secret_is_shown() -> None:
    done = run("serve", GROUP_SIZE="3", ATTENTION__GAP_HOURS="soon", SLACK__BOT_TOKEN="secret-token")
    assert done.status == 2
    for name in ("GROUP_SIZE", "ATTENTION__GAP_HOURS", "SLACK__SIGNING_SECRET", "SLACK__WORKSPACE"):
        assert f"CROSSPILLAR_{name}: " in done.err
    assert "secret-token" not in done.err
