"""``crosspillar teams package`` on the command line."""

import json
import os
import zipfile
from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from tests.clients.fake_teams import CLIENT, TENANT
from tests.end_to_end.program import Ended, environment

CONNECTED = {
    "TEAMS__CLIENT_ID": CLIENT.upper(),
    "TEAMS__CLIENT_SECRET": "a~secret~value",
    "TEAMS__TENANTS": TENANT,
}


def run(*words: str, **settings: str) -> Ended:
    with patch.dict(os.environ, environment(settings), clear=True):
        result = CliRunner().invoke(app, ["teams", "package", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


def test_the_package_is_of_this_deployment_and_holds_no_secret(tmp_path: Path) -> None:
    out = tmp_path / "crosspillar.zip"
    done = run("--host", "bot.example.org", "--out", str(out), **CONNECTED)
    assert (done.status, str(out) in done.out) == (0, True)
    with zipfile.ZipFile(out) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert (manifest["bots"][0]["botId"], manifest["validDomains"]) == (CLIENT, ["bot.example.org"])
    assert manifest["developer"]["privacyUrl"] == "https://bot.example.org/"
    assert b"a~secret~value" not in everything


def test_it_holds_a_tab_where_there_are_pages_and_says_what_is_missing_for_one(tmp_path: Path) -> None:
    words = ("--host", "bot.example.org", "--out", str(tmp_path / "crosspillar.zip"))
    for address, tabs in (("", 0), ("http://localhost:8080", 0), ("https://bot.example.org/", 1)):
        done = run(*words, PUBLIC_URL=address, LOCAL_CHAT="true", **CONNECTED)
        with zipfile.ZipFile(words[-1]) as archive:
            manifest = json.loads(archive.read("manifest.json"))
        assert len(manifest.get("staticTabs", [])) == tabs
        assert ("CROSSPILLAR_PUBLIC_URL" in done.out) is not bool(tabs)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--host", "https://bot.example.org"), "without https://"),
        (("--host", "bot"), "like crosspillar.example.org"),
        (("--host", "bot.example.org", "--site", "http://intranet"), "begins with https://"),
        (("--host", "bot.example.org", "--out", "/nowhere/at/all.zip"), "name another file with --out"),
    ],
)
def test_what_cannot_be_used_is_named_with_the_mend(words: tuple[str, ...], hint: str) -> None:
    done = run(*words, **CONNECTED)
    assert (done.status, hint in done.err) == (2, True)


def test_without_credentials_it_says_what_to_set() -> None:
    done = run("--host", "bot.example.org")
    assert (done.status, "CROSSPILLAR_TEAMS__" in done.err) == (2, True)
