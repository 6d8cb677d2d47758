"""One picture of each kind of message, drawn as Slack draws it; they are there to be looked at."""

import base64
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.pictures.practice import draw_practice
from bot.slack.blocks import draw
from bot.slack.doorway import doorway
from bot.slack.forms import draw_form
from nudges.attention import Kind
from nudges.cards import Card, Form, Paragraph, Picture
from nudges.practice_view import share_band
from nudges.prompt_cards import prompt_card
from tests.clients.slack_drawing import Drawing, bundle, drawing
from tests.end_to_end.flows.office import PICTURES
from tests.factories import a_prompt
from tests.gallery.samples import cards, wording
from tests.gallery.shown import actions_of
from tests.integration.scene import ADA, BO, Scene, nairobi, opened_scene, row

MANAGER = "mo@example.org"


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("renderer"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chosen = Path(os.environ.get(PICTURES) or tmp_path_factory.mktemp("slack"))
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


@pytest_asyncio.fixture(loop_scope="session")
async def slack(page: Page, renderer: Path) -> AsyncIterator[Drawing]:
    async with drawing(page, renderer) as opened:
        yield opened
    assert opened.errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def scene(sqlite_url: str) -> AsyncIterator[Scene]:
    """A manager who coordinates, with reports of both languages."""
    async with opened_scene(sqlite_url) as opened:
        reports = [row(f"r{n}@example.org", manager_email=MANAGER) for n in range(6)]
        await opened.taking_part(
            row(ADA, name="Ada Okafor"),
            row(BO, name="Bo Lindqvist", entity="Relief Office", pillar="Humanitarian", language="fr"),
            row(MANAGER, name="Mo Haddad", role_group="R2", is_coordinator="yes"),
            *reports,
        )
        opened.clock.move_to(nairobi(9, 10))
        yield opened


def shown(blocks: list[dict[str, Any]], card: Card | None = None) -> list[dict[str, Any]]:
    """The blocks with pictures that lie at Slack put in as data: the renderer has no workspace."""
    image = next((block for block in card.body if isinstance(block, Picture)), None) if card else None
    if image is None:
        return blocks
    url = "data:image/png;base64," + base64.b64encode(image.png).decode()
    return [
        {k: v for k, v in block.items() if k != "slack_file"} | {"image_url": url}
        if block["type"] == "image"
        else block
        for block in blocks
    ]


async def photograph(slack: Drawing, name: str, card: Card, pictures: Path) -> None:
    """Draw, look for every word and button, and keep the picture."""
    files = {block: "F0" for block in card.body if isinstance(block, Picture)}
    root = await slack.draw(shown(draw(card, files).blocks, card))
    await expect(root.get_by_role("button")).to_have_count(
        len(actions_of(card)) + len(files)  # the renderer lets one fold a picture
    )
    for block in card.body:
        if isinstance(block, Paragraph):
            first = block.text.strip().split("\n")[0]
            await expect(root).to_contain_text(" ".join(first.split()), use_inner_text=True)
    if card.title:
        await expect(root).to_contain_text(card.title[:60])
    await root.screenshot(path=pictures / f"slack-{name}.png")


@pytest.mark.parametrize("name", cards())
async def test_a_card_reads_in_slack_as_it_was_written(name: str, slack: Drawing, pictures: Path) -> None:
    await photograph(slack, name, cards()[name], pictures)


async def test_what_is_asked_for_reads_as_it_was_written(
    scene: Scene, slack: Drawing, pictures: Path
) -> None:
    for words in ("settings", "help", "practice", "consult", "pact", "spotlight"):
        card = (await scene.type(MANAGER, words)).say[0]
        await photograph(slack, words, card, pictures)


async def test_a_digest_brings_its_picture(scene: Scene, slack: Drawing, pictures: Path) -> None:
    card = (await scene.type(MANAGER, "digest")).say[0]
    speak = wording().speak
    weeks = ["2 Feb", "9 Feb", "16 Feb", "23 Feb"]
    label = speak("behaviour.B6.short")
    rows = [(label, [share_band(1, 40), share_band(20, 40), share_band(39, 40), None])]
    alt = speak("digest.picture_alt", first="2 Feb", last="23 Feb", shares="half of them")
    picture = Picture(draw_practice(weeks, rows, speak), alt)
    await photograph(slack, "digest", replace(card, body=(*card.body, picture)), pictures)
    await expect(slack.page.get_by_role("img", name=picture.alt)).to_be_visible()


async def test_a_post_reads_as_it_was_written(slack: Drawing, pictures: Path) -> None:
    facts = {
        "term": "Protection",
        "first_meaning": "legal aid for displaced people",
        "second_meaning": "guarding a convoy",
        "other_entity": "Relief Office",
    }
    prompt = a_prompt(Kind.CHANNEL_NUDGE, "S13-1", facts=facts)
    await photograph(slack, "post", prompt_card(replace(prompt, channel_id="C1"), wording()), pictures)


async def test_the_fields_of_a_dialog_are_drawn(scene: Scene, slack: Drawing, pictures: Path) -> None:
    form = (await scene.press(ADA, "spotlight_write:")).form
    assert isinstance(form, Form)
    root = await slack.draw(draw_form(form, cancel="Cancel")["blocks"])
    for field in form.inputs:
        await expect(root).to_contain_text(field.label)
    await root.screenshot(path=pictures / "slack-dialog.png")


async def test_what_stands_in_for_a_dialog_says_what_it_opens(
    scene: Scene, slack: Drawing, pictures: Path
) -> None:
    form = (await scene.type(ADA, "joint step")).form
    assert isinstance(form, Form)
    root = await slack.draw(doorway(form, "joint step", wording().speak).blocks)
    await expect(root).to_contain_text(form.title)
    await expect(root.get_by_role("button", name="Open the form")).to_be_visible()
    await root.screenshot(path=pictures / "slack-doorway.png")
