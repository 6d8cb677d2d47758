"""Two working weeks in Slack: the whole product, served, with the third-party emulator as Slack."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from bot.slack.forms import CALLBACK
from tests.clients.slack_emulator import EmulatedSlack
from tests.clients.slack_requests import Json, interaction, look_up, press, signed, submission
from tests.end_to_end.slack_office import OFFICE, Office, nairobi, opened_office
from tests.end_to_end.slack_reading import button_of, words_of

MET = "I met or spoke with a colleague of another pillar."


@pytest_asyncio.fixture
async def office(slack_emulator: EmulatedSlack, sqlite_url: str) -> AsyncIterator[Office]:
    async with opened_office(slack_emulator, sqlite_url) as opened:
        yield opened


async def test_the_welcome_reaches_each_person_in_their_own_conversation(office: Office) -> None:
    await office.run_until(nairobi(2, 17))
    for name, cells in OFFICE.items():
        welcome = await office.message(name, f"Hello {cells['name'].split()[0]}, this is Crosspillar")
        assert welcome["user"] == office.slack.bot_user_id
    assert {line.platform for line in await office.lines("")} == {"slack"}


async def test_a_yes_that_slack_delivers_three_times_is_one_consent(office: Office) -> None:
    await office.run_until(nairobi(2, 17))
    [welcome] = await office.inbox("amina")
    payload = interaction(await office.pressing("amina", welcome, "Yes, try it"))
    assert [(await office.post(payload)).status_code for _ in range(3)] == [200] * 3
    assert (await office.acts()).count("opted_in") == 1
    [redrawn] = await office.inbox("amina")
    assert redrawn["ts"] == welcome["ts"]
    assert "Your first message will come" in words_of(redrawn)
    assert [block["type"] for block in redrawn["blocks"]] == ["header", "section", "section"]


async def test_a_nudge_is_answered_with_one_tap_and_becomes_practice(office: Office) -> None:
    await office.join("amina")
    await office.run_until(nairobi(11, 17))
    nudge = await office.message("amina", "We agreed on joint work")
    assert "You get this" in words_of(nudge)
    await office.tap("amina", nudge, "We agreed on joint work")
    answered = next(one for one in await office.inbox("amina") if one["ts"] == nudge["ts"])
    assert "Your answer: We agreed on joint work." in words_of(answered)
    assert await office.practised("amina") == [("B6", "self_reported")]


async def test_the_check_in_takes_one_tap_a_line(office: Office) -> None:
    await office.join("amina")
    await office.run_until(nairobi(6, 17))
    check_in = await office.message("amina", "Your week in one minute")
    await office.tap("amina", check_in, "I did", MET)
    check_in = await office.message("amina", "Your week in one minute")
    assert f"✓ {MET}" in words_of(check_in)
    for _ in range(2):
        line = _spoken_first(check_in, "Not this week")
        await office.tap("amina", check_in, "Not this week", line)
        check_in = await office.message("amina", "Your week in one minute")
    assert "That is all for this week." in words_of(check_in)
    assert await office.practised("amina") == [("B8", "self_reported")]


def _spoken_first(message: Json, label: str) -> str:
    """The line of the first row of buttons that is still open."""
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    found = next(e for row in rows for e in row if e["text"]["text"] == label)
    return str(found["accessibility_label"]).partition(": ")[2]


async def test_a_command_notes_practice_that_the_named_colleague_confirms(office: Office) -> None:
    await office.join("amina", "bruno")
    await office.run_until(nairobi(3, 10))
    noted = await office.say("amina", "did met")
    assert "Noted: Meet other pillars. Thank you." in words_of(noted)
    assert await office.practised("amina") == [("B8", "self_reported")]
    await _name_bruno(office, button_of(noted, "Name who with"))
    assert await office.message("amina", "Bruno Costa will be asked once.")
    named_at = office.clock.now()
    await office.run_until(nairobi(13, 17))
    asked = await office.message("bruno", "Did this happen?")
    said = "Amina Diallo (Seed Fund) says you did this together on 3 March 2026: Meet other pillars."
    assert said in words_of(asked)
    await _within_bruno_s_budget(office)
    assert all(
        line.sent_at > named_at for line in await office.lines("bruno", "confirmation") if line.sent_at
    )
    await office.tap("bruno", asked, "Yes")
    assert await office.practised("amina") == [("B8", "confirmed")]
    assert await office.practised("bruno") == [("B8", "confirmed")]


async def _name_bruno(office: Office, button: Json) -> None:
    """Open the form from the hidden answer, search as one types, choose and send."""
    amina = {"id": office.slack.users["amina"], "team_id": office.slack.team_id}
    opening = press(
        button["value"], user=amina["id"], channel="C000000001", trigger=await office.trigger("amina")
    )
    opening["container"]["is_ephemeral"] = True
    assert (await office.post(interaction(opening))).status_code == 200
    async with httpx.AsyncClient() as browser:
        assert "Your colleague is asked once" in (await browser.get(f"{office.slack.url}/?tab=views")).text
    found = await office.post(interaction({**look_up("bru", action_id="person:colleague"), "user": amina}))
    [option] = found.json()["options"]
    assert option["text"]["text"] == "Bruno Costa · Relief Office"
    view = {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": json.dumps({"token": button["value"], "channel": "", "message": ""}),
        "blocks": [{"type": "input", "block_id": "colleague"}],
    }
    chosen = {"colleague": {"person:colleague": {"type": "external_select", "selected_option": option}}}
    sent = interaction(submission(view, chosen, user=amina["id"]))
    assert [(await office.post(sent)).text for _ in range(2)] == [""] * 2


async def _within_bruno_s_budget(office: Office) -> None:
    """Working hours, and two days between any two messages beside the check-in and the welcome."""
    moments = [
        line.sent_at
        for line in await office.lines("bruno")
        if line.sent_at and line.nudge not in {"check_in", "welcome"}
    ]
    assert all(9 <= (at + timedelta(hours=3)).hour < 17 for at in moments)
    pairs = zip(sorted(moments), sorted(moments)[1:], strict=False)
    assert all(later - earlier >= timedelta(hours=48) for earlier, later in pairs)
    assert len(await office.lines("bruno", "confirmation")) == 1


async def test_the_coordinator_reads_the_digest_on_monday_at_nine(office: Office) -> None:
    await office.join("amina", "bruno", "chen")
    title = "Country office: week of 2–8 March"
    await office.run_until(nairobi(9, 8, 55))
    assert title not in map(_title, await office.inbox("chen"))
    await office.run_until(nairobi(9, 9, 5))
    digest = await office.message("chen", title)
    assert "People on the roster who take part: 1\u2060–\u20603 of 3" in words_of(digest)
    assert await office.lines("amina", "digest") == []


def _title(message: Json) -> str:
    return "".join(block["text"]["text"] for block in message["blocks"] if block["type"] == "header")


async def test_nothing_is_sent_twice_when_the_clock_ticks_again(office: Office) -> None:
    await office.join("amina", "bruno", "chen")
    await office.run_until(nairobi(13, 17))
    before = {name: await office.inbox(name) for name in OFFICE}
    assert [await office.tick() for _ in range(3)] == [0, 0, 0]
    assert {name: await office.inbox(name) for name in OFFICE} == before
    prompts = Counter((line.person, line.sent_at) for line in await office.lines("") if line.sent_at)
    assert max(prompts.values()) == 1
    assert sum(prompts.values()) == sum(map(len, before.values()))


FORGED = {
    "unsigned": {"content-type": "application/x-www-form-urlencoded"},
    "signed for other words": signed("payload=other"),
    "signed with another secret": signed("payload=other", secret="guessed"),
}


@pytest.mark.parametrize("how", FORGED)
async def test_a_request_that_slack_did_not_sign_changes_nothing(office: Office, how: str) -> None:
    await office.run_until(nairobi(2, 17))
    [welcome] = await office.inbox("amina")
    body = interaction(await office.pressing("amina", welcome, "Yes, try it"))
    assert (await office.post(body, FORGED[how])).status_code == 401
    assert "opted_in" not in await office.acts()
    assert await office.inbox("amina") == [welcome]
