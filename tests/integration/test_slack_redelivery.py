"""Slack delivers again, twice at once, late and in any order: what a person did counts once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import count

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.slack.app import PATH, SlackSettings
from nudges.consent import ConsentAct
from tests.clients.slack_requests import SECRET, direct_message, interaction, press, signed
from tests.clients.slack_routes import slack_routes
from tests.clients.slack_tokens import always
from tests.integration.slack_scene import Office, open_office

pytestmark = pytest.mark.each_database

PERSON = "U000000007"
"""Who presses and writes; the office knows people by the letters after the U."""
BEHAVIOURS = ("B1", "B2", "B6")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a person did: a press or words about a behaviour, in the given place of a story."""

    typed: bool
    behaviour: str
    number: int

    def body(self, story: int) -> str:
        moment = f"17{story:08}.{self.number:06}"
        if self.typed:
            return direct_message(f"did {self.behaviour}", ts=moment, user=PERSON, team_id="T1").replace(
                "T000000001", "T1"
            )
        payload = press(f"did:{self.behaviour}", message=moment, user=PERSON)
        return interaction(payload).replace("T000000001", "T1")


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    async with open_office(database_url) as opened:
        await opened.hire(PERSON.removeprefix("U"))
        yield opened


@pytest.fixture
async def client(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    slack = SlackSettings(SECRET, base_url=office.slack.base_url)
    speak = office.app.deps.texts.speaker("en")
    routes = slack_routes(slack, office.app.desk, tokens=always("xoxb-1"), speak=speak)
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as opened:
        yield opened


async def deliver(client: httpx.AsyncClient, body: str, retry: int = 0) -> None:
    again = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": "http_timeout"} if retry else {}
    answer = await client.post(PATH, content=body, headers={**signed(body), **again})
    assert answer.status_code == 200


async def practised(office: Office) -> list[str]:
    async with office.app.deps.begin() as uow:
        found = (await uow.people.export(PERSON.removeprefix("U")))["practice_records"]
    return sorted(str(record["behaviour"]) for record in found)


deeds = st.lists(st.tuples(st.booleans(), st.sampled_from(BEHAVIOURS)), min_size=1, max_size=4).map(
    lambda some: [Deed(typed, behaviour, number) for number, (typed, behaviour) in enumerate(some)]
)


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Deed], list[tuple[Deed, int]]]:
    """What was done, and how it is delivered: each at least once, in any order."""
    done = draw(deeds)
    again = draw(st.lists(st.tuples(st.sampled_from(done), st.integers(1, 3)), max_size=4))
    return done, draw(st.permutations([*((each, 0) for each in done), *again]))


stories = count(1)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=deliveries(), at_once=st.booleans())
async def test_however_it_is_delivered_each_deed_counts_once(
    office: Office,
    client: httpx.AsyncClient,
    story: tuple[list[Deed], list[tuple[Deed, int]]],
    at_once: bool,
) -> None:
    done, arrivals = story
    number, before = next(stories), await practised(office)
    calls = [deliver(client, deed.body(number), retry) for deed, retry in arrivals]
    if at_once:
        await asyncio.gather(*calls)
    else:
        for call in calls:
            await call
    assert await practised(office) == sorted([*before, *(deed.behaviour for deed in done)])


async def test_the_same_signed_body_sent_by_somebody_who_overheard_it_does_nothing_more(
    office: Office, client: httpx.AsyncClient
) -> None:
    body = Deed(False, "B1", 1).body(1)
    headers = signed(body)
    for _ in range(3):
        assert (await client.post(PATH, content=body, headers=headers)).status_code == 200
    assert await practised(office) == ["B1"]


async def test_a_double_click_takes_part_once(office: Office, client: httpx.AsyncClient) -> None:
    bodies = [_click("optin", at=f"1700000001.00020{n}") for n in range(2)]
    await asyncio.gather(*(deliver(client, body) for body in bodies))
    assert await _acts(office) == [ConsentAct.OPTED_IN]


async def test_a_late_click_on_an_older_message_undoes_nothing(
    office: Office, client: httpx.AsyncClient
) -> None:
    stop, start = _click("stop", at="1700000009.000200"), _click("optin", at="1700000001.000200")
    await deliver(client, start)
    await deliver(client, stop)
    await deliver(client, start, retry=1)
    acts = await _acts(office)
    assert acts[-1] is ConsentAct.OPTED_OUT


async def _acts(office: Office) -> Sequence[ConsentAct]:
    async with office.app.deps.begin() as uow:
        return [each.act for each in await uow.reports.consent_acts("setting-T1")]


def _click(token: str, *, at: str) -> str:
    payload = press(token, user=PERSON)
    payload["actions"][0]["action_ts"] = at
    return interaction(payload).replace("T000000001", "T1")
