"""One person in several chats: linked with a code from a known one, and one person in all of them."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.ports import Actor, SendBlockedError, SendRefusedError
from bot.ports.members import Member
from nudges.cards import Reply
from nudges.consent import Consent
from nudges.flows.linking.requests import LIVES, MOST_ASKED, MOST_WRONG
from nudges.flows.troubles import TroubleKind
from nudges.people import Platform
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, button, nairobi, row
from tests.integration.two_chats import TENANT, WORKSPACE, TwoChats, on_slack, on_teams, two_chats

ADA_SLACK, ADA_TEAMS, BO_TEAMS, CLEO_SLACK = (
    on_slack("U1"),
    on_teams("ada-t"),
    on_teams("bo-t"),
    on_slack("U3"),
)
EVE = on_teams("eve-t")
ON_SLACK = f"{WORKSPACE}:U1"


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[TwoChats]:
    """Ada is on Slack and takes part, Bo on Teams; Cleo coordinates."""
    async with two_chats(database_url) as town:
        await town.scene.bring(
            row(ADA, slack_id=ON_SLACK),
            row(BO, teams_id=f"{TENANT}:bo-t"),
            row(CLEO, slack_id=f"{WORKSPACE}:U3", is_coordinator="yes"),
        )
        await town.type(ADA_SLACK, "start")
        yield town


def said(reply: Reply) -> str:
    return "\n".join(words_of(each) for each in reply.say)


async def code_for(town: TwoChats, known: Actor) -> str:
    """The code in the last message to a known chat."""
    await town.scene.app.ticks.dispatch()
    found = re.search(r"\d{4} \d{4}", words_of(town.letters(known)[-1].card))
    assert found is not None
    return found[0]


async def linked(town: TwoChats) -> Reply:
    """Ada links her account in Teams."""
    await town.type(ADA_TEAMS, f"link {ADA}")
    done = await town.type(ADA_TEAMS, f"link {await code_for(town, ADA_SLACK)}")
    await town.scene.app.ticks.dispatch()
    return done


class TestLinking:
    async def test_a_code_in_the_known_chat_links_the_new_one(self, town: TwoChats) -> None:
        stranger = await town.type(ADA_TEAMS, "hello")
        asked = await town.press(ADA_TEAMS, button(stranger.say[0], "link_begin"))
        assert asked.form is not None
        answer = await town.submit(ADA_TEAMS, asked.form.token, address=ADA.upper())
        code = await code_for(town, ADA_SLACK)
        assert town.letters(ADA_TEAMS) == []
        form = (await town.press(ADA_TEAMS, button(answer.say[0], "link_enter"))).form
        assert form is not None
        assert "Welcome, Ada" in said(await town.submit(ADA_TEAMS, form.token, code=code))
        assert "Taking part: yes" in said(await town.type(ADA_TEAMS, "settings"))
        await town.scene.app.ticks.dispatch()
        assert "One more chat is linked" in words_of(town.letters(ADA_SLACK)[-1].card)
        assert town.letters(ADA_TEAMS) == []

    async def test_it_is_asked_for_in_french_too(self, town: TwoChats) -> None:
        answer = said(await town.type(ADA_TEAMS, f"relier {ADA}"))
        assert "autre discussion" in answer
        assert "Ce n’est pas le code" in said(await town.type(ADA_TEAMS, "relier 0000 0000"))

    @pytest.mark.parametrize("address", ["nobody@example.org", "", "no address", f"{ADA}x", BO])
    async def test_the_answers_are_the_same_for_any_address(self, town: TwoChats, address: str) -> None:
        answers = []
        for who, given in ((ADA_TEAMS, ADA), (EVE, address)):
            told = [await town.submit(who, "link_ask:en", address=given)]
            told += [await town.type(who, "link 1234 5678") for _ in range(MOST_WRONG + 1)]
            told += [await town.submit(who, "link_ask:en", address=given) for _ in range(MOST_ASKED)]
            answers.append(told)
        assert answers[0] == answers[1]
        assert "No code holds" in said(answers[0][MOST_WRONG + 1])
        assert "often for one hour" in said(answers[0][-1])

    async def test_the_right_code_is_worth_nothing_late_after_many_tries_or_elsewhere(
        self, town: TwoChats
    ) -> None:
        await town.type(ADA_TEAMS, f"link {ADA}")
        code = await code_for(town, ADA_SLACK)
        assert "No code holds" in said(await town.type(EVE, f"link {code}"))
        for _ in range(MOST_WRONG):
            assert "not the code" in said(await town.type(ADA_TEAMS, "link 1111 1111"))
        assert "No code holds" in said(await town.type(ADA_TEAMS, f"link {code}"))
        await town.type(ADA_TEAMS, f"link {ADA}")
        code = await code_for(town, ADA_SLACK)
        clock = town.scene.clock
        clock.move_to(clock.now() + LIVES)
        assert "No code holds" in said(await town.type(ADA_TEAMS, f"link {code}"))
        assert len(await town.accounts(ADA)) == 1

    async def test_one_try_counts_once_however_often_it_is_delivered(self, town: TwoChats) -> None:
        await town.type(ADA_TEAMS, f"link {ADA}", key="asks")
        for _ in range(MOST_ASKED):
            assert "Look into" in said(await town.type(ADA_TEAMS, f"link {ADA}", key="asks"))
        for _ in range(MOST_WRONG + 1):
            assert "not the code" in said(await town.type(ADA_TEAMS, "link 1111 1111", key="once"))
        code = await code_for(town, ADA_SLACK)
        assert "Welcome" in said(await town.type(ADA_TEAMS, f"link {code}", key="right"))
        assert "Your chats" in said(await town.type(ADA_TEAMS, f"link {code}", key="right"))

    async def test_many_tries_at_once_are_no_more_than_one_after_the_other(self, town: TwoChats) -> None:
        await town.type(ADA_TEAMS, f"link {ADA}")
        code = await code_for(town, ADA_SLACK)
        guesses = await asyncio.gather(
            *(town.type(ADA_TEAMS, "link 1111 1111") for _ in range(MOST_WRONG - 1))
        )
        assert all("not the code" in said(each) for each in guesses)
        answers = await asyncio.gather(*(town.type(ADA_TEAMS, f"link {code}") for _ in range(3)))
        assert sum("Welcome" in said(each) for each in answers) == 1
        await town.type(EVE, f"link {BO}")
        guesses = await asyncio.gather(*(town.type(EVE, "link 1111 1111") for _ in range(2 * MOST_WRONG)))
        assert sum("not the code" in said(each) for each in guesses) == MOST_WRONG

    async def test_after_that_was_not_me_the_code_is_dead_and_no_other_comes(self, town: TwoChats) -> None:
        await town.type(EVE, f"link {ADA}")
        code = await code_for(town, ADA_SLACK)
        letter = town.letters(ADA_SLACK)[-1]
        assert "no other comes for a day" in said(
            await town.press(ADA_SLACK, letter.token("letter", last="not_me"))
        )
        assert "No code holds" in said(await town.type(EVE, f"link {code}"))
        await town.type(EVE, f"link {ADA}")
        await town.scene.app.ticks.dispatch()
        assert town.letters(ADA_SLACK)[-1] is letter

    async def test_whoever_stopped_gets_no_code(self, town: TwoChats) -> None:
        await town.type(ADA_SLACK, "stop")
        assert "Look into" in said(await town.type(ADA_TEAMS, f"link {ADA}"))
        await town.scene.app.ticks.dispatch()
        assert town.letters(ADA_SLACK) == []

    async def test_neither_code_nor_account_nor_address_is_stored_in_the_clear(self, town: TwoChats) -> None:
        await town.type(EVE, f"link {ADA}")
        code = await code_for(town, ADA_SLACK)
        ada = await town.scene.person(ADA)
        async with town.scene.app.deps.begin() as uow:
            stored = str(await uow.people.export(ada.id))
            account = town.scene.app.deps.address_hash(f"teams:{TENANT}:eve-t")
            request = await uow.links.get(account)
        for secret in (code, code.replace(" ", ""), "eve-t"):
            assert secret not in stored + str(request)
        assert request is not None

    async def test_what_was_asked_is_forgotten(self, town: TwoChats) -> None:
        await town.type(EVE, "link nobody@example.org")
        town.scene.clock.move_to(nairobi(5, 12))
        await town.scene.app.ticks.release()
        async with town.scene.app.deps.begin() as uow:
            assert await uow.links.get(town.scene.app.deps.address_hash(f"teams:{TENANT}:eve-t")) is None


class TestWithoutAKnownChat:
    async def test_coordinators_hear_how_to_mend_it_and_nobody_else_anything(self, town: TwoChats) -> None:
        await town.scene.bring(
            row(ADA, slack_id=ON_SLACK),
            row(BO),
            row(CLEO, slack_id=f"{WORKSPACE}:U3", is_coordinator="yes"),
        )
        async with town.scene.app.deps.begin() as uow:
            (account,) = await town.accounts(BO)
            await uow.people.close_identity(account.identity.id, town.scene.clock.now())
            await uow.commit()
        for _ in range(2):
            assert "Look into" in said(await town.type(EVE, f"link {BO}"))
        await town.scene.run_until(nairobi(2, 12))
        (told,) = [each for each in town.letters(CLEO_SLACK) if "could not be linked" in words_of(each.card)]
        assert "Bo (Seed Fund)" in words_of(told.card)
        assert "slack_id or teams_id" in words_of(told.card)
        assert "eve" not in words_of(told.card)
        assert "confirm it: 1" in said(await town.type(CLEO_SLACK, "digest"))


class TestOnePerson:
    async def test_stop_in_one_chat_is_stop_in_all(self, town: TwoChats) -> None:
        await linked(town)
        await town.type(ADA_TEAMS, "stop")
        person = await town.scene.person(ADA)
        async with town.scene.app.deps.begin() as uow:
            assert (await uow.looks.consents([person.id]))[person.id] is Consent.OPTED_OUT
        await town.scene.app.ticks.dispatch()
        before = (town.letters(ADA_SLACK), town.letters(ADA_TEAMS))
        await town.scene.run_until(nairobi(13, 18))
        assert (town.letters(ADA_SLACK), town.letters(ADA_TEAMS)) == before

    async def test_the_budget_is_one_whatever_the_number_of_chats(self, database_url: str) -> None:
        got = {}
        for chats in (1, 2):
            async with two_chats(database_url) as town:
                email = f"{chats}@example.org"
                here = on_slack(f"U{chats}")
                known = row(email, slack_id=f"{WORKSPACE}:U{chats}")
                there = {"teams_id": f"{TENANT}:t"} if chats == 2 else {}
                await town.scene.bring(known | there)
                await town.type(here, "start")
                await town.scene.run_until(nairobi(13, 18))
                if chats == 2:
                    await town.type(here, "chats")
                    (_, other) = await town.accounts(email)
                    await town.press(here, f"prefer:{other.identity.id}")
                town.scene.clock.move_to(nairobi(16, 3))
                await town.scene.run_until(nairobi(27, 18))
                sent = [each for each in await town.scene.lines(email) if each.sent_at and each.unasked]
                got[chats] = len(sent)
                days = [each.sent_at.date() for each in sent if each.sent_at]
                assert len(days) == len(set(days))
                if chats == 2:
                    assert {each.platform for each in sent} == {"slack", "teams"}
        assert got[2] <= 4 * 3

    async def test_messages_go_where_the_person_says(self, town: TwoChats) -> None:
        await linked(town)
        assert [each.identity.platform for each in await town.accounts(ADA)] == [
            Platform.SLACK,
            Platform.TEAMS,
        ]
        listed = (await town.type(ADA_SLACK, "chats")).say[0]
        (there,) = [a for g in listed.groups for a in g.actions if a.token.startswith("prefer")]
        changed = await town.press(ADA_SLACK, there.token)
        assert changed.replace is not None
        assert "Teams: messages go here" in words_of(changed.replace)
        assert (await town.accounts(ADA))[0].identity.platform is Platform.TEAMS

    async def test_a_new_chat_does_not_draw_messages_to_itself(self, town: TwoChats) -> None:
        """By the standing order Slack comes before Teams."""
        new = on_slack("U2")
        await town.type(BO_TEAMS, "start")
        await town.type(new, f"link {BO}")
        await town.type(new, f"link {await code_for(town, BO_TEAMS)}")
        assert [each.identity.platform for each in await town.accounts(BO)] == [
            Platform.TEAMS,
            Platform.SLACK,
        ]

    async def test_what_was_taken_away_stays_away_until_it_is_linked_anew(self, town: TwoChats) -> None:
        await linked(town)
        slack = (await town.accounts(ADA))[0].identity
        await town.press(ADA_TEAMS, f"unlink:{slack.id}")
        await town.scene.bring(row(ADA, slack_id=ON_SLACK), row(BO), row(CLEO, is_coordinator="yes"))
        assert [each.identity.platform for each in await town.accounts(ADA)] == [Platform.TEAMS]
        assert "have not met" in said(await town.type(ADA_SLACK, "help"))
        await town.type(ADA_SLACK, f"link {ADA}")
        await town.type(ADA_SLACK, f"link {await code_for(town, ADA_TEAMS)}")
        assert len(await town.accounts(ADA)) == 2

    async def test_the_last_chat_stays_and_nobody_touches_another_s(self, town: TwoChats) -> None:
        (only,) = await town.accounts(ADA)
        assert "only chat" in said(await town.press(ADA_SLACK, f"unlink:{only.identity.id}"))
        for name in ("unlink", "prefer"):
            assert "earlier" in said(await town.press(BO_TEAMS, f"{name}:{only.identity.id}"))
        assert len(await town.accounts(ADA)) == 1

    async def test_the_message_about_it_takes_it_away_again(self, town: TwoChats) -> None:
        await linked(town)
        undo = town.letters(ADA_SLACK)[-1].token("letter", last="undo")
        await town.press(ADA_SLACK, undo)
        assert [each.identity.platform for each in await town.accounts(ADA)] == [Platform.SLACK]

    async def test_a_second_workspace_s_profile_does_not_take_turns_with_the_first(
        self, town: TwoChats
    ) -> None:
        far = on_slack("U9", "T0FAR")
        await town.type(far, f"link {ADA}")
        await town.type(far, f"link {await code_for(town, ADA_SLACK)}")
        news, seen = town.scene.app.news, set()
        for _ in range(2):
            for workspace, user, zone in ((WORKSPACE, "U1", "Asia/Tokyo"), ("T0FAR", "U9", "America/Lima")):
                await news.member(Platform.SLACK, workspace, Member(user, time_zone=zone))
                seen.add((await town.scene.person(ADA)).time_zone)
        assert len(seen - {"Africa/Nairobi"}) == 1


class TestFallingBack:
    async def note(self, town: TwoChats) -> None:
        """Something that Ada asked for and gets at once."""
        await town.type(EVE, f"link {ADA}")

    async def test_a_closed_account_gives_the_message_to_the_other(self, town: TwoChats) -> None:
        await linked(town)
        town.slack.before = lambda _: SendRefusedError("account_inactive", gone=True)
        await self.note(town)
        await town.scene.app.ticks.dispatch()
        await town.scene.app.ticks.dispatch()
        assert "A code to link" in words_of(town.letters(ADA_TEAMS)[-1].card)
        assert [each.identity.platform for each in await town.accounts(ADA)] == [Platform.TEAMS]

    async def test_a_workspace_in_trouble_gives_it_to_the_other_and_gets_the_next_again(
        self, town: TwoChats
    ) -> None:
        await linked(town)
        town.slack.before = lambda _: SendBlockedError("token_revoked", TroubleKind.DISCONNECTED)
        await self.note(town)
        await town.scene.app.ticks.dispatch()
        await town.scene.app.ticks.dispatch()
        assert len(town.letters(ADA_TEAMS)) == 1
        town.slack.before = None
        town.scene.clock.move_to(town.scene.clock.now() + timedelta(minutes=1))
        await town.type(EVE, f"link {ADA}")
        await town.scene.app.ticks.dispatch()
        assert (len(town.letters(ADA_TEAMS)), len(await town.accounts(ADA))) == (1, 2)

    async def test_a_workspace_that_removed_the_app_is_passed_over(self, town: TwoChats) -> None:
        await linked(town)
        await town.scene.app.news.removed(Platform.SLACK, WORKSPACE)
        await self.note(town)
        await town.scene.app.ticks.dispatch()
        assert len(town.letters(ADA_TEAMS)) == 1
        assert "not connected at the moment" in said(await town.type(ADA_TEAMS, "chats"))
