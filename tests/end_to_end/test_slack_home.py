"""Home, shortcuts and mentions: the whole product, served, with the third-party emulator as Slack."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from tests.clients.slack_emulator import EmulatedSlack
from tests.clients.slack_requests import (
    Json,
    event,
    interaction,
    message_shortcut,
    press_at_home,
    shortcut,
    submission,
)
from tests.end_to_end.slack_office import Office, nairobi, opened_office
from tests.end_to_end.slack_reading import button_of, words_of


@pytest_asyncio.fixture
async def office(slack_emulator: EmulatedSlack, sqlite_url: str) -> AsyncIterator[Office]:
    async with opened_office(slack_emulator, sqlite_url) as opened:
        yield opened


async def home(office: Office, name: str) -> Json:
    """The Home tab as it stands."""
    [view] = await office.views(name, "home")
    return {**view, "text": ""}


async def come_by(office: Office, name: str) -> Json:
    """Somebody opens the app's Home tab."""
    user = office.slack.users[name]
    body = event(type="app_home_opened", user=user, channel="D1", tab="home", event_ts="1.1")
    assert (await office.post(body)).status_code == 200
    return await home(office, name)


async def press_on(office: Office, name: str, page: Json, label: str, **more: Any) -> None:
    button = button_of(page, label)
    row = next(block for block in page["blocks"] if button in block.get("elements", ()))
    body = press_at_home(button, row.get("block_id", "b1"), user=office.slack.users[name], **more)
    assert (await office.post(interaction(body))).status_code == 200


async def modal(office: Office, name: str) -> Json:
    """The dialog somebody opened last."""
    return (await office.views(name, "modal"))[-1]


async def test_a_nudge_answered_on_the_page_is_answered_in_the_conversation_too(office: Office) -> None:
    await office.join("amina")
    await office.run_until(nairobi(11, 17))
    nudge = await office.message("amina", "We agreed on joint work")
    page = await come_by(office, "amina")
    assert "Hello Amina" in words_of(page)
    before = len(await office.inbox("amina"))
    await press_on(office, "amina", page, "We agreed on joint work")
    told = next(one for one in await office.inbox("amina") if one["ts"] == nudge["ts"])
    assert "Your answer: We agreed on joint work." in words_of(told)
    assert len(await office.inbox("amina")) == before  # nothing new came: the message itself says it
    redrawn = await home(office, "amina")
    assert "11 March" in words_of(redrawn)
    assert "You get this" not in words_of(redrawn)
    assert await office.practised("amina") == [("B6", "self_reported")]


async def test_everybody_has_a_page_of_their_own(office: Office) -> None:
    await office.join("amina", "chen")
    await office.run_until(nairobi(9, 12))
    coordinators, colleagues = await come_by(office, "chen"), await come_by(office, "bruno")
    assert "Pause all messages" in words_of(coordinators)
    assert "Pause all messages" not in words_of(colleagues)
    assert "Yes, try it" in words_of(colleagues)
    assert len(coordinators["blocks"]) <= 100
    stranger = await come_by(office, "dalia")
    assert "We have not met" in words_of(stranger)


async def test_a_dialog_opened_on_the_page_leads_back_to_it(office: Office) -> None:
    await office.join("amina")
    page = await come_by(office, "amina")
    await press_on(
        office, "amina", page, "Change hours or language", trigger_id=await office.trigger("amina")
    )
    form = await modal(office, "amina")
    values = {
        "start": {"text:start": {"type": "plain_text_input", "value": "8:00"}},
        "end": {"text:end": {"type": "plain_text_input", "value": "15:00"}},
        "days": {"choice:days": {"type": "checkboxes", "selected_options": [{"value": "0"}]}},
        "language": {"choice:language": {"type": "radio_buttons", "selected_option": {"value": "en"}}},
        "humanitarian": {
            "choice:humanitarian": {"type": "radio_buttons", "selected_option": {"value": "no"}}
        },
    }
    answer = await office.post(interaction(submission(form, values, user=office.slack.users["amina"])))
    assert answer.text == ""
    assert "08:00–15:00" in words_of(await home(office, "amina"))


async def test_spotlight_this_offers_the_author_and_the_link(office: Office) -> None:
    await office.join("amina")
    channel = office.slack.channels["joint-work"]
    told = await office.api.chat_postMessage(channel=channel, text="The two teams went together")
    message = {"ts": told["ts"], "user": office.slack.users["bruno"], "text": "The two teams went together"}
    body = message_shortcut(
        "spotlight",
        message,
        response_url=office.answers.response_url,
        channel=channel,
        user=office.slack.users["amina"],
        trigger=await office.trigger("amina"),
    )
    assert (await office.post(interaction(body))).status_code == 200
    form = await modal(office, "amina")
    fields = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
    assert fields["colleague_1"]["initial_option"]["text"]["text"] == "Bruno Costa · Relief Office"
    assert told["ts"].replace(".", "") in fields["source"]["initial_value"]
    assert "The two teams went together" not in str(form)


async def test_the_menu_from_anywhere_leads_from_dialog_to_dialog(office: Office) -> None:
    await office.join("amina")
    user = office.slack.users["amina"]
    body = shortcut("begin", user=user, trigger=await office.trigger("amina"))
    assert (await office.post(interaction(body))).status_code == 200
    menu = await modal(office, "amina")
    chosen = {
        "what": {"choice:what": {"type": "radio_buttons", "selected_option": {"value": "stopandthink"}}}
    }
    answer = (await office.post(interaction(submission(menu, chosen, user=user)))).json()
    assert answer["response_action"] == "update"
    assert "Step 1 of 7" in str(answer["view"])


async def test_a_mention_is_answered_for_whoever_mentioned_alone(office: Office) -> None:
    await office.join("amina")
    channel, user = office.slack.channels["joint-work"], office.slack.users["amina"]
    words = f"<@{office.slack.bot_user_id}> did met"
    body = event(type="app_mention", user=user, channel=channel, ts="1700000009.000100", text=words)
    for _ in range(2):
        assert (await office.post(body)).status_code == 200
    assert await office.practised("amina") == [("B8", "self_reported")]
    history = await office.api.conversations_history(channel=channel)
    assert "Noted" not in str(history["messages"])
