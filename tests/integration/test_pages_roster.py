"""A coordinator's roster file: shown first, applied as it was shown, and no way to become somebody else."""

import csv
import html
import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.web.carried import LIFE
from bot.web.roster import LARGEST
from nudges.people import Standing
from tests.integration.pages_scene import OPS, Browser, Pages, opened_pages
from tests.integration.scene import ADA, BO, CLEO, row

DAN, EVE, NIA = "dan@example.org", "eve@example.org", "nia@example.org"
LEADER = row(ADA, is_coordinator="yes")
SLACK = {"signing_secret": "0" * 32, "bot_token": "xoxb-1-1-abc", "workspace": "T0123ABCD"}


@pytest_asyncio.fixture
async def pages(sqlite_url: str) -> AsyncIterator[Pages]:
    """Ada coordinates Bo and Cleo; Nia is elsewhere."""
    async with opened_pages(sqlite_url) as opened:
        await opened.scene.bring(LEADER, row(BO), row(CLEO))
        await opened.scene.bring(row(NIA), setting="North")
        yield opened


@pytest_asyncio.fixture
async def browser(pages: Pages) -> AsyncIterator[Browser]:
    async with pages.signed_in(ADA) as signed_in:
        yield signed_in


def written(*rows: dict[str, str]) -> bytes:
    names = list(dict.fromkeys(name for each in rows for name in each))
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


async def here(pages: Pages) -> str:
    return f"/pages/settings/{(await pages.scene.setting()).id}/roster"


async def looked(pages: Pages, browser: Browser, file: bytes) -> tuple[int, str, str]:
    """Status, words and what is sealed for the second press."""
    answer = await browser.post(await here(pages), file=file)
    sealed = re.search(r'name="sealed" value="([^"]+)"', answer.text)
    return answer.status_code, html.unescape(answer.text), sealed[1] if sealed else ""


async def applied(pages: Pages, browser: Browser, sealed: str) -> tuple[int, str]:
    answer = await browser.post(f"{await here(pages)}/confirm", fields={"sealed": sealed})
    return answer.status_code, html.unescape(answer.text)


async def emails(pages: Pages) -> set[str]:
    setting = await pages.scene.setting()
    async with pages.scene.app.deps.begin() as uow:
        people = await uow.people.of_setting(setting.id)
    return {each.email for each in people if each.standing is Standing.ACTIVE}


async def test_a_file_is_shown_first_and_applied_at_the_second_press(pages: Pages, browser: Browser) -> None:
    status, words, sealed = await looked(pages, browser, written(LEADER, row(BO, entity="Hub"), row(DAN)))
    assert status == 200
    assert re.findall(r"<dt>(.+?)</dt><dd>(\d+)</dd>", words) == [
        ("new", "1"), ("changed", "1"), ("no longer on the roster", "1"), ("unchanged", "1"),
    ]  # fmt: skip  # one list
    assert f"Bo · {BO}: entity" in words
    assert await emails(pages) == {ADA, BO, CLEO}
    assert (await applied(pages, browser, sealed))[0] == 303
    assert await emails(pages) == {ADA, BO, DAN}


async def test_every_fault_is_told_with_its_place_and_nothing_changes(pages: Pages, browser: Browser) -> None:
    faulty = written(LEADER, row(BO, time_zone="Nairobi"), row(DAN, role_group="R99"))
    status, words, sealed = await looked(pages, browser, faulty)
    assert (status, sealed) == (422, "")
    found = re.findall(r"<td>(\d+)</td><td>(\w+)</td>", words)
    assert found == [("3", "time_zone"), ("4", "role_group")]
    assert "did you mean" in words
    missing = written({"email": ADA, "name": "Ada"})
    assert "pillar" in (await looked(pages, browser, missing))[1].partition('<h2 id="choose"')[0]
    assert await emails(pages) == {ADA, BO, CLEO}


async def test_whoever_reads_french_reads_french_faults_and_warnings(pages: Pages, browser: Browser) -> None:
    leader = LEADER | {"language": "fr"}
    await pages.scene.bring(leader, row(BO), row(CLEO))
    faulty = written(leader, row(BO, time_zone="Nairobi"), row("dan", role_group="R99"))
    words = (await looked(pages, browser, faulty))[1].replace("\u00a0", " ")
    found = re.findall(r"<td>(\d+)</td><td>(\w+)</td><td>(.+?)</td>", words)
    assert found == [
        ("3", "time_zone", "« Nairobi » n’est pas un fuseau IANA ; vouliez-vous dire « Africa/Nairobi » ?"),
        ("4", "email", "« dan » n’est pas une adresse électronique ; écrivez-la comme name@example.org"),
        ("4", "role_group", "« R99 » n’est pas un groupe de rôles ; écrivez R1 à R5"),
    ]
    _, words, _ = await looked(pages, browser, b"PK\x03\x04 a workbook")
    assert "enregistrez-le depuis votre tableur en CSV" in words
    _, words, _ = await looked(pages, browser, written(leader, row(BO), row(CLEO), row(NIA)))
    assert "fait déjà partie du site « North »" in words.replace("\u00a0", " ")
    two_ways = (row(BO, pillar="Relief Work"), row(CLEO, pillar="Relief-Work"))
    _, words, _ = await looked(pages, browser, written(leader, *two_ways))
    assert "se ressemblent ; si c’est le même nom" in words.replace("\u00a0", " ")


