"""Every message and dialog the product can show is one Slack takes, by its wire form.

Three opinions: Slack's Python models, Slack's TypeScript types, and the rules neither of them checks.
"""

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.views import View

from bot.content import load_content
from bot.slack.home import draw_home
from nudges.cards import MAX_LABEL, Action, Card, ChoiceInput, Form, Option, Paragraph, Style, TextInput
from nudges.commands import COMMANDS, COORDINATOR_COMMANDS
from tests.clients.slack_types import type_errors
from tests.contract.slack_rules import Json, broken_rules
from tests.contract.slack_wire import Payload, doorway_payload, payload_of, wrong_faults
from tests.gallery.cast import cast
from tests.gallery.everything import Gallery

SAYS_THE_SAME = frozenset({"start", "resume"})
"""Commands whose answer somebody has read already, word for word."""

NEVER_PRESSED = {
    "still_useful": "comes after a month of silence; the catalogue draws it, and each answer to it",
}
"""Buttons that nobody in the gallery presses, and why."""


@pytest.fixture(scope="module")
def payloads(gallery: Gallery) -> list[Payload]:
    pages = [Payload(name, "home", draw_home(page, "T1")) for name, page in gallery.pages.items()]
    return [*(payload_of(each.name, each.what) for each in gallery.shown), *doorways(gallery), *pages]


def doorways(gallery: Gallery) -> Iterator[Payload]:
    """What stands in for each dialog that words ask for, after few words and after too many."""
    for name, (words, form) in gallery.typed_forms.items():
        speak = load_content().texts.speaker(name.split("/")[0])
        for said in (words, words + " é" * 2000):
            yield doorway_payload(f"doorway/{name}/{len(said)}", form, said, speak)


def test_every_fault_is_said_at_a_field_of_its_dialog(gallery: Gallery) -> None:
    wrong = {each.name: found for each in gallery.refusals if (found := wrong_faults(each.form, each.faults))}
    assert wrong == {}


def test_every_payload_keeps_the_rules_that_no_library_checks(payloads: list[Payload]) -> None:
    broken = {each.name: found for each in payloads if (found := broken_rules(each.wire, each.surface))}
    assert broken == {}


def test_slacks_own_models_take_every_payload(payloads: list[Payload]) -> None:
    for each in payloads:
        for block in each.wire["blocks"]:
            parsed = SlackBlock.parse(block)
            assert parsed is not None, (each.name, block["type"])
            parsed.validate_json()
        if each.surface != "message":
            View(**each.wire).validate_json()


def test_slacks_own_types_take_every_payload(payloads: list[Payload], tmp_path: Path) -> None:
    assert type_errors(((each.surface, each.wire) for each in payloads), tmp_path) == ""


def test_no_two_buttons_or_options_side_by_side_read_the_same(gallery: Gallery) -> None:
    """Cut to what Slack shows. What people named alike themselves stays alike."""
    alike = {each.name: twins for each in gallery.shown if (twins := _twins(each.what))}
    assert alike == {}


def typed(label: str) -> bool:
    """Whether these are words that somebody in the gallery filled in."""
    return any(word in label for word in ("Zoë", "example.org", "Alpha, Beta, Gamma"))


def _twins(what: Card | Form) -> list[str]:
    if isinstance(what, Card):
        rows = [[action.label for action in what.actions]]
        rows += [[action.label for action in group.actions] for group in what.groups]
    else:
        rows = [[o.label for o in field.options] for field in what.inputs if isinstance(field, ChoiceInput)]
    counted = [Counter(label[: MAX_LABEL - 1] for label in row if not typed(label)) for row in rows]
    return [label for row in counted for label, times in row.items() if times > 1]


