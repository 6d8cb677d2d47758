"""What the local chat answers to requests that its page does not make, or makes twice."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from bot.local.incoming import MAX_BODY
from bot.local.messages import channel, direct
from tests.end_to_end.fake_desk import (
    AMINA,
    ANSWERED,
    BRUNO,
    CHANNEL,
    CHITRA,
    QUESTION,
    Site,
    build_site,
    chat_engine,
)

ORIGIN = "http://chat.test"
HERE = f"/chat/{AMINA.email}"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with chat_engine() as engine:
        yield build_site(engine)


@pytest.fixture
async def client(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"Origin": ORIGIN}) as client:
        yield client


def command(text: str = "help", conversation: str = direct(AMINA.email)) -> dict[str, str]:
    return {"text": text, "conversation": conversation, "key": str(uuid4())}


async def question(site: Site, conversation: str = direct(AMINA.email)) -> dict[str, str]:
    """A press on the question's first button."""
    (message,) = await site.messages.conversation(conversation, AMINA.email)
    token = QUESTION.actions[0].token
    return {"message": message.id, "token": token, "conversation": conversation, "key": str(uuid4())}


async def titles(site: Site, conversation: str, viewer: str) -> list[str]:
    return [message.card.title for message in await site.messages.conversation(conversation, viewer)]


@pytest.mark.parametrize("origin", ["http://elsewhere.test", "null", "", "http://chat.test:81", "http://[["])
async def test_a_post_from_another_page_is_refused(
    site: Site, client: httpx.AsyncClient, origin: str
) -> None:
    answer = await client.post(f"{HERE}/command", json=command(), headers={"Origin": origin})
    assert answer.status_code == 403
    assert "another page" in answer.json()["error"]
    assert site.desk.commands == []


async def test_a_post_that_names_no_origin_is_refused(site: Site) -> None:
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        assert (await client.post(f"{HERE}/command", json=command())).status_code == 403


async def test_a_body_that_is_too_large_is_refused(site: Site, client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{HERE}/command", content=b" " * (MAX_BODY + 1))
    assert (answer.status_code, site.desk.commands) == (413, [])


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"text": "help"}', b'{"text": 1, "key": "no", "conversation": ""}', b"\xff"]
)
async def test_a_body_of_another_shape_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post(f"{HERE}/command", content=body)
    assert answer.status_code == 400
    assert "Reload the page" in answer.json()["error"]


async def test_an_unknown_person_is_told_what_to_do(client: httpx.AsyncClient) -> None:
    page = await client.get("/chat/nobody@example.org")
    assert page.status_code == 404
    assert "Choose a person from the list" in page.text
    answer = await client.post("/chat/nobody@example.org/command", json=command())
    assert (answer.status_code, "nobody@example.org" in answer.json()["error"]) == (404, True)


async def test_a_channel_of_others_is_not_shown(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/chat/{CHITRA.email}?in={CHANNEL.id}")).status_code == 404
    answer = await client.post(
        f"/chat/{CHITRA.email}/command", json=command(conversation=channel(CHANNEL.id))
    )
    assert answer.status_code == 404


async def test_nobody_presses_a_button_in_the_messages_of_another(
    site: Site, client: httpx.AsyncClient
) -> None:
    await site.tell(AMINA)
    press = await question(site) | {"conversation": direct(BRUNO.email)}
    answer = await client.post(f"/chat/{BRUNO.email}/press", json=press)
    assert (answer.status_code, site.desk.presses) == (404, {})


async def test_the_same_press_sent_twice_counts_once(site: Site, client: httpx.AsyncClient) -> None:
    await site.tell(AMINA)
    press = await question(site) | {"token": "why"}
    for _ in range(2):
        assert (await client.post(f"{HERE}/press", json=press)).status_code == 200
    assert len(site.desk.presses) == 1
    assert await titles(site, direct(AMINA.email), AMINA.email) == [QUESTION.title, "Why this?"]


async def test_the_same_key_of_two_people_counts_for_each(site: Site, client: httpx.AsyncClient) -> None:
    first = command()
    await client.post(f"{HERE}/command", json=first)
    await client.post(f"/chat/{BRUNO.email}/command", json=first | {"conversation": direct(BRUNO.email)})
    assert len(await titles(site, direct(BRUNO.email), BRUNO.email)) == 2


async def test_an_answer_in_a_channel_is_seen_by_the_one_who_asked(
    site: Site, client: httpx.AsyncClient
) -> None:
    await site.post(QUESTION, "k1")
    press = await question(site, channel(CHANNEL.id))
    await client.post(f"{HERE}/press", json=press | {"token": "why"})
    assert await titles(site, channel(CHANNEL.id), AMINA.email) == [QUESTION.title, "Why this?"]
    assert await titles(site, channel(CHANNEL.id), BRUNO.email) == [QUESTION.title]


async def test_a_message_redrawn_in_a_channel_is_redrawn_for_all(
    site: Site, client: httpx.AsyncClient
) -> None:
    await site.post(QUESTION, "k1")
    await client.post(f"{HERE}/press", json=await question(site, channel(CHANNEL.id)))
    (message,) = await site.messages.conversation(channel(CHANNEL.id), BRUNO.email)
    assert message.card == ANSWERED


@pytest.mark.parametrize(("typed", "heard"), [("/did", "did"), (" did B1 ", "did B1"), ("/ did", "did")])
async def test_the_slash_of_a_command_is_left_out(
    site: Site, client: httpx.AsyncClient, typed: str, heard: str
) -> None:
    await client.post(f"{HERE}/command", json=command(typed))
    assert site.desk.commands == [heard]


async def test_colleagues_are_found_by_words(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{HERE}/people", params={"words": "chi"})
    assert answer.json() == {"people": [{"id": "p3", "label": "Chitra Rao, Relief Office"}], "more": False}


async def test_the_page_runs_nothing_but_its_own_script(client: httpx.AsyncClient) -> None:
    page = await client.get(HERE)
    assert "default-src 'none'; script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert (await client.get("/chat/static/chat.js")).status_code == 200
