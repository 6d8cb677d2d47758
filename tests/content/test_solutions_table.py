"""``docs/solutions.md`` stays complete: every solution, every nudge, and a test that is there."""

import re
from pathlib import Path

from bot.content import load_content
from bot.services.flow import Flows
from bot.services.flows import FLOWS

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in (ROOT / "docs/solutions.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| S\d+ ", line)
]
CATALOGUE = load_content().catalogue


def test_every_solution_has_one_row_in_order() -> None:
    assert [row[0].split()[0] for row in ROWS] == list(CATALOGUE.framework.solutions)


def test_every_nudge_stands_in_its_solution_s_row() -> None:
    for row in ROWS:
        solution = row[0].split()[0]
        own = [nudge.id for nudge in CATALOGUE.nudges.values() if nudge.solution == solution]
        assert re.findall(r"S\d+-\d+", row[1]) == own, solution


def test_every_test_named_is_there() -> None:
    named = {name for row in ROWS for name in re.findall(r"`(test_\w+)`", row[5])}
    there = {path.stem for path in (ROOT / "tests/integration/flows").glob("test_*.py")}
    assert named <= there


def test_every_command_named_is_understood() -> None:
    texts = load_content().texts
    said = {
        phrase.strip()
        for name in Flows(FLOWS).words
        for phrase in texts.get("en", f"command.{name}.words").split(",")
    }
    named = {word for row in ROWS for word in re.findall(r"`([^`]+)`", row[2])}
    assert named <= said


def test_every_nudge_has_its_flow() -> None:
    running = {nudge.id for nudge in CATALOGUE.running(Flows(FLOWS).names)}
    assert CATALOGUE.nudges.keys() == running
