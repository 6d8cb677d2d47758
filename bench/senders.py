"""A product with many workspaces and a message due to everybody, beside a platform at its limit."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.crowded import Allowed, Crowded, running
from bench.scene import a_person
from bot.bootstrap import App, open_app
from bot.clock import VirtualClock
from bot.db.engine import open_engine
from bot.db.schema import upgrade
from bot.db.shared_limits import SharedLimits
from bot.db.unit_of_work import units_of_work
from bot.ports import Address, MessageRef, Messenger
from bot.settings import load_settings
from bot.settings_teams import Teams
from bot.slack.client import Pace
from bot.slack.limits import limits_of
from bot.slack.messenger import SlackMessenger
from bot.teams.client import Connector
from bot.teams.messenger import TeamsMessenger
from bot.teams.reach import Reach
from bot.teams.references import References
from bot.teams.tokens import AppToken
from bot.turns import Turns
from nudges.attention import Kind
from nudges.cards import Card
from nudges.consent import Consent, ConsentAct, ConsentRecord
from nudges.decisions import Prompt
from nudges.people import Identity, Person, Platform, Setting
from tests.clients.naps import Naps

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
SETTING = Setting("bench", "Bench")
LULL = 0.0005
"""Real seconds: nothing here waits for a server."""
PATIENT = 600
"""Real seconds until an unanswered call counts as lost: while the clock stands still, answers take long."""
NUDGE = "S2-1"
"""For everybody who works on programmes, and without anything to look up."""


class Napping:
    """A messenger; the virtual clock knows when it is at work."""

    def __init__(self, inner: Messenger, naps: Naps) -> None:
        self._inner = inner
        self._naps = naps

    @property
    def platform(self) -> Platform:
        return self._inner.platform

    async def send(self, to: Address, card: Card, *, key: str) -> MessageRef:
        with self._naps.working():
            return await self._inner.send(to, card, key=key)

    async def redraw(self, ref: MessageRef, card: Card) -> None:
        await self._inner.redraw(ref, card)

    async def find(self, to: Address, *, key: str) -> MessageRef | None:
        return await self._inner.find(to, key=key)


@dataclass(frozen=True, slots=True)
class Senders:
    """``plain`` is a messenger that waits for no turn."""

    app: App
    naps: Naps
    crowded: Crowded
    plain: Messenger
    addresses: Sequence[Address]
    began: float

    @property
    def wanted(self) -> int:
        return len(self.addresses)

    def now(self) -> float:
        return self.naps.clock.now().timestamp()


@asynccontextmanager
async def opened(
    platform: Platform, allowed: Allowed, workspaces: int, messages: int, rest: int
) -> AsyncIterator[Senders]:
    """So many messages are due in each workspace, to people who were written to before."""
    naps = Naps(VirtualClock(NOON), LULL)
    crowded = Crowded(allowed, naps.clock, naps.sleep, rest, messages // 2)
    names = [str(UUID(int=number + 1)) for number in range(workspaces)]
    with tempfile.TemporaryDirectory(prefix="crosspillar-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        upgrade(url)
        engine = open_engine(url)
        async with running(crowded):
            paced, plain = (
                Napping(each, naps) for each in _messengers(platform, crowded, names, engine, naps)
            )
            settings = load_settings(database_url=url, secret_key="bench")  # noqa: S106  no secret
            async with open_app(settings, clock=naps.clock, messengers={platform: paced}) as app:
                addresses = await _hire(app, platform, names, messages)
                yield Senders(app, naps, crowded, plain, addresses, NOON.timestamp())
        await engine.dispose()


def _messengers(
    platform: Platform, crowded: Crowded, names: Sequence[str], engine: AsyncEngine, naps: Naps
) -> tuple[Messenger, Messenger]:
    """As the product builds it, and without turns."""
    limits = SharedLimits(engine, naps.clock)
    if platform is Platform.SLACK:
        changed = limits_of(posts=crowded.allowed.messages, look_ups=50)
        address, pace = f"{crowded.url}/api/", Pace(limits, changed, naps.sleep)
        return (
            SlackMessenger(_token_of, base_url=address, timeout=PATIENT, clock=naps.clock, pace=pace),
            SlackMessenger(_token_of, base_url=address, timeout=PATIENT, clock=naps.clock),
        )
    teams = Teams.model_validate(
        {
            "client_id": names[0],
            "client_secret": "a~secret~of~the~app",
            "tenants": ",".join(names),
            "messages_per_second": crowded.allowed.messages,
            "test_host": crowded.url.removeprefix("http://"),
            "login_url": crowded.url,
        }
    )
    places = References(units_of_work(engine), naps.clock, teams)
    paced, plain = (
        Connector(teams, AppToken(teams, naps.clock), turns, timeout=PATIENT)
        for turns in (Turns(limits, naps.sleep), None)
    )
    return (
        TeamsMessenger(paced, places.service_of, Reach(naps.clock)),
        TeamsMessenger(plain, places.service_of, Reach(naps.clock)),
    )


async def _token_of(workspace: str) -> str:
    return f"xoxb-{workspace}"


async def _hire(app: App, platform: Platform, names: Sequence[str], messages: int) -> list[Address]:
    """People who take part, a nudge for each that is due now, and where it will go."""
    people: list[Person] = []
    identities: list[Identity] = []
    for place, name in enumerate(names):
        some = [a_person(place * messages + number, SETTING) for number in range(messages)]
        people += some
        identities += [Identity(f"i{each.id}", each.id, platform, name, each.id) for each in some]
    talks = {each.id: f"a:{each.workspace}:{each.user_id}" for each in identities}
    async with app.deps.begin() as uow:
        await uow.settings.add(SETTING)
        await uow.people.add(people)
        await uow.people.set_identities(identities)
        await uow.people.remember_conversations(talks)
        for each in people:
            said_yes = ConsentRecord(each.id, ConsentAct.OPTED_IN, NOON, "bench")
            await uow.looks.set_consent(said_yes, Consent.OPTED_IN)
        await uow.prompts.add([], [_due(each) for each in people])
        await uow.commit()
    return [
        Address(each.platform, each.workspace, each.user_id, conversation=talks[each.id])
        for each in identities
    ]


def _due(person: Person) -> Prompt:
    return Prompt(
        id=f"p{person.id}",
        decision_id="",
        setting_id=SETTING.id,
        person_id=person.id,
        kind=Kind.NUDGE,
        nudge=NUDGE,
        due_at=NOON,
        not_after=NOON + timedelta(days=1),
    )
