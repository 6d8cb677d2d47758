"""A front desk and a roster small enough to try the local chat with."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory

import uvicorn
from markupsafe import Markup, escape
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.content.files import default_root
from bot.content.locales import read_languages
from bot.db.engine import open_engine
from bot.local.messages import LocalMessages
from bot.local.messenger import WORKSPACE, LocalMessenger
from bot.local.pages import Pages
from bot.local.ports import CommandHint, LocalChannel, LocalPerson
from bot.local.routes import routes
from bot.local.tables import metadata
from bot.ports import Actor, Address, Amendment, Command, Home, Press, Section, Shortcut, Submission
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    ChoiceInput,
    Form,
    Option,
    PersonInput,
    Reply,
    Style,
    TextInput,
    say,
)
from nudges.people import Platform
from nudges.texts import Speaker, Texts

AMINA = LocalPerson(
    "p1", "amina@example.org", "Amina Diallo", "Staff, field", "Programme staff in the field", "Seed Fund",
    "Development", "Africa/Nairobi", "Kalundi", is_coordinator=True,
)  # fmt: skip
BRUNO = LocalPerson(
    "p2", "bruno@example.org", "Bruno Keller", "Leader, field", "Senior leaders in the field",
    "Observer Mission", "Peace and security", "Africa/Nairobi", "Kalundi",
)  # fmt: skip
CHITRA = LocalPerson(
    "p3", "chitra@example.org", "Chitra Rao", "Manager, field", "Managers in the field", "Relief Office",
    "Humanitarian", "Asia/Kolkata", "Kalundi",
)  # fmt: skip
PEOPLE = (AMINA, BRUNO, CHITRA)
MORE = [CommandHint(f"Command {number}", "One more than fit on a line") for number in range(9)]
CHANNEL = LocalChannel("kalundi-together", "kalundi-together")

QUESTION = Card(
    title="One person to call first",
    body=say("", "Who outside your pillar would you call before the planning week?").body,
    actions=(
        Action("call:p2", "Draft a message", Style.PRIMARY),
        Action("call:later", "Next week"),
        Action("why", "Why this?", Style.QUIET),
    ),
    footer="Sent because planning begins on Monday.",
)
ANSWERED = say("One person to call first", "Good. A draft is ready for you.")
CHECK_IN = Card(
    title="This week",
    groups=(
        ActionGroup(
            "You asked another pillar for its view", (Action("did:B1", "Yes"), Action("no:B1", "Not yet"))
        ),
    ),
)
THANKS = Form(
    token="thanks",
    title="Thank a colleague",
    submit="Send the thanks",
    intro="They will see your name and your words.",
    inputs=(
        PersonInput("who", "Whom"),
        TextInput("what", "What they did", hint="One sentence is enough.", multiline=True),
        ChoiceInput(
            "where",
            "Where to say it",
            (Option("private", "To them only"), Option("channel", "In the channel")),
        ),
        TextInput("when", "When", required=False),
    ),
)


class SetClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> None:
        self._now += step


class FakeDesk:
    """Answers a few presses, commands and one dialog; remembers what was counted."""

    def __init__(self) -> None:
        self.presses: dict[str, str] = {}
        self.commands: list[str] = []
        self.submissions: list[Submission] = []
        self.many = False
        """Whether more people are found than fit a list."""

    async def press(self, press: Press) -> Reply:
        self.presses[press.key] = press.token
        if press.token == "why":
            return Reply(say=(say("Why this?", "Because planning begins on Monday."),))
        return Reply(form=THANKS) if press.token == "thanks" else Reply(replace=ANSWERED)

    async def submit(self, submission: Submission) -> Reply:
        self.submissions.append(submission)
        if len(submission.values["what"][0]) < 10:
            return Reply(faults={"what": "Please say a little more, so that they know what you mean."})
        return Reply(say=(say("Sent", "They will read it this morning."),))

    async def command(self, command: Command) -> Reply:
        self.commands.append(command.text)
        replies = {"thanks": Reply(form=THANKS), "did": Reply(say=(CHECK_IN,))}
        return replies.get(command.text, Reply(say=(say("What you can ask for", "thanks, did, help"),)))

    async def amend(self, amendment: Amendment) -> Reply:
        raise NotImplementedError("the local chat changes nothing that was typed")

    async def shortcut(self, shortcut: Shortcut) -> Reply:
        raise NotImplementedError("the local chat has no menu of messages")

    async def home(self, actor: Actor) -> Home:
        told = f"You pressed {len(self.presses)} times."
        actions = (Action("why", "Why this?"), Action("thanks", "Say thanks"), Action("note", "Note it"))
        return Home((Section(say("Hello", told, actions=actions)),))

    async def find_people(self, actor: Actor, words: str, limit: int = 20) -> Sequence[tuple[str, str]]:
        others = [one for one in PEOPLE if one.email != actor.user_id and words.lower() in one.name.lower()]
        found = [(one.id, f"{one.name}, {one.entity}") for one in others]
        more = [(f"more{n}", f"Colleague {n}") for n in range(20)] if self.many else []
        return [*found, *(each for each in more if words.lower() in each[1].lower())][:limit]


class FakeDirectory:
    async def people(self, language: str = "en") -> Sequence[LocalPerson]:
        return PEOPLE

    async def person(self, email: str) -> LocalPerson | None:
        return next((one for one in PEOPLE if one.email == email), None)

    async def channels(self, email: str) -> Sequence[LocalChannel]:
        return [] if email == CHITRA.email else [CHANNEL]


def english() -> Speaker:
    """The words as they stand in the configuration."""
    entries = read_languages(default_root(), [])["en"].entries
    return Texts({"en": {key: entry.text for key, entry in entries.items()}}).speaker("en")


@dataclass(frozen=True, slots=True)
class Site:
    """A running local chat and what stands behind it."""

    app: Starlette
    messages: LocalMessages
    messenger: LocalMessenger
    clock: SetClock
    desk: FakeDesk

    async def tell(self, person: LocalPerson, card: Card = QUESTION, key: str = "k1") -> None:
        """Deliver a card as the delivery job does."""
        await self.messenger.send(Address(Platform.LOCAL, WORKSPACE, user_id=person.email), card, key=key)

    async def post(self, card: Card, key: str) -> None:
        await self.messenger.send(Address(Platform.LOCAL, WORKSPACE, channel_id=CHANNEL.id), card, key=key)


@asynccontextmanager
async def chat_engine() -> AsyncIterator[AsyncEngine]:
    """An empty database with the local chat's table.

    A file, as every connection to a database in memory would share one transaction.
    """
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/chat.sqlite3")
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield engine
        await engine.dispose()


def build_site(engine: AsyncEngine) -> Site:
    clock, desk, messages = SetClock(), FakeDesk(), LocalMessages(engine)

    async def advance(_: Request) -> Response:
        clock.advance(timedelta(hours=1))
        messages.bell.ring()
        return Response(status_code=204)

    def top_bar(_: LocalPerson | None) -> Markup:
        time = escape(f"{clock.now():%H:%M} UTC")
        return Markup(
            '<form method="post" action="/demo/advance">{} <button>Next hour</button></form>'
        ).format(time)

    hints = [CommandHint("help", "What you can ask for"), CommandHint("thanks", "Thank a colleague"), *MORE]
    pages = Pages(lambda _: english(), lambda _: hints, top_bar)
    chat = routes(desk, FakeDirectory(), messages, clock, pages)
    app = Starlette(routes=[*chat, Route("/demo/advance", advance, methods=["POST"])])
    return Site(app, messages, LocalMessenger(messages, clock), clock, desk)


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """The address of the app on a free port of this machine."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    # A connection made before the server is ready waits at the listening socket.
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await running
