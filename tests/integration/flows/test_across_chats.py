"""Stories that are told of one chat elsewhere, told once more of people who share none."""

from collections.abc import Awaitable, Callable

import pytest

from nudges.people import Platform
from tests.integration.flows import (
    test_consultations,
    test_introductions,
    test_pacts,
    test_pacts_kept,
    test_pauses,
    test_questions,
    test_spotlights,
)
from tests.integration.scattered import chat_of, scattered
from tests.integration.scene import ADA, BO, Scene

Story = Callable[[Scene], Awaitable[None]]

STORIES: tuple[Story, ...] = (
    test_introductions.test_a_meeting_both_confirm_is_practised_and_leads_to_a_second_one,
    test_pacts.test_nothing_is_public_until_each_has_pressed_announce,
    test_pacts_kept.test_two_misses_lead_to_a_smaller_promise_that_all_sign_anew,
    test_questions.test_each_asker_is_told_of_their_own_and_the_leader_of_counts,
    test_pauses.TestTelling().test_a_message_sent_through_us_counts_and_comes_back_answered,
    test_spotlights.TestSpotlights().test_four_lines_are_posted_once_everybody_agreed,
    test_consultations.test_the_asker_hears_the_answer_and_tells_back_what_came_of_it,
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_it_goes_the_same_way_between_slack_and_teams(sqlite_url: str, story: Story) -> None:
    assert {chat_of(ADA), chat_of(BO)} == {Platform.SLACK, Platform.TEAMS}
    async with scattered(sqlite_url) as scene:
        await story(scene)