class TestNothingIsLeftOut:
    """Against the product's own lists, so that what is new is checked from its first day."""

    def test_every_letter_and_nudge_is_drawn_in_every_language(self, gallery: Gallery) -> None:
        content, names = load_content(), {each.name for each in gallery.shown}
        for language in content.texts.languages:
            assert {f"letter/{each}/{language}" for each in gallery.flows.letters} <= names
            assert {f"nudge/{each}/{language}/0" for each in content.catalogue.nudges} <= names

    def test_everybodys_own_page_is_drawn_in_every_role_and_language(self, gallery: Gallery) -> None:
        roles = {(row["role_group"], row["language"]) for row in cast() if "crowd" not in row["email"]}
        drawn = {name.split("/")[2] for name in gallery.pages}
        assert roles == {(row["role_group"], row["language"]) for row in cast() if row["email"] in drawn}
        assert all(len(page.sections) > 3 for page in gallery.pages.values())

    def test_every_command_is_typed(self, gallery: Gallery) -> None:
        content = load_content()
        typed = {each.name.split("/")[2] for each in gallery.shown if each.name.startswith("walk/")}
        for name in (*COMMANDS, *COORDINATOR_COMMANDS, *gallery.flows.words):
            words = content.texts.get("en", f"command.{name}.words").split(",")[0].strip()
            assert f"words:{words}" in typed or name in SAYS_THE_SAME, name

    def test_every_button_of_every_flow_does_something(self, gallery: Gallery) -> None:
        # A new flow's button needs a step in tests/gallery/stories, where the tour does not come to it.
        assert gallery.unreached == NEVER_PRESSED.keys()

    def test_every_dialog_of_every_flow_is_sent(self, gallery: Gallery) -> None:
        assert gallery.unsubmitted == set()


class TestTheCheckers:
    """A checker that finds nothing in broken payloads would prove nothing."""

    @pytest.fixture
    def message(self) -> Json:
        actions = (Action("a:1", "Yes", Style.PRIMARY), Action("a:2", "No"))
        card = Card("Title", (Paragraph("Words"),), actions=actions, footer="Why")
        return payload_of("message", card).wire

    @pytest.fixture
    def modal(self) -> Json:
        fields = (
            TextInput("words", "Words"),
            ChoiceInput("one", "One", (Option("a", "A"), Option("b", "B"))),
        )
        return payload_of("modal", Form("form", "Title", "Send", fields)).wire

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda wire: wire["blocks"].extend({"type": "divider"} for _ in range(50)),
            lambda wire: wire["blocks"][2]["elements"][1].update(action_id="act:1"),
            lambda wire: wire["blocks"][2]["elements"][0]["text"].update(text=" "),
            lambda wire: wire["blocks"][2]["elements"][0].update(value="x" * 2001),
            lambda wire: wire["blocks"][1]["text"].update(text="x" * 3001),
            lambda wire: wire["blocks"][0]["text"].update(text="x" * 151),
            lambda wire: wire.update(text=""),
        ],
    )
    def test_a_spoilt_message_is_found_out(self, message: Json, spoil: Callable[[Json], None]) -> None:
        assert broken_rules(message, "message") == []
        spoil(message)
        assert broken_rules(message, "message") != []

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda wire: wire.pop("submit"),
            lambda wire: wire["title"].update(text="x" * 25),
            lambda wire: wire["blocks"][1].update(block_id="words"),
            lambda wire: wire["blocks"][1]["element"]["options"].clear(),
            lambda wire: wire["blocks"][1]["element"]["options"][0].update(value="b"),
            lambda wire: wire["blocks"].extend({"type": "divider"} for _ in range(100)),
        ],
    )
    def test_a_spoilt_dialog_is_found_out(self, modal: Json, spoil: Callable[[Json], Any]) -> None:
        assert broken_rules(modal, "modal") == []
        spoil(modal)
        assert broken_rules(modal, "modal") != []

    @pytest.mark.parametrize(
        "faults", [{"elsewhere": "Choose one."}, {"words": " "}, {"words": "x" * 151, "one": "Choose one."}]
    )
    def test_a_fault_that_nobody_could_read_is_found_out(self, faults: dict[str, str]) -> None:
        field = ChoiceInput("one", "One", (Option("a", "A"),))
        form = Form("form", "Title", "Send", (TextInput("words", "Words"), field))
        assert wrong_faults(form, {"words": "Say it in a line."}) == []
        assert wrong_faults(form, faults) != []

    def test_the_types_find_out_what_is_none_of_slacks(
        self, message: Json, modal: Json, tmp_path: Path
    ) -> None:
        worse: Mapping[str, Any] = copy.deepcopy(message)
        worse["blocks"][2]["elements"][0]["style"] = "loud"
        assert type_errors([("message", message), ("modal", modal)], tmp_path) == ""
        assert "loud" in type_errors([("message", message), ("message", worse)], tmp_path)
        assert "banner" in type_errors([("modal", {**modal, "blocks": [{"type": "banner"}]})], tmp_path)
