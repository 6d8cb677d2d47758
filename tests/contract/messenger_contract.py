"""What every chat platform's messenger must do, whatever stands behind it.

A platform's test module makes a class from ``MessengerContract`` (and ``LookUpContract``
where the platform can look a delivery up) and gives it a fixture ``stage``.
"""

from typing import Protocol

import pytest

from bot.ports import Address, MessageRef, Messenger, SendRefusedError
from nudges.cards import Action, ActionGroup, Card, Facts, Paragraph, Style, say
from nudges.people import Platform

CARD = Card(
    title="One person to call first",
    body=(Paragraph("Whom would you call?\n\nOne name is enough."), Facts((("Before", "Monday"),))),
    groups=(ActionGroup("Asked for a view", (Action("did:B1", "I did"),)),),
    actions=(Action("call:p2", "Draft it", Style.PRIMARY), Action("why", "Why this?", Style.QUIET)),
    footer="Sent because planning begins.",
)
READABLE = (
    "One person to call first",
    "Whom would you call?",
    "One name is enough.",
    "Before",
    "Monday",
    "Asked for a view",
    "I did",
    "Draft it",
    "Why this?",
    "Sent because planning begins.",
)


class Stage(Protocol):
    """A messenger with a person and a channel it reaches, seen from the reader's side."""

    @property
    def messenger(self) -> Messenger: ...

    @property
    def person(self) -> Address: ...

    @property
    def channel(self) -> Address: ...

    @property
    def missing(self) -> MessageRef:
        """A message of the same shape that was never sent."""
        ...

    async def read(self, ref: MessageRef) -> str:
        """All words a reader sees in a message, as the reader sees them."""
        ...

    async def count(self, to: Address) -> int:
        """How many messages a reader sees there."""
        ...


class MessengerContract:
    """Sending and redrawing."""

    async def test_every_word_of_a_card_reaches_a_person(self, stage: Stage) -> None:
        shown = await stage.read(await stage.messenger.send(stage.person, CARD, key="c1"))
        assert [words for words in READABLE if words not in shown] == []

    async def test_every_word_of_a_card_reaches_a_channel(self, stage: Stage) -> None:
        shown = await stage.read(await stage.messenger.send(stage.channel, CARD, key="c1"))
        assert [words for words in READABLE if words not in shown] == []

    async def test_the_reference_names_the_platform_and_workspace(self, stage: Stage) -> None:
        ref = await stage.messenger.send(stage.person, CARD, key="c1")
        assert (ref.platform, ref.workspace) == (stage.messenger.platform, stage.person.workspace)

    async def test_signs_that_mean_mark_up_are_shown_as_typed(self, stage: Stage) -> None:
        typed = "a < b & c > d, <b>bold</b>, *stars*, <!channel>"
        shown = await stage.read(await stage.messenger.send(stage.person, say("Signs", typed), key="c1"))
        assert typed in shown

    async def test_two_deliveries_are_two_messages(self, stage: Stage) -> None:
        before = await stage.count(stage.person)
        await stage.messenger.send(stage.person, CARD, key="c1")
        await stage.messenger.send(stage.person, CARD, key="c2")
        assert await stage.count(stage.person) == before + 2

    async def test_redrawing_replaces_the_message_and_adds_none(self, stage: Stage) -> None:
        ref = await stage.messenger.send(stage.person, CARD, key="c1")
        before = await stage.count(stage.person)
        await stage.messenger.redraw(ref, say("Thank you", "A draft is ready."))
        shown = await stage.read(ref)
        assert "A draft is ready." in shown
        assert "Whom would you call?" not in shown
        assert await stage.count(stage.person) == before

    async def test_a_message_in_a_channel_is_redrawn_twice(self, stage: Stage) -> None:
        ref = await stage.messenger.send(stage.channel, CARD, key="c1")
        await stage.messenger.redraw(ref, say("First"))
        await stage.messenger.redraw(ref, say("Second"))
        assert "Second" in await stage.read(ref)

    async def test_redrawing_what_was_never_sent_is_refused(self, stage: Stage) -> None:
        with pytest.raises(SendRefusedError):
            await stage.messenger.redraw(stage.missing, CARD)

    async def test_an_address_of_another_platform_is_refused(self, stage: Stage) -> None:
        other = next(platform for platform in Platform if platform is not stage.messenger.platform)
        with pytest.raises(SendRefusedError):
            await stage.messenger.send(Address(other, "elsewhere", user_id="somebody"), CARD, key="c1")

    async def test_an_address_without_a_recipient_is_refused(self, stage: Stage) -> None:
        nobody = Address(stage.messenger.platform, stage.person.workspace)
        with pytest.raises(SendRefusedError):
            await stage.messenger.send(nobody, CARD, key="c1")


class LookUpContract:
    """Telling whether a delivery arrived, where the platform can."""

    async def test_a_delivery_is_found_by_its_key(self, stage: Stage) -> None:
        await stage.messenger.send(stage.person, CARD, key="other")
        ref = await stage.messenger.send(stage.person, CARD, key="c1")
        assert await stage.messenger.find(stage.person, key="c1") == ref

    async def test_a_delivery_in_a_channel_is_found_by_its_key(self, stage: Stage) -> None:
        ref = await stage.messenger.send(stage.channel, CARD, key="c1")
        assert await stage.messenger.find(stage.channel, key="c1") == ref

    async def test_a_redrawn_message_is_still_found(self, stage: Stage) -> None:
        ref = await stage.messenger.send(stage.person, CARD, key="c1")
        await stage.messenger.redraw(ref, say("Thank you"))
        assert await stage.messenger.find(stage.person, key="c1") == ref

    async def test_nothing_is_found_before_it_is_sent(self, stage: Stage) -> None:
        assert await stage.messenger.find(stage.person, key="never") is None

    async def test_nothing_is_found_where_it_was_not_sent(self, stage: Stage) -> None:
        await stage.messenger.send(stage.person, CARD, key="c1")
        assert await stage.messenger.find(stage.channel, key="c1") is None
