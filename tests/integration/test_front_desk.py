"""Who may do what at the front desk, and words that must not be taken at their beginning."""

import pytest

from nudges.cards import Facts, Reply
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, Scene, button, nairobi, row


def said(reply: Reply) -> str:
    return " ".join(words_of(card) for card in reply.say)


async def test_somebody_who_left_keeps_only_their_own_data(scene: Scene) -> None:
    await scene.bring(row(ADA, is_coordinator="yes"), row(BO))
    await scene.bring(row(BO))
    assert "earlier" in said(await scene.type(ADA, "crisis"))
    assert (await scene.setting()).crisis_since is None
    assert "stored about you" in said(await scene.type(ADA, "what do you know about me"))


async def test_stop_and_think_stops_nothing(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    before = await scene.acts()
    assert "Stop and think" in said(await scene.type(ADA, "stop and think"))
    assert await scene.acts() == before


async def test_any_punctuation_around_such_words_is_answered(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    assert "stop" in offered(await scene.type(ADA, "Stop this: please?"))


async def test_a_coordinators_sentence_declares_no_crisis(scene: Scene) -> None:
    await scene.bring(row(ADA, is_coordinator="yes"))
    await scene.type(ADA, "crisis meeting tomorrow?")
    assert (await scene.setting()).crisis_since is None


async def test_whoever_begins_before_the_welcome_is_welcomed_with_the_first_answer(scene: Scene) -> None:
    await scene.bring(row(ADA), row(BO))
    answer = await scene.type(ADA, "my joint work")
    assert "this is Crosspillar" in answer.say[0].title
    assert len(answer.say) == 2, "what they asked for is answered all the same"
    assert "this is Crosspillar" not in said(await scene.type(ADA, "my joint work"))
    assert await scene.acts() == ["asked"]


@pytest.mark.parametrize("name", ["begin", "spotlight", "stopandthink"])
async def test_a_shortcut_before_the_welcome_is_welcomed_too(scene: Scene, name: str) -> None:
    await scene.bring(row(ADA))
    answer = await scene.point(ADA, name)
    assert "this is Crosspillar" in answer.say[0].title
    assert await scene.acts() == ["asked"]


async def test_no_second_welcome_comes_after_that(scene: Scene) -> None:
    await scene.bring(row(ADA))
    await scene.tick()  # the welcome is planned
    await scene.type(ADA, "my joint work")
    await scene.run_until(nairobi(9, 12))
    assert scene.post.to(ADA) == []


async def test_yes_to_that_welcome_redraws_it_and_takes_part(scene: Scene) -> None:
    await scene.bring(row(ADA))
    welcome = (await scene.type(ADA, "my joint work")).say[0]
    answer = await scene.press(ADA, button(welcome, "optin"))
    assert answer.replace is not None
    assert await scene.acts() == ["asked", "opted_in"]


async def test_who_only_asks_for_help_gets_the_welcome_in_its_time(scene: Scene) -> None:
    await scene.bring(row(ADA))
    await scene.type(ADA, "help")
    await scene.run_until(nairobi(9, 12))
    assert ["optin" in letter.names for letter in scene.post.to(ADA)] == [True]


def offered(reply: Reply) -> list[str]:
    return [action.label for card in reply.say for action in card.actions]


class TestHelp:
    async def test_it_is_short_and_every_subject_opens_the_rest(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA, role_group="R3"))
        [card] = (await scene.type(ADA, "help")).say
        subjects = card.body[-1]
        assert isinstance(subjects, Facts)
        assert len(subjects.items) == len(card.actions) == 5
        told = set[str]()
        for action in card.actions:
            [opened] = (await scene.press(ADA, action.token)).say
            told |= {label for block in opened.body if isinstance(block, Facts) for label, _ in block.items}
        assert told == {word for _, words in subjects.items for word in words.split(", ")}
        assert {"consult", "ask", "mechanisms", "stop and think", "forget me"} <= told

    async def test_words_for_fixers_and_coordinators_are_shown_to_them_alone(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA, is_coordinator="yes", role_group="R5"), row(BO, role_group="R3"))
        mine, theirs = said(await scene.type(ADA, "help")), said(await scene.type(BO, "help"))
        for words in ("hurdles", "rounds", "crisis", "channels"):
            assert words in mine
            assert words not in theirs

    async def test_words_nobody_understands_get_one_line_and_the_commands_they_are_like(
        self, scene: Scene
    ) -> None:
        await scene.taking_part(row(ADA))
        answer = await scene.type(ADA, "shore a link")
        assert said(answer).strip() == "I did not understand “shore a link”. Did you mean one of these?"
        assert offered(answer)[0] == "share"
        assert len(offered(answer)) <= 4

    async def test_words_like_nothing_we_know_get_no_guesses(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        answer = await scene.type(ADA, "qqqq")
        assert said(answer).strip() == "I did not understand “qqqq”. “help” lists what you can type."
        assert len(offered(answer)) == 1

    async def test_help_with_a_command_says_what_it_does(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        [card] = (await scene.type(ADA, "help consult")).say
        assert card.title == "consult"
        assert len((await scene.type(ADA, "hello there")).say[0].actions) > 3


async def test_pause_of_somebody_who_does_not_coordinate_offers_quiet_of_their_own(scene: Scene) -> None:
    await scene.taking_part(row(ADA), row(BO, language="fr"))
    for who, words, told in ((ADA, "pause", "quiet for yourself"), (BO, "suspendre", "calme pour vous")):
        reply = await scene.type(who, words)
        assert told in said(reply)
        await scene.press(who, button(reply.say[0], "snooze"))
    assert (await scene.setting()).paused_since is None
    assert (await scene.acts()).count("snoozed") == 2


async def test_quiet_lasts_as_long_as_was_typed(scene: Scene) -> None:
    await scene.taking_part(row(ADA), row(BO, language="fr"))
    scene.clock.move_to(nairobi(2, 10))
    assert "23 March" in said(await scene.type(ADA, "snooze 3 weeks"))
    assert "23 mars" in said(await scene.type(BO, "calme 3 semaines"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("snooze until Easter", "I understood “snooze”, but not “until Easter”."),
        ("settings french", "I understood “settings”, but not “french”."),
        ("help xyz", "“xyz” is no word I know."),
    ],
)
async def test_words_beside_a_command_are_not_dropped_in_silence(scene: Scene, typed: str, told: str) -> None:
    await scene.taking_part(row(ADA))
    reply = await scene.type(ADA, typed)
    assert told in said(reply)
    assert any(card.actions for card in reply.say)
