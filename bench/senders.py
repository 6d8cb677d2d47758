"""A product with many workspaces and a message due to everybody, beside a platform at its limit."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
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
from bot.ports import Address, Clock, MessageRef, Messenger
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
GRACE = 0.5
PATIENT = 600
"""Real seconds until an unanswered call counts as lost: while the clock stands still, answers take long."""
NUDGE = "S2-1"
"""For everybody who works on programmes, and without anything to look up."""


class Time(Protocol):
    """A clock, how to wait on it, and how to say that somebody is at work."""

    @property
    def clock(self) -> Clock: ...
    def working(self) -> AbstractContextManager[None]: ...
    async def sleep(self, seconds: float) -> None: ...


class RealTime:
    """Real seconds, counted from the scene's noon on."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def clock(self) -> "RealTime":
        return self

    def now(self) -> datetime:
        return NOON + timedelta(seconds=time.monotonic() - self._began)

    def working(self) -> AbstractContextManager[None]:
        return nullcontext()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Napping:
    """A messenger; the virtual clock knows when it is at work."""

    def __init__(self, inner: Messenger, naps: Time) -> None:
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
    naps: Time
    crowded: Crowded
    plain: Messenger
    addresses: Sequence[Address]
    began: float
    """When everything was due, in seconds since 1970."""

    @property
    def wanted(self) -> int:
        return len(self.addresses)

    def now(self) -> float:
        return self.naps.clock.now().timestamp()


@dataclass(frozen=True, slots=True)
class Scene:
    """So many messages are due in each of so many workspaces; see ``Crowded`` for ``rest``.

    ``configured`` is what the product may send, ``allowed`` what the platform takes.
    """

    platform: Platform
    configured: Allowed
    allowed: Allowed
    workspaces: int
    messages: int
    rest: int
    real: bool


@asynccontextmanager
async def opened(scene: Scene) -> AsyncIterator[Senders]:
    """To people who were written to before."""
    naps: Time = RealTime() if scene.real else Naps(VirtualClock(NOON), LULL)
    grace = GRACE if scene.real else 0.0
    crowded = Crowded(scene.allowed, naps.clock, naps.sleep, scene.rest, scene.messages // 2, grace)
    names = [str(UUID(int=number + 1)) for number in range(scene.workspaces)]
    with tempfile.TemporaryDirectory(prefix="crosspillar-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        upgrade(url)
        engine = open_engine(url)
        async with running(crowded):
            paced, plain = (Napping(each, naps) for each in _messengers(scene, crowded, names, engine, naps))
            settings = load_settings(database_url=url, secret_key="bench")  # noqa: S106  no secret
            messengers = {scene.platform: paced}
            async with open_app(settings, clock=naps.clock, messengers=messengers) as app:
                addresses = await _hire(app, scene.platform, names, scene.messages)
                yield Senders(app, naps, crowded, plain, addresses, naps.clock.now().timestamp())
        await engine.dispose()


def _messengers(
    scene: Scene, crowded: Crowded, names: Sequence[str], engine: AsyncEngine, naps: Time
) -> tuple[Messenger, Messenger]:
    """As the product builds it, and without turns."""
    limits = SharedLimits(engine, naps.clock)
    if scene.platform is Platform.SLACK:
        changed = limits_of(posts=scene.configured.messages, look_ups=50)
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
            "messages_per_second": scene.configured.messages,
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
