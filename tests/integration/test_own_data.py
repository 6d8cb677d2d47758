"""One's own hours, questions, data and its deletion, all in chat."""

import json
import re
from datetime import datetime, timedelta

import pytest

from bot.local.messages import NewMessage, direct
from nudges.cards import Attachment, Card, Facts, Reply, Style, say
from nudges.consent import ConsentAct, ConsentRecord
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, NAIROBI, Scene, button, nairobi, row


def said(reply: Reply) -> str:
    return "\n".join(words_of(card) for card in reply.say)


def facts_of(card: Card) -> list[tuple[str, str]]:
    return [item for block in card.body if isinstance(block, Facts) for item in block.items]


async def choose_hours(scene: Scene, start: str, end: str, days: str = "01234") -> Reply:
    return await scene.submit(ADA, "change", start=start, end=end, days=list(days), language="en")


async def flag_humanitarian(scene: Scene, language: str) -> Reply:
    """Submit the form with the roster's hours, as it was opened."""
    week = {"start": "09:00", "end": "17:00", "humanitarian": "yes"}
    return await scene.submit(ADA, "change", "", days=list("01234"), language=language, **week)


async def own_choices(scene: Scene) -> frozenset[str]:
    person = await scene.person(ADA)
    async with scene.app.deps.begin() as uow:
        return (await uow.people.own_choices([person.id])).get(person.id, frozenset())


