"""Every call of Slack waits its turn: clients that do not are made in named places only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bot.slack

ROOT = Path(bot.slack.__file__).parent
UNPACED = {
    "app.py": "bolt's own, which it wants for a pattern; every listener is given a paced one instead",
    "reach.py": "apps.connections.open with the app's token, once at the start; its limit is nobody else's",
    "socket.py": "the same for each new connection; slack_sdk rests there itself as Slack asks it to",
}


def _made(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _files() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.name, ast.parse(path.read_text(encoding="utf-8"))


def test_clients_without_limits_are_made_only_where_a_reason_is_named() -> None:
    found = [name for name, tree in _files() for _ in _made(tree, "AsyncWebClient")]
    assert found == sorted(UNPACED)


def test_every_paced_client_is_given_the_deployments_pace() -> None:
    calls = [call for _, tree in _files() for call in _made(tree, "PacedClient")]
    assert calls
    for call in calls:
        given = {word.arg: word.value for word in call.keywords}
        assert not isinstance(given["pace"], ast.Constant)
