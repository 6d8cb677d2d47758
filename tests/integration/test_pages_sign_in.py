"""Signing in by a link from the chat: it counts once, for its owner, for a while; so does a session."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from bot.ports import Actor, Command
from nudges.people import Platform
from tests.integration.pages_scene import SITE, Pages, opened_pages
from tests.integration.scene import ADA, BO, row

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=12)


@pytest_asyncio.fixture
async def pages(database_url: str) -> AsyncIterator[Pages]:
    async with opened_pages(database_url) as opened:
        await opened.scene.bring(row(ADA), row(BO))
        yield opened


def wait(pages: Pages, length: timedelta) -> None:
    pages.scene.clock.move_to(pages.scene.clock.now() + length)


class TestTheLink:
    async def test_opening_it_uses_nothing_up_and_its_button_signs_in_once(self, pages: Pages) -> None:
        link = await pages.link(ADA)
        async with pages.browser() as browser:
            for _ in range(3):  # chat programs open links to show what is behind them
                shown = await browser.see(link)
                assert (shown.status_code, "Sign in as Ada" in shown.text) == (200, True)
                assert not browser.http.cookies
            assert (await browser.post(link, on=link)).headers["location"] == "/pages"
            assert "Hello Ada" in (await browser.see("/pages")).text
        async with pages.browser() as another:
            assert (await another.see(link)).status_code == 404
            assert (await another.post(link, on=link)).status_code == 404
            assert not another.http.cookies

    async def test_it_counts_for_a_quarter_of_an_hour(self, pages: Pages) -> None:
        link = await pages.link(ADA)
        wait(pages, timedelta(minutes=15))
        async with pages.browser() as browser:
            late = await browser.post(link, on=link)
        assert late.status_code == 404
        assert "Write “pages” to Crosspillar" in late.text

    async def test_a_newer_one_takes_its_place(self, pages: Pages) -> None:
        first, second = await pages.link(ADA), await pages.link(ADA)
        async with pages.browser() as browser:
            assert (await browser.see(first)).status_code == 404
            assert (await browser.see(second)).status_code == 200

    async def test_no_other_site_signs_anybody_in(self, pages: Pages) -> None:
        link = await pages.link(ADA)
        async with pages.browser() as browser:
            for origin in ("https://elsewhere.example", "null", ""):
                assert (await browser.post(link, on=link, origin=origin)).status_code == 403
            assert (await browser.post(link, on=link)).status_code == 303

    async def test_a_stranger_gets_none(self, pages: Pages) -> None:
        command = Command(Actor(Platform.LOCAL, "local", "nobody@example.org"), "pages", "1")
        [card] = (await pages.scene.app.desk.command(command)).say
        assert SITE not in f"{card}"

    async def test_its_key_is_nowhere_in_the_database(self, pages: Pages) -> None:
        key = (await pages.link(ADA)).rpartition("/")[2]
        document = (await pages.scene.type(ADA, "export")).say
        ada = await pages.scene.person(ADA)
        async with pages.scene.app.deps.begin() as uow:
            stored = await uow.people.export(ada.id)
        assert len(stored["sign_in_links"]) == 1
        assert key not in f"{stored}{document}"

    async def test_attempts_without_end_are_stopped(self, pages: Pages) -> None:
        async with pages.browser() as browser:
            answers = [await browser.see("/pages/sign-in/link/guessed") for _ in range(61)]
            assert [each.status_code for each in answers] == [404] * 60 + [429]
            assert int(answers[-1].headers["retry-after"]) > 0
            wait(pages, timedelta(minutes=10))
            assert (await browser.see("/pages/sign-in/link/guessed")).status_code == 404

    async def test_without_an_address_there_is_none(self, database_url: str) -> None:
        async with opened_pages(database_url, public_url=None) as none:
            await none.scene.bring(row(ADA))
            [card] = (await none.scene.type(ADA, "pages")).say
            assert "There are no pages here" in f"{card}"
            async with none.browser() as browser:
                missing = await browser.see("/pages/you")
            assert missing.status_code == 503
            assert "CROSSPILLAR_PUBLIC_URL" in missing.text


class TestTheSession:
    async def test_its_cookie_is_kept_to_this_host_https_and_the_server(self, pages: Pages) -> None:
        link = await pages.link(ADA)
        async with pages.browser() as browser:
            cookie = (await browser.post(link, on=link)).headers["set-cookie"]
        assert cookie.startswith("__Host-crosspillar-session=")
        for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", f"Max-Age={12 * 3600}"):
            assert word in cookie
        assert "Domain" not in cookie

    async def test_it_ends_when_it_was_not_used_for_half_an_hour(self, pages: Pages) -> None:
        async with pages.signed_in(ADA) as browser:
            for _ in range(3):
                wait(pages, IDLE - timedelta(minutes=1))
                assert (await browser.see("/pages")).status_code == 200
            wait(pages, IDLE)
            assert (await browser.see("/pages")).headers["location"] == "/pages/sign-in"
            assert "Your session has ended" in (await browser.see("/pages/sign-in")).text

    async def test_it_ends_after_half_a_day_however_much_it_is_used(self, pages: Pages) -> None:
        async with pages.signed_in(ADA) as browser:
            for _ in range(35):
                wait(pages, timedelta(minutes=20))
                assert (await browser.see("/pages")).status_code == 200
            wait(pages, timedelta(minutes=20))
            assert (await browser.see("/pages")).status_code == 303

    async def test_signing_out_ends_it_on_the_server_too(self, pages: Pages) -> None:
        async with pages.signed_in(ADA) as browser, pages.signed_in(ADA) as other:
            kept = dict(browser.http.cookies)
            assert (await browser.post("/pages/sign-out")).headers["location"] == "/pages/sign-in"
            assert not browser.http.cookies
            browser.http.cookies.update(kept)
            assert (await browser.see("/pages")).status_code == 303
            assert (await other.see("/pages")).status_code == 200

    async def test_signing_out_everywhere_ends_all_of_ones_own(self, pages: Pages) -> None:
        async with pages.signed_in(ADA) as one, pages.signed_in(ADA) as two, pages.signed_in(BO) as bos:
            assert (await one.see("/pages/you")).text.count("Signed in 2 March") == 2
            await one.post("/pages/sign-out-everywhere")
            assert [(await each.see("/pages")).status_code for each in (one, two, bos)] == [303, 303, 200]

    async def test_a_form_needs_the_key_of_its_session_and_our_origin(self, pages: Pages) -> None:
        async with pages.signed_in(ADA) as browser:
            own = {"Origin": SITE}
            for fields in ({}, {"form_key": ""}, {"form_key": "guessed"}):
                refused = await browser.http.post("/pages/sign-out", data=fields, headers=own)
                assert refused.status_code == 403
            assert (await browser.post("/pages/sign-out", origin="https://evil.example")).status_code == 403
            assert (await browser.see("/pages")).status_code == 200

    async def test_a_body_larger_than_any_form_is_refused(self, pages: Pages) -> None:
        async with pages.signed_in(ADA) as browser:
            large = {"form_key": "x" * 20_000}
            refused = await browser.http.post("/pages/sign-out", data=large, headers={"Origin": SITE})
        assert refused.status_code == 413

    async def test_it_ends_with_its_persons_place_on_the_roster(self, pages: Pages) -> None:
        async with pages.signed_in(ADA) as browser:
            await pages.scene.bring(row(BO))
            assert (await browser.see("/pages")).status_code == 303
            await pages.scene.bring(row(ADA), row(BO))  # back again: signed in no more
            assert (await browser.see("/pages")).status_code == 303

    async def test_it_ends_when_its_person_is_erased(self, pages: Pages) -> None:
        async with pages.signed_in(ADA) as browser:
            await pages.scene.press(ADA, "forget_me")
            assert (await browser.see("/pages")).status_code == 303

    async def test_what_has_ended_is_deleted_within_the_hour(self, pages: Pages) -> None:
        async with pages.signed_in(ADA):
            await pages.link(BO)
            wait(pages, WHOLE)
            await pages.scene.app.ticks.release()
            ada = await pages.scene.person(ADA)
            async with pages.scene.app.deps.begin() as uow:
                assert await uow.sign_ins.forget_ended(pages.scene.clock.now()) == 0
                exported = await uow.people.export(ada.id)
        assert exported["page_sessions"] == []
