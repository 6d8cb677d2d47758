"""Searching guidance cards does the same on both databases, whatever they are made of."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.db.engine import open_engine
from bot.db.unit_of_work import units_of_work
from bot.ports.search import Searchable
from bot.ports.storage import Begin
from nudges.flows.guidance.shortcuts import Content, GuidanceCard
from nudges.flows.guidance.wording import key_words, plain
from tests.factories import a_setting

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
CARDS = {
    "cars": ("en", "Requesting a car for a joint visit", "vehicle transport", "Fill in form F3."),
    "visits": ("en", "Visitors at the gate", "pass badge", "Ask security; a car needs its own pass."),
    "radios": ("en", "Borrowing a radio", "car equipment", "The depot lends them for two weeks."),
    "réunions": (
        "fr",
        "Préparer les réunions communes",
        "ordre du jour",
        "Trois points suffisent à l’équipe.",
    ),
    "viajes": ("es", "Viajes conjuntos", "coche", "Pida el coche con dos días."),
}


@pytest_asyncio.fixture
async def begin(database_url: str) -> AsyncIterator[Begin]:
    engine = open_engine(database_url)
    opens = units_of_work(engine, kinds={GuidanceCard.KIND: GuidanceCard})
    async with opens() as uow:
        await uow.settings.add(a_setting())
        await uow.settings.add(a_setting("north", name="North"))
        for card_id in CARDS:
            content = Content("A title", ("A line",), "A source", "")
            await uow.records.save(GuidanceCard(card_id, "south", None, "en", content, NOW), NOW)
            await uow.guidance.keep(searchable(card_id))
        await uow.commit()
    yield opens
    await engine.dispose()


def searchable(card_id: str, setting_id: str = "south") -> Searchable:
    language, *texts = CARDS[card_id]
    return Searchable(card_id, setting_id, language, *map(plain, texts))


async def found(begin: Begin, question: str, setting_id: str = "south") -> Sequence[str]:
    async with begin() as uow:
        return [hit.card_id for hit in await uow.guidance.find(setting_id, key_words(question), 10)]


async def test_a_title_counts_more_than_a_keyword_and_that_more_than_the_body(begin: Begin) -> None:
    assert await found(begin, "Where is a car?") == ["cars", "radios", "visits"]


async def test_cards_with_more_of_the_words_come_first(begin: Begin) -> None:
    async with begin() as uow:
        hits = await uow.guidance.find("south", key_words("a pass for the car at the gate"), 10)
    assert [(hit.card_id, hit.matched) for hit in hits] == [("visits", 3), ("cars", 1), ("radios", 1)]


@pytest.mark.parametrize("asked", ["requests", "requested", "CARS", "joint visits"])
async def test_other_forms_of_a_word_are_found(begin: Begin, asked: str) -> None:
    assert (await found(begin, asked))[0] == "cars"


@pytest.mark.parametrize("asked", ["réunion", "reunions", "RÉUNIONS", "l’ordre du jour", "commune"])
async def test_accents_do_not_matter_and_french_plurals_are_found(begin: Begin, asked: str) -> None:
    assert await found(begin, asked) == ["réunions"]


async def test_cards_in_other_languages_are_found_as_they_are_written(begin: Begin) -> None:
    assert await found(begin, "coche") == ["viajes"]


@pytest.mark.parametrize("asked", ["", "how do I", "pension", "* ^ NEAR()", "&|!:()"])
async def test_what_nobody_wrote_about_is_not_found(begin: Begin, asked: str) -> None:
    assert await found(begin, asked) == []


@pytest.mark.parametrize("asked", ['"car" AND (NOT', "car* -form", "{car}:^+", "car'; DROP TABLE records"])
async def test_signs_of_a_query_language_are_only_signs(begin: Begin, asked: str) -> None:
    assert "cars" in await found(begin, asked)


async def test_another_setting_has_guidance_of_its_own(begin: Begin) -> None:
    assert await found(begin, "car", "north") == []


async def test_what_changes_in_a_card_is_found_at_once_and_the_old_words_no_more(begin: Begin) -> None:
    async with begin() as uow:
        await uow.guidance.keep(Searchable("cars", "south", "en", "boats", "", ""))
        await uow.commit()
    assert await found(begin, "boat") == ["cars"]
    assert "cars" not in await found(begin, "vehicle")


async def test_a_card_that_is_dropped_or_removed_is_not_found(begin: Begin) -> None:
    async with begin() as uow:
        await uow.guidance.drop("cars")
        radio = await uow.records.get(GuidanceCard, "radios")
        assert radio is not None
        await uow.records.remove(radio)
        await uow.commit()
    assert await found(begin, "car") == ["visits"]


async def test_what_is_not_committed_is_not_found(begin: Begin) -> None:
    async with begin() as uow:
        await uow.guidance.drop("cars")
    assert "cars" in await found(begin, "car")
