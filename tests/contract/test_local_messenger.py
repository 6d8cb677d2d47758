"""The local chat is a platform like the others, and its store keeps what it promises."""

import asyncio
import html
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.db.engine import open_engine
from bot.local.bell import heard
from bot.local.messages import BOT, LocalMessages, NewMessage, channel, direct
from bot.local.messenger import WORKSPACE, LocalMessenger
from bot.local.rendering import Renderer
from bot.local.stream import Updates, Watch
from bot.local.tables import metadata
from bot.ports import Address, MessageRef
from nudges.cards import say
from nudges.people import Platform
from tests.clients.postgres import PostgresServer
from tests.contract.messenger_contract import CARD, LookUpContract, MessengerContract
from tests.end_to_end.fake_desk import AMINA, BRUNO, SetClock, english

AMINA_ADDRESS = Address(Platform.LOCAL, WORKSPACE, user_id=AMINA.email)
NOW = SetClock().now()
CHANNEL_ADDRESS = Address(Platform.LOCAL, WORKSPACE, channel_id="kalundi")


@pytest.fixture
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('tmp_path') / 'chat.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
async def messages(url: str) -> AsyncIterator[LocalMessages]:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield LocalMessages(engine)
    await engine.dispose()


@dataclass(frozen=True, slots=True)
class LocalStage:
    """Reads as Amina does on the page: the card's HTML without its tags."""

    messenger: LocalMessenger
    messages: LocalMessages
    person = AMINA_ADDRESS
    channel = CHANNEL_ADDRESS
    missing = MessageRef(
        Platform.LOCAL, WORKSPACE, direct(AMINA.email), "00000000-0000-0000-0000-000000000000"
    )

    async def read(self, ref: MessageRef) -> str:
        message = await self.messages.get(ref.message, AMINA.email)
        assert message is not None
        return html.unescape(re.sub(r"<[^>]*>", "", Renderer(english()).card(message.card)))

    async def count(self, to: Address) -> int:
        conversation = direct(to.user_id) if to.user_id else channel(str(to.channel_id))
        return len(await self.messages.conversation(conversation, AMINA.email))


both_databases = pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)


@both_databases
class TestLocalMessenger(MessengerContract, LookUpContract):
    @pytest.fixture
    def stage(self, messages: LocalMessages) -> LocalStage:
        return LocalStage(LocalMessenger(messages, SetClock()), messages)

    async def test_sending_again_with_the_same_key_delivers_nothing_new(self, stage: LocalStage) -> None:
        first = await stage.messenger.send(stage.person, CARD, key="c1")
        assert await stage.messenger.send(stage.person, say("Else"), key="c1") == first
        assert await stage.count(stage.person) == 1

    async def test_senders_at_the_same_moment_deliver_once(self, stage: LocalStage) -> None:
        sends = (stage.messenger.send(stage.person, CARD, key="c1") for _ in range(5))
        assert len(set(await asyncio.gather(*sends))) == 1
        assert await stage.count(stage.person) == 1


@both_databases
class TestLocalMessages:
    async def test_messages_keep_their_order_and_their_moment(self, messages: LocalMessages) -> None:
        clock = SetClock(datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Africa/Nairobi")))
        for title in ("one", "two", "three"):
            await messages.add(NewMessage(direct(AMINA.email), say(title), clock.now()))
        shown = await messages.conversation(direct(AMINA.email), AMINA.email)
        assert [m.card.title for m in shown] == ["one", "two", "three"]
        assert shown[0].sent_at == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
        assert (shown[0].author, shown[0].redrawn_at) == (BOT, None)

    async def test_only_the_latest_messages_are_shown(self, messages: LocalMessages) -> None:
        for title in "abcd":
            await messages.add(NewMessage(direct(AMINA.email), say(title), NOW))
        shown = await messages.conversation(direct(AMINA.email), AMINA.email, limit=2)
        assert [m.card.title for m in shown] == ["c", "d"]

    async def test_nobody_reads_the_direct_messages_of_another(self, messages: LocalMessages) -> None:
        private = await messages.add(NewMessage(direct(AMINA.email), CARD, NOW))
        assert await messages.get(private, BRUNO.email) is None
        assert await messages.conversation(direct(AMINA.email), BRUNO.email) == []

    async def test_in_a_channel_only_the_person_meant_sees_a_private_answer(
        self, messages: LocalMessages
    ) -> None:
        await messages.add(NewMessage(channel("kalundi"), say("for all"), NOW))
        await messages.add(NewMessage(channel("kalundi"), say("for one"), NOW, ephemeral_for=AMINA.email))
        seen = {
            person.email: [
                m.card.title for m in await messages.conversation(channel("kalundi"), person.email)
            ]
            for person in (AMINA, BRUNO)
        }
        assert seen == {AMINA.email: ["for all", "for one"], BRUNO.email: ["for all"]}

    async def test_a_private_answer_marks_nothing_as_new_for_others(self, messages: LocalMessages) -> None:
        await messages.add(NewMessage(channel("kalundi"), CARD, NOW, ephemeral_for=AMINA.email))
        assert await messages.latest(BRUNO.email) == {}
        assert list(await messages.latest(AMINA.email)) == [channel("kalundi")]

    async def test_a_redrawn_message_has_a_new_version_and_says_when(self, messages: LocalMessages) -> None:
        message_id = await messages.add(NewMessage(direct(AMINA.email), CARD, NOW))
        before = await messages.get(message_id, AMINA.email)
        assert await messages.redraw(message_id, say("Thank you"), NOW)
        after = await messages.get(message_id, AMINA.email)
        assert before is not None
        assert after is not None
        assert before.version != after.version
        assert (before.position, after.redrawn_at) == (after.position, NOW)

    async def test_erasing_a_person_leaves_the_others_messages(self, messages: LocalMessages) -> None:
        for new in (
            NewMessage(direct(AMINA.email), CARD, NOW),
            NewMessage(channel("kalundi"), say("private"), NOW, ephemeral_for=AMINA.email),
            NewMessage(channel("kalundi"), say("for all"), NOW),
            NewMessage(direct(BRUNO.email), CARD, NOW),
        ):
            await messages.add(new)
        await messages.forget(AMINA.email)
        assert set(await messages.latest(AMINA.email)) == {channel("kalundi"), direct(BRUNO.email)}
        assert len(await messages.conversation(channel("kalundi"), AMINA.email)) == 1

    async def test_everybody_listening_hears_of_a_change(self, messages: LocalMessages) -> None:
        rings = [messages.bell.next, messages.bell.next]
        await messages.add(NewMessage(direct(AMINA.email), CARD, NOW))
        assert [ring.is_set() for ring in rings] == [True, True]
        assert not messages.bell.next.is_set()

    async def test_others_get_a_turn_between_the_events_of_a_page(self, messages: LocalMessages) -> None:
        """Or nobody would notice that the page was closed while the rest is told to it."""
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        await messages.add(NewMessage(direct(AMINA.email), CARD, NOW))
        updates = Updates(messages, Renderer(english()), SetClock(), lambda: "")
        events = updates.events(Watch(AMINA, direct(AMINA.email), [AMINA]))
        busy = asyncio.create_task(others())
        seen = []
        for _ in range(4):
            await anext(events)
            seen.append(turns)
        busy.cancel()
        await events.aclose()
        assert len(set(seen)) == len(seen)


async def test_waiting_ends_without_a_ring() -> None:
    await heard(asyncio.Event(), within=0.01)
