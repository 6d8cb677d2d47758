"""Decision 0036 says of every post who stands for it, so that none goes out on one word unnoticed."""

import re
from pathlib import Path

from bot.content import load_content
from bot.services.flow import Flows
from bot.services.flows import FLOWS
from nudges.attention import Kind
from nudges.channel_planning import POSTED

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs/decisions/0036-second-approver.md"
NAMED = {
    name
    for line in RECORD.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
    for name in re.findall(r"`(\w+)`|(S\d+-\d+)", line.split("|")[1])
    for name in name
    if name
}


def test_every_post_of_the_product_and_its_people_stands_in_the_table() -> None:
    letters = {letter.id for letter in Flows(FLOWS).letters.values() if letter.kind is Kind.POST}
    nudges = {each.id for each in load_content().catalogue.nudges.values() if each.channel in POSTED}
    assert letters | nudges == NAMED
