"""Files that cannot be read at all, and many faults told at once."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import Content, ContentError, load_content
from tests.content.folder import Folder

FRAMEWORK = "framework.yaml"
NUDGES = "catalogue/7-hurdles.yaml"
WORDS = "locales/en/catalogue/7-hurdles.yaml"


@pytest.mark.parametrize("file", [FRAMEWORK, NUDGES, WORDS])
@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: [1\n", 3, "this is not valid YAML (did not find expected ',' or ']')"),
        ("a: 1\n\tb: 2\n", 2, "this is not valid YAML (found a tab character"),
        ("a: 1\nb: 2\na: 3\n", 3, "`a` is already given on line 1: remove or rename one of them"),
        ("- a\n", 1, "the file is not a list of keys: start it with `key: value`"),
        ("a: \x01\n", 1, "this is not valid YAML (unreadable characters): correct it here"),
        ("[a, b]: 1\n", 1, "a key must be one word: correct it"),
    ],
)
def test_yaml_faults(folder: Folder, file: str, text: str, line: int, said: str) -> None:
    folder.write(file, text)
    assert any(f.file == file and f.line == line and f.message.startswith(said) for f in folder.faults())


def test_a_file_that_is_not_utf_8(folder: Folder) -> None:
    (folder.root / NUDGES).write_bytes(b"a: \xff\xfe\n")
    assert f"{NUDGES}:1: the file is not UTF-8: save it as UTF-8" in [str(f) for f in folder.faults()]


def test_an_empty_folder_says_what_belongs_there(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        load_content(tmp_path)
    assert [str(fault) for fault in caught.value.faults] == [
        "framework.yaml:1: the file is missing: put it back",
        "locales/en:1: there are no English texts: put the folder back",
    ]


def test_an_empty_framework_is_told_part_by_part(folder: Folder) -> None:
    folder.write(FRAMEWORK, "# nothing yet\n")
    said = [str(fault) for fault in folder.faults()]
    assert "framework.yaml:1: `barriers` is missing: add it" in said
    assert "framework.yaml:1: `solutions` is missing: add it" in said


def test_faults_of_several_files_are_told_together_in_order(folder: Folder) -> None:
    nudge = folder.spoil(NUDGES, "  friction: 1", "  friction: 9")
    other = folder.spoil(NUDGES, "cells: [R1.B2, R2.B6]", "cells: [R1.B2, R2.B1]")
    word = folder.spoil(WORDS, "One tap is enough.", "Hello {nobody.")
    name = folder.spoil(FRAMEWORK, "roles: [R5]", "roles: [R5, R6]")
    with pytest.raises(ContentError) as caught:
        folder.load()
    places = [(fault.file, fault.line) for fault in caught.value.faults]
    assert places == sorted(places)
    assert {(NUDGES, nudge), (NUDGES, other), (WORDS, word), (FRAMEWORK, name)} <= set(places)
    assert str(caught.value).count("\n") == len(places) - 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    file=st.sampled_from([FRAMEWORK, NUDGES, WORDS]),
    number=st.integers(0, 30),
    line=st.sampled_from(
        ["", "x", "- x", "  y: 1", "S2-1: 3", "S2-2:", "barriers: {}", "  triggers: [{}]", "? {a}"]
    ),
)
def test_whatever_a_line_says_the_answer_is_content_or_faults(
    folder: Folder, file: str, number: int, line: str
) -> None:
    sound = folder.read(file)
    lines = sound.splitlines()
    lines[number % len(lines)] = line
    folder.write(file, "\n".join(lines))
    found = folder.outcome()
    folder.write(file, sound)
    assert isinstance(found, Content) or found
