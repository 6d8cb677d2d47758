"""Pictures of each kind of card and dialog, as wide as Teams draws them; they are there to be looked at."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.content import load_content
from bot.pictures.practice import draw_practice
from bot.teams.cards import adaptive_card
from bot.teams.dialogs import dialog, dialog_again
from nudges.cards import Card, Form, Paragraph, Picture
from nudges.practice_view import share_band
from tests.clients.teams_drawing import NARROW, WIDE, Drawing, bundle, drawing
from tests.end_to_end.flows.office import PICTURES
from tests.gallery.samples import cards
from tests.gallery.shown import actions_of
from tests.integration.scene import ADA, BO, Scene, nairobi, opened_scene, row

MANAGER = "mo@example.org"
LANGUAGE = "en"


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("renderer"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chosen = Path(os.environ.get(PICTURES) or tmp_path_factory.mktemp("teams"))
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


@pytest_asyncio.fixture(loop_scope="session")
async def teams(page: Page, renderer: Path) -> AsyncIterator[Drawing]:
    async with drawing(page, renderer) as opened:
        yield opened
    assert opened.errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def scene(sqlite_url: str) -> AsyncIterator[Scene]:
    """A manager who coordinates, with reports."""
    async with opened_scene(sqlite_url) as opened:
        reports = [row(f"r{n}@example.org", manager_email=MANAGER) for n in range(6)]
        await opened.taking_part(
            row(ADA, name="Ada Okafor"),
            row(BO, name="Bo Lindqvist", entity="Relief Office", pillar="Humanitarian"),
            row(MANAGER, name="Mo Haddad", role_group="R2", is_coordinator="yes"),
            *reports,
        )
        opened.clock.move_to(nairobi(9, 10))
        yield opened


async def photograph(teams: Drawing, name: str, pictures: Path, *drawn: dict[str, Any]) -> None:
    """Draw at both widths, see that nothing sticks out, and keep the pictures."""
    assert await teams.draw(*drawn) == [[]] * len(drawn)
    for width in (NARROW, WIDE):
        await teams.resize(width)
        await teams.page.locator("#root").screenshot(path=pictures / f"teams-{name}-{width}.png")
        assert await teams.sticking_out() == []


async def read(teams: Drawing, *shown: Card) -> None:
    """Look for every word and button of the cards drawn."""
    for place, card in enumerate(shown):
        root = teams.cards.nth(place)
        await expect(root.get_by_role("button")).to_have_count(len(actions_of(card)))
        await expect(root).to_contain_text(" ".join(card.title.split()))
        for block in card.body:
            if isinstance(block, Paragraph):
                first = block.text.strip().split("\n")[0]
                await expect(root).to_contain_text(" ".join(first.split()), use_inner_text=True)


async def test_cards_read_in_teams_as_they_were_written(teams: Drawing, pictures: Path) -> None:
    shown = cards()
    for name, card in shown.items():
        await photograph(teams, name, pictures, adaptive_card(card))
        await read(teams, card)


async def test_what_is_asked_for_reads_as_it_was_written(
    scene: Scene, teams: Drawing, pictures: Path
) -> None:
    asked = {
        words: (await scene.type(MANAGER, words)).say[0]
        for words in ("settings", "help", "practice", "consult", "pact", "spotlight")
    }
    for words, card in asked.items():
        await photograph(teams, words, pictures, adaptive_card(card))
        await read(teams, card)


async def test_a_digest_brings_its_picture(scene: Scene, teams: Drawing, pictures: Path) -> None:
    card = (await scene.type(MANAGER, "digest")).say[0]
    speak = load_content().texts.speaker(LANGUAGE)
    weeks = ["2026-W06", "2026-W07", "2026-W08", "2026-W09"]
    rows = [("B6", [share_band(1, 40), share_band(20, 40), share_band(39, 40), None])]
    alt = speak("digest.picture_alt", first="2 Feb", last="23 Feb", shares="half of them")
    picture = Picture(draw_practice(weeks, rows, speak), alt)
    shown = replace(card, body=(*card.body, picture))
    link = "https://bot.example.org/picture"
    await teams.serve(link, picture.png)
    await photograph(teams, "digest", pictures, adaptive_card(shown, lambda _: link))
    await expect(teams.page.get_by_role("img", name=picture.alt)).to_be_visible()
    await read(teams, shown)


async def test_a_dialog_and_what_was_wrong_with_it_are_drawn(
    scene: Scene, teams: Drawing, pictures: Path
) -> None:
    speak = load_content().texts.speaker(LANGUAGE)
    form = (await scene.press(ADA, "spotlight_write:")).form
    assert isinstance(form, Form)
    people = [("p1", "Ada Okafor · Seed Fund"), ("p2", "Bo Lindqvist · Relief Office")]
    fresh = dialog(form, speak, people=people)
    data = {**fresh["body"][-1]["actions"][0]["data"], "words:problem": "Two lists of the same wells."}
    faults = {
        form.inputs[1].id: "Please choose a colleague of another entity.",
        "": "This was changed meanwhile.",
    }
    again = dialog_again(data, speak, faults, people=people)
    assert again is not None
    await photograph(teams, "dialog", pictures, fresh)
    await photograph(teams, "dialog-again", pictures, again)
    for field in form.inputs:
        await expect(teams.cards.get_by_text(field.label).first).to_be_visible()
    for fault in faults.values():
        await expect(teams.cards.get_by_text(fault)).to_be_visible()
