"""Every fault of a file has its words, and no words are left over."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bot
import nudges
from bot.content import Content
from nudges.texts import FALLBACK

PREFIX = "file_fault."
MEANT = {"meant", "one_of"}
"""What also asks whether a known word was meant."""


def named() -> Iterator[str]:
    """The texts that the code names when it finds a fault."""
    files = (file for package in (bot, nudges) for file in Path(*package.__path__).rglob("*.py"))
    for call in (node for file in files for node in ast.walk(ast.parse(file.read_bytes()))):
        if isinstance(call, ast.Call):
            maker = ast.unparse(call.func).rpartition(".")[2]
            keys = [str(each.value) for each in call.args if isinstance(each, ast.Constant)]
            if keys and maker in {"wrong", *MEANT}:
                yield from (keys[0], f"{keys[0]}_meant") if maker in MEANT else keys[:1]


def test_every_fault_that_is_found_can_be_said_and_nothing_else(content: Content) -> None:
    texts = content.texts.languages[FALLBACK]
    assert {f"{PREFIX}{key}" for key in named()} == {key for key in texts if key.startswith(PREFIX)}
