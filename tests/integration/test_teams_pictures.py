"""The digest's picture in Teams: fetched from an address that nobody can guess, and that ends."""

import json
import struct
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from bot.ports import Actor, Command
from bot.sealing import MultiKeySealer
from nudges.people import Platform
from tests.clients.fake_teams import AMINA, TENANT
from tests.integration.scene import ADA, nairobi, row
from tests.integration.test_digests import DOZEN
from tests.integration.test_teams_story import Country, connected

HOME = "https://bot.example.org"
MEGABYTE = 1_000_000


@pytest.fixture
async def country(database_url: str) -> AsyncIterator[Country]:
    async with connected(database_url, public_url=f"{HOME}/") as opened:
        yield await with_a_week_of_practice(opened)


async def with_a_week_of_practice(country: Country) -> Country:
    """Of a dozen people half met somebody; on the Monday after Ada, who coordinates, can read of it."""
    others = [row(each, teams_id=user(n)) for n, each in enumerate(DOZEN)]
    await country.bring(row(ADA, teams_id=AMINA, is_coordinator="yes"), *others)
    for n, _ in enumerate(DOZEN):
        me = Actor(Platform.TEAMS, TENANT, user(n))
        await country.app.desk.command(Command(me, "start", f"start {n}"))
        if n % 2:
            await country.app.desk.command(Command(me, "did met", f"met {n}"))
    country.clock.move_to(nairobi(9, 9))
    return country


def user(number: int) -> str:
    return f"dddddddd-0000-4000-8000-{number:012d}"


def images(card: Any) -> list[dict[str, Any]]:
    """Every picture in what was sent, however deep."""
    if isinstance(card, dict):
        own = [card] if card.get("type") == "Image" else []
        return own + [each for value in card.values() for each in images(value)]
    return [each for value in card for each in images(value)] if isinstance(card, list) else []


async def image_of(country: Country) -> dict[str, Any]:
    await country.ada.write("digest")
    [image] = images(country.chat()[-1]["attachments"])
    return image


async def fetched(country: Country, address: str) -> httpx.Response:
    return await country.ada.http.get(urlsplit(address).path)


async def test_the_digest_shows_a_picture_that_teams_can_fetch(country: Country) -> None:
    image = await image_of(country)
    assert image["altText"].startswith("A picture: what was practised")
    assert image["url"].startswith(f"{HOME}/pictures/")
    answer = await fetched(country, image["url"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "private, no-store"
    assert max(struct.unpack(">II", answer.content[16:24])) <= 1024
    assert len(answer.content) <= MEGABYTE


async def test_it_stays_the_picture_that_was_sent_until_its_address_ends(country: Country) -> None:
    address = (await image_of(country))["url"]
    before = (await fetched(country, address)).content
    late = Actor(Platform.TEAMS, TENANT, user(0))
    await country.app.desk.command(Command(late, "did met", "late"))
    country.clock.move_to(nairobi(23, 9))
    assert (await fetched(country, address)).content == before
    country.clock.move_to(nairobi(9, 9) + timedelta(days=30))
    assert (await fetched(country, address)).status_code == 404


async def test_nothing_but_what_was_handed_out_is_answered(country: Country) -> None:
    address = (await image_of(country))["url"]
    deployment, stranger = (MultiKeySealer([key]) for key in (b"only for tests", b"somebody else"))
    until, source = "2099-01-01T00:00:00+00:00", f"digest:{(await country.person()).setting_id}:2026-W10:en"
    made_up = [
        "",
        "guess",
        "x" * 5000,
        address.rsplit("/", 1)[1][:-1],
        stranger.seal(json.dumps(["picture", until, source])),
        deployment.seal("a calendar's address"),
        deployment.seal(json.dumps(["other", until, source])),
        deployment.seal(json.dumps(["picture", until, "digest:elsewhere:2026-W10:en"])),
        deployment.seal(json.dumps(["picture", until, "else:1:2:3"])),
        deployment.seal(json.dumps(["picture", until, "digest:2026-W10"])),
    ]
    answers = [await fetched(country, f"{HOME}/pictures/{each}") for each in made_up]
    assert {each.status_code for each in answers} == {404}


async def test_without_a_public_address_the_picture_is_said_in_words(database_url: str) -> None:
    async with connected(database_url) as country:
        await with_a_week_of_practice(country)
        await country.ada.write("digest")
        assert images(country.chat()[-1]["attachments"]) == []
        assert "A picture: what was practised" in country.shown()[-1]
        assert (await fetched(country, f"{HOME}/pictures/guess")).status_code == 404