@pytest.mark.parametrize("file", [b"", b"PK\x03\x04 a workbook", b"\x00\xff\xfe", None])
async def test_what_is_no_table_is_told_so(pages: Pages, browser: Browser, file: bytes | None) -> None:
    answer = await browser.post(await here(pages), file=file)
    assert answer.status_code == 422
    assert "sealed" not in answer.text.partition("<main")[2].replace("sealed.", "")
    assert ("<strong>people.csv</strong>" in answer.text) is (file is not None)  # the whole file, not a line


async def test_a_file_that_is_too_large_is_not_read(pages: Pages, browser: Browser) -> None:
    answer = await browser.post(await here(pages), file=b"x" * (LARGEST + 100_000))
    assert answer.status_code == 413
    assert "4 MB" in answer.text


async def test_what_was_shown_is_applied_or_nothing(pages: Pages, browser: Browser) -> None:
    _, _, sealed = await looked(pages, browser, written(LEADER, row(BO), row(CLEO), row(DAN)))
    await pages.scene.bring(LEADER, row(BO), row(CLEO), row(EVE))
    status, words = await applied(pages, browser, sealed)
    assert status == 422
    assert "has changed since you looked" in words
    assert await emails(pages) == {ADA, BO, CLEO, EVE}


async def test_a_look_counts_for_a_while_for_its_own_person_and_unchanged(
    pages: Pages, browser: Browser
) -> None:
    await pages.scene.bring(LEADER, row(BO, is_coordinator="yes"), row(CLEO))
    file = written(LEADER, row(BO, is_coordinator="yes"), row(CLEO), row(DAN))
    _, _, sealed = await looked(pages, browser, file)
    async with pages.signed_in(BO) as other:
        assert "somebody else" in (await applied(pages, other, sealed))[1]
    assert "too long ago" in (await applied(pages, browser, sealed[:-8] + "AAAAAAA="))[1]
    pages.scene.clock.move_to(pages.scene.clock.now() + LIFE - timedelta(minutes=1))
    await browser.see("/pages")
    pages.scene.clock.move_to(pages.scene.clock.now() + timedelta(minutes=1))
    assert "too long ago" in (await applied(pages, browser, sealed))[1]
    assert await emails(pages) == {ADA, BO, CLEO}


async def test_nobody_is_taken_from_another_setting(pages: Pages, browser: Browser) -> None:
    _, words, _ = await looked(pages, browser, written(LEADER, row(NIA)))
    assert "already belongs to the setting" in words


async def test_whoever_would_leave_by_their_own_file_is_warned(pages: Pages, browser: Browser) -> None:
    _, words, _ = await looked(pages, browser, written(row(BO)))
    assert "You are not in this file" in words
    assert "Nobody in it is a coordinator" in words
    assert "Is it the whole roster?" in words


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((row(BO, slack_id="T0123ABCD:U0MINE"),), "another account of somebody"),
        ((row(BO), row(DAN, slack_id="T0123ABCD:U0NIA")), "belongs to somebody else already"),
        ((row(BO), row(OPS, slack_id="T0123ABCD:U0MINE")), "an operator's account"),
    ],
)
async def test_nobody_becomes_somebody_else_by_a_file(
    sqlite_url: str, rows: tuple[dict[str, str], ...], told: str
) -> None:
    """An account that a file gave to Bo would see what Bo may see."""
    async with opened_pages(sqlite_url, slack=SLACK) as pages:
        await pages.scene.taking_part(LEADER, row(BO))
        await pages.scene.bring(row(NIA, slack_id="T0123ABCD:U0NIA"), setting="North")
        async with pages.signed_in(ADA) as browser:
            status, words, _ = await looked(pages, browser, written(LEADER, *rows))
            assert status == 422
            assert told in words
            fine = written(LEADER, row(BO), row(DAN, slack_id="T0123ABCD:U0DAN"))
            assert (await looked(pages, browser, fine))[0] == 200