class TestSettings:
    async def test_the_form_shows_what_is_set(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA, working_hours="08:00-16:00"))
        form = (await scene.press(ADA, "change")).form
        assert form is not None
        initials = {each.id: getattr(each, "initial", None) for each in form.inputs}
        assert initials["start"] == "08:00"
        assert initials["days"] == ("0", "1", "2", "3", "4")

    async def test_messages_keep_to_the_hours_a_person_chose(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        assert (await choose_hours(scene, "13:00", "16:30")).faults == {}
        await scene.run_until(nairobi(20, 0))
        sent = [line.sent_at.astimezone(NAIROBI) for line in await scene.lines(ADA) if line.sent_at]
        assert sent != []
        assert all((13, 0) <= (at.hour, at.minute) <= (15, 30) for at in sent)

    async def test_own_hours_survive_the_next_roster(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await choose_hours(scene, "10", "15:30", "0123")
        await scene.bring(row(ADA, name="Ada New", working_hours="07:00-19:00"))
        person = await scene.person(ADA)
        assert person.name == "Ada New"
        assert (f"{person.week.start:%H:%M}", f"{person.week.end:%H:%M}") == ("10:00", "15:30")
        assert person.week.days == frozenset({0, 1, 2, 3})

    async def test_only_what_a_person_changed_is_theirs(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await flag_humanitarian(scene, language="en")
        person = await scene.person(ADA)
        assert person.humanitarian
        assert await own_choices(scene) == frozenset()
        await flag_humanitarian(scene, language="fr")
        assert await own_choices(scene) == {"language"}
        await scene.bring(row(ADA, working_hours="07:00-15:00"))
        person = await scene.person(ADA)
        assert (f"{person.week.start:%H:%M}", person.language, person.humanitarian) == ("07:00", "fr", True)

    async def test_own_hours_and_language_are_no_change_at_the_next_import(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.submit(ADA, "change", start="10:00", end="15:00", days=list("01"), language="fr")
        again = await scene.bring(row(ADA))
        assert (again.change.changed, len(again.change.unchanged)) == ((), 1)
        assert (await scene.person(ADA)).language == "fr"

    async def test_every_fault_of_a_form_is_shown_at_its_field(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        assert set((await choose_hours(scene, "25:00", "soon", "")).faults) == {"start", "end", "days"}
        assert set((await choose_hours(scene, "17:00", "09:00")).faults) == {"end"}
        assert set((await choose_hours(scene, "09:00", "10:00")).faults) == {"end"}
        assert set((await scene.submit(ADA, "change")).faults) == {"start", "end", "days"}
        assert f"{(await scene.person(ADA)).week.start:%H:%M}" == "09:00"


class TestWhy:
    async def test_before_the_first_message_there_is_nothing_to_explain(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        assert "not sent you anything" in said(await scene.type(ADA, "why"))

    async def test_it_names_the_message_its_time_and_its_source(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA, role_group="R2"))
        await scene.run_until(nairobi(3, 18))
        [line] = [each for each in await scene.lines(ADA, "S5-3") if each.sent_at]
        assert line.sent_at is not None
        words = said(await scene.type(ADA, "why did I get this?"))
        assert scene.last(ADA).card.title in words
        assert f"{line.sent_at.astimezone(NAIROBI):%-d March 2026, %H:%M}" in words
        assert "paragraphs" in words

    @pytest.mark.parametrize(
        ("language", "week", "typed", "reason"),
        [
            ("en", "2–8 March", "why", "You get this on Mondays"),
            ("fr", "du 2 au 8 mars", "pourquoi", "Vous recevez ceci le lundi"),
        ],
    )
    async def test_a_digest_can_be_explained_too(
        self, scene: Scene, language: str, week: str, typed: str, reason: str
    ) -> None:
        scene.clock.move_to(nairobi(6, 18))
        await scene.taking_part(row(ADA, is_coordinator="yes", language=language))
        scene.clock.move_to(nairobi(9, 9))
        await scene.tick()
        await scene.tick()
        assert week in scene.last(ADA).card.title
        words = said(await scene.type(ADA, typed))
        assert scene.last(ADA).card.title in words
        assert reason in words


class TestExport:
    async def test_everything_stored_is_shown(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA, leave="2026-07-01..2026-07-14"))
        await scene.type(ADA, "did met")
        await scene.run_until(nairobi(10, 0))
        words = said(await scene.type(ADA, "what do you know about me"))
        for known in (ADA, "Seed Fund", "You said yes", "Meetings worth keeping", "Meet other pillars"):
            assert known in words
        assert "1 July 2026 to 14 July 2026" in words
        assert "exported" in await scene.acts()

    async def test_the_roster_entry_is_told_in_plain_words(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await choose_hours(scene, "08:30", "17:00", "01234")
        facts = dict(facts_of((await scene.type(ADA, "export")).say[0]))
        assert facts["Working days"] == "Monday, Tuesday, Wednesday, Thursday, Friday"
        assert facts["Working hours"] == "08:30–17:00"
        assert (facts["Coordinator"], facts["On the roster"]) == ("no", "yes")
        assert facts["Chosen by you"] == "Working hours"
        assert "Manager" not in facts
        assert all(facts.values())

    async def test_answers_are_told_as_their_buttons_said_them(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.run_until(nairobi(6, 18))
        for name, last in (("answer", "agreed"), ("checkin", "yes")):
            letter = next(each for each in scene.post.to(ADA) if name in each.names)
            await scene.press(ADA, letter.token(name, last=last))
        cards = {card.title: words_of(card) for card in (await scene.type(ADA, "export")).say}
        assert "6 March 2026: ✓ I agreed on" in cards["Answers"]
        assert re.search(r"6 March 2026: .+ \(“Meetings worth keeping this week”\)", cards["Answers"])
        assert "you said so in the check-in" in cards["Records of practice"]
        assert "_" not in "".join(cards[title] for title in ("Messages", "Answers", "Records of practice"))

    async def test_nothing_about_anybody_else_is_shown(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), row(BO))
        await scene.run_until(nairobi(7, 0))
        assert BO not in said(await scene.type(ADA, "export"))


class TestLongExport:
    """Forty rows of a kind stand on one card; the others are one press away."""

    async def consented(self, scene: Scene, days: int) -> None:
        """A person with one act of consent a day, after the one of joining, written newest first."""
        await scene.taking_part(row(ADA))
        person, now = await scene.person(ADA), scene.clock.now()
        async with scene.app.deps.begin() as uow:
            for day in range(days, 0, -1):
                at = now + timedelta(days=day)
                await uow.looks.set_consent(ConsentRecord(person.id, ConsentAct.SNOOZED, at, "1"))
            await uow.commit()

    async def test_the_newest_rows_come_first_and_earlier_ones_on_request(self, scene: Scene) -> None:
        await self.consented(scene, 99)
        card = next(each for each in (await scene.type(ADA, "export")).say if each.title == "Consents")
        pages = [card]
        while card.actions:
            [card] = (await scene.press(ADA, button(card, "export"))).say
            pages.insert(0, card)
        assert [len(page.body) for page in pages] == [20, 40, 40]
        assert pages[-1].footer == "61 to 100 of 100, oldest first"
        days = [
            at for page in pages for at in re.findall(r"^(\d+ \w+ \d{4}): ", words_of(page), re.MULTILINE)
        ]
        times = [datetime.strptime(day, "%d %B %Y").replace(tzinfo=NAIROBI) for day in days]
        assert len(times) == 100
        assert times == sorted(times)

    async def test_looking_further_back_counts_as_one_export(self, scene: Scene) -> None:
        await self.consented(scene, 60)
        await scene.type(ADA, "export")
        await scene.press(ADA, "export:consent:21")
        assert (await scene.acts()).count("exported") == 1

    async def test_a_short_section_has_no_further_pages(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        cards = (await scene.type(ADA, "export")).say
        assert [card.actions for card in cards[1:]] == [()] * (len(cards) - 1)

    async def test_technical_records_are_counted_and_stand_in_a_file(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.run_until(nairobi(7, 0))
        summary, *others = (await scene.type(ADA, "export")).say
        assert {"Deliveries", "Decisions whether to write to you", "Present state"} <= set(
            dict(facts_of(summary))
        )
        assert "_" not in "".join(words_of(card) for card in (summary, *others))
        [card] = (await scene.press(ADA, button(summary, "export"))).say
        [file] = card.body
        assert isinstance(file, Attachment)
        stored = json.loads(file.content)
        assert stored["person"]["email"] == ADA
        assert len(stored["deliveries"]) == len(await scene.lines(ADA))
        assert {"decisions", "attention", "prompts"} <= set(stored)

    @pytest.mark.parametrize(
        "token",
        [
            "export:consent:0",
            "export:deliveries:1",
            "export:consent:9",
            "export:consent:x",
            "export:person:1",
            "export:no:1",
        ],
    )
    async def test_a_button_that_leads_nowhere_says_so(self, scene: Scene, token: str) -> None:
        await scene.taking_part(row(ADA))
        assert said(await scene.press(ADA, token)) == said(await scene.press(ADA, "nonsense"))


class TestForgetMe:
    async def test_it_asks_once_more_and_can_be_taken_back(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        asked = await scene.type(ADA, "forget me")
        assert [action.label for action in asked.say[0].actions] == ["Keep it", "Forget me"]
        assert [action.style for action in asked.say[0].actions] == [Style.PRIMARY, Style.PLAIN]
        await scene.press(ADA, button(asked.say[0], "keep_me"))
        assert (await scene.person(ADA)).email == ADA

    async def test_whoever_is_forgotten_is_a_stranger(self, scene: Scene) -> None:
        await forget(scene)
        assert "do not know this account" in said(await scene.type(ADA, "help"))
        await scene.run_until(nairobi(20, 0))
        assert {letter.to for letter in scene.post.letters} <= {BO}

    async def test_no_roster_brings_them_back(self, scene: Scene) -> None:
        await forget(scene)
        for address in (ADA, ADA.upper()):
            imported = await scene.bring(row(address), row(BO))
            assert (len(imported.change.added), imported.forgotten) == (0, 1)
        async with scene.app.deps.begin() as uow:
            assert await uow.people.by_email([ADA]) == {}

    async def test_their_messages_in_the_local_chat_go_too(self, scene: Scene) -> None:
        messages, now = scene.app.local_messages, scene.clock.now()
        for email in (ADA, BO):
            await messages.add(NewMessage(direct(email), say("Hello"), now, key=email))
        await messages.add(NewMessage("channel:all", say("I say"), now, author=ADA, key="said"))
        await forget(scene)
        assert await messages.conversation(direct(ADA), ADA) == []
        assert await messages.conversation("channel:all", BO) == []
        assert len(await messages.conversation(direct(BO), BO)) == 1

    async def test_a_colleague_s_message_about_them_can_still_be_answered(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), row(BO, pillar="Human rights", entity="Rights Office"))
        naming = button((await scene.type(ADA, "did met")).say[0], "with")
        await scene.submit(ADA, naming, colleague=(await scene.person(BO)).id)
        await scene.run_until(nairobi(14, 0))
        asked = next(each for each in scene.post.to(BO) if "confirmation" in each.names)
        await scene.press(ADA, "forget_me")
        answered = await scene.press(BO, asked.token("confirmation", last="yes"))
        assert answered.replace is not None
        assert await scene.practised(BO) == []
        assert "Ada" not in said(await scene.type(BO, "export"))


async def forget(scene: Scene) -> None:
    """Ada, who takes part beside Bo, asks to be forgotten."""
    await scene.taking_part(row(ADA), row(BO))
    asked = await scene.type(ADA, "forget me")
    done = await scene.press(ADA, button(asked.say[0], "forget_me"))
    assert done.replace is not None
