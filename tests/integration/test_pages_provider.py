"""Signing in with an account of a provider: there and back, and everything that must not get through."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from tests.clients.accounts import CLIENT, SECRET, Accounts
from tests.clients.serving import serving
from tests.integration.pages_scene import Browser, Pages, opened_pages
from tests.integration.scene import ADA, BO, MONDAY, row

BEGIN, RETURN = "/pages/sign-in/provider", "/pages/sign-in/return"


@dataclass
class Doors:
    """A deployment whose people sign in with a provider's accounts."""

    accounts: Accounts
    pages: Pages

    async def sent_back(self, browser: Browser) -> str:
        """Begin, follow to the provider, and the address on our side it sends the browser back to."""
        begun = await browser.see(BEGIN)
        assert begun.status_code == 303
        async with httpx.AsyncClient() as client:
            answer = await client.get(begun.headers["location"])
        back = urlsplit(answer.headers["location"])
        assert back.path == RETURN
        return f"{back.path}?{back.query}"

    async def enter(self, browser: Browser) -> httpx.Response:
        return await browser.see(await self.sent_back(browser))


@pytest_asyncio.fixture
async def doors(sqlite_url: str) -> AsyncIterator[Doors]:
    accounts = Accounts(now=lambda: MONDAY)
    async with serving(accounts.app()) as issuer:
        accounts.issuer = issuer
        accounts.claims = {"email": ADA, "email_verified": True}
        provider = {"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, "name": "your agency"}
        async with opened_pages(sqlite_url, sign_in=provider) as pages:
            await pages.scene.bring(row(ADA), row(BO))
            yield Doors(accounts, pages)


async def test_whoever_the_provider_vouches_for_is_signed_in(doors: Doors) -> None:
    async with doors.pages.browser() as browser:
        assert "Sign in with your agency" in (await browser.see("/pages/sign-in")).text
        entered = await doors.enter(browser)
        assert (entered.status_code, entered.headers["location"]) == (303, "/pages")
        assert "Hello Ada" in (await browser.see("/pages")).text
        assert list(browser.http.cookies) == ["__Host-crosspillar-session"]


async def test_it_asks_for_a_code_with_proof_state_and_nonce(doors: Doors) -> None:
    async with doors.pages.browser() as browser:
        first = parse_qs(urlsplit((await browser.see(BEGIN)).headers["location"]).query)
        second = parse_qs(urlsplit((await browser.see(BEGIN)).headers["location"]).query)
    assert first["response_type"] == ["code"]
    assert first["code_challenge_method"] == ["S256"]
    assert first["redirect_uri"] == ["https://localhost/pages/sign-in/return"]
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


@pytest.mark.parametrize(
    "claims",
    [
        {"email": ADA},
        {"email": ADA, "email_verified": False},
        {"email": ADA, "email_verified": "true"},
        {"email": "stranger@example.org", "email_verified": True},
        {"preferred_username": ADA},
    ],
)
async def test_an_address_that_is_not_verified_or_not_known_lets_nobody_in(
    doors: Doors, claims: dict[str, Any]
) -> None:
    doors.accounts.claims = claims
    async with doors.pages.browser() as browser:
        refused = await doors.enter(browser)
        assert refused.status_code == 403
        assert "We do not know this account" in refused.text
        assert (await browser.see("/pages")).status_code == 303


@pytest.mark.parametrize(
    "spoil",
    [
        lambda claims: claims | {"nonce": "of another attempt"},
        lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
        lambda claims: claims | {"aud": "somebody else"},
        lambda claims: claims | {"aud": [CLIENT, "somebody else"]},
        lambda claims: claims | {"iss": "https://elsewhere.example"},
        lambda claims: claims | {"exp": claims["iat"] - 600},
    ],
    ids=["nonce", "no nonce", "audience", "two audiences", "issuer", "too old"],
)
async def test_a_token_that_is_not_for_this_attempt_lets_nobody_in(
    doors: Doors, spoil: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    doors.accounts.spoil = spoil
    async with doors.pages.browser() as browser:
        refused = await doors.enter(browser)
        assert refused.status_code == 502
        assert (await browser.see("/pages")).status_code == 303


async def test_a_token_signed_by_another_key_lets_nobody_in(doors: Doors) -> None:
    doors.accounts.strange_key = True
    async with doors.pages.browser() as browser:
        assert (await doors.enter(browser)).status_code == 502


async def test_a_code_counts_only_in_the_browser_that_began_and_once(doors: Doors) -> None:
    async with doors.pages.browser() as mine, doors.pages.browser() as theirs:
        back = await doors.sent_back(theirs)
        assert (await mine.see(back)).status_code == 403
        await doors.sent_back(mine)  # an attempt of its own changes nothing about it
        assert (await mine.see(back)).status_code == 403
        assert (await theirs.see(back)).status_code == 303
        assert (await theirs.see(back)).status_code == 403


async def test_it_has_ten_minutes(doors: Doors) -> None:
    async with doors.pages.browser() as browser:
        back = await doors.sent_back(browser)
        doors.pages.scene.clock.move_to(MONDAY + timedelta(minutes=10))
        assert (await browser.see(back)).status_code == 403


async def test_a_no_at_the_provider_is_told_in_words(doors: Doors) -> None:
    doors.accounts.refuses = True
    async with doors.pages.browser() as browser:
        answer = await doors.enter(browser)
    assert (answer.status_code, "You were not signed in" in answer.text) == (403, True)


async def test_a_provider_that_calls_itself_something_else_is_not_followed(doors: Doors) -> None:
    doors.accounts.issuer = "https://elsewhere.example"
    async with doors.pages.browser() as browser:
        answer = await browser.see(BEGIN)
    assert (answer.status_code, "does not work at present" in answer.text) == (502, True)


async def test_whoever_left_the_roster_is_not_let_in(doors: Doors) -> None:
    await doors.pages.scene.bring(row(BO))
    async with doors.pages.browser() as browser:
        assert (await doors.enter(browser)).status_code == 403


@pytest.mark.parametrize(
    "sealed", ['["picture", "2030-01-01T00:00:00+00:00", {}]', "[]", "a secret of Ada's"]
)
async def test_something_else_that_we_sealed_is_no_attempt(doors: Doors, sealed: str) -> None:
    async with doors.pages.browser() as browser:
        back = await doors.sent_back(browser)
        name = "__Host-crosspillar-sign-in"
        forged = doors.pages.scene.app.deps.sealer.seal(sealed)
        cookie = {"Cookie": f"{name}={forged}"}
        browser.http.cookies.clear()
        assert (await browser.http.get(back, headers=cookie)).status_code == 403
