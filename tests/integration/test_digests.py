"""The coordinator's Monday digest: when it comes, what it says, and that it never changes."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nudges.cards import Picture
from nudges.people import Person
from nudges.practice import Evidence, PracticeRecord, Source
from tests.integration.post import Letter, words_of
from tests.integration.scene import ADA, BO, MONDAY, Scene, nairobi, row

pytestmark = pytest.mark.each_database

CLEO = "cleo@example.org"
WEEK, SAID = "2026-W10", "2–8 March"
HALF_AN_HOUR = timedelta(minutes=30)
DOZEN = tuple(f"p{n}@example.org" for n in range(12))


def coordinator(email: str = ADA, **cells: str) -> dict[str, str]:
    return row(email, is_coordinator="yes", **cells)


async def digests_from(
    scene: Scene, start: datetime, hours: int, week: str = SAID
) -> list[tuple[datetime, Letter]]:
    """Every digest that came in these hours, with the moment of the tick that brought it."""
    scene.clock.move_to(start)
    found: list[tuple[datetime, Letter]] = []
    for _ in range(hours * 2):
        before = len(scene.post.letters)
        await scene.tick()
        came = scene.post.letters[before:]
        found += [(scene.clock.now(), each) for each in came if week in each.card.title]
        scene.clock.move_to(scene.clock.now() + HALF_AN_HOUR)
    return found


async def document(scene: Scene, week: str = WEEK) -> dict[str, Any]:
    async with scene.app.deps.begin() as uow:
        made = await scene.app.digests.document(uow, await scene.setting(), week)
        await uow.commit()
    return made


async def practised_by_some(scene: Scene) -> None:
    """Of a dozen people half met somebody in the week that begins on MONDAY."""
    await scene.taking_part(coordinator(), *(row(email) for email in DOZEN))
    for email in DOZEN[:6]:
        await scene.type(email, "did met")


async def also_in_the_first_week(scene: Scene) -> None:
    """Late word that the other half did so too."""
    people = [await scene.person(email) for email in DOZEN[6:]]
    async with scene.app.deps.begin() as uow:
        await uow.practices.add([met(person, scene.clock.now()) for person in people])
        await uow.commit()


def met(person: Person, at: datetime) -> PracticeRecord:
    return PracticeRecord(
        id=f"late {person.id}",
        setting_id=person.setting_id,
        person_id=person.id,
        behaviour="B8",
        practised_on=MONDAY.date(),
        at=at,
        source=Source.IMPORT,
        evidence=Evidence.SELF_REPORTED,
    )


class TestWhen:
    async def test_it_comes_on_monday_at_nine_local_once(self, scene: Scene) -> None:
        await scene.bring(coordinator(), coordinator(CLEO, time_zone="America/New_York"), row(BO))
        await scene.type(ADA, "start")
        came = await digests_from(scene, nairobi(9, 6), hours=20)
        assert [(at, each.to) for at, each in came] == [
            (nairobi(9, 9), ADA),
            (nairobi(9, 16), CLEO),  # nine in New York
        ]

    async def test_after_a_holiday_monday_it_comes_on_tuesday(self, scene: Scene) -> None:
        await scene.bring(coordinator(country="DE", time_zone="Europe/Berlin"))
        await scene.type(ADA, "start")
        berlin = ZoneInfo("Europe/Berlin")
        easter = datetime(2026, 4, 6, 6, tzinfo=berlin)
        came = await digests_from(scene, easter, hours=30, week="30 March – 5 April")
        assert [at for at, _ in came] == [datetime(2026, 4, 7, 9, tzinfo=berlin)]

    async def test_whoever_works_sunday_to_thursday_has_it_on_monday(self, scene: Scene) -> None:
        await scene.bring(coordinator(working_days="sun-thu"))
        await scene.type(ADA, "start")
        came = await digests_from(scene, nairobi(8, 6), hours=30)
        assert [at for at, _ in came] == [nairobi(9, 9)]

    async def test_there_is_none_of_a_week_before_anybody_was_asked(self, scene: Scene) -> None:
        scene.clock.move_to(nairobi(9, 6))
        await scene.bring(coordinator())
        assert await digests_from(scene, nairobi(9, 7), hours=8) == []

    async def test_two_processes_send_it_once(self, scene: Scene) -> None:
        await scene.bring(coordinator())
        await scene.type(ADA, "start")
        scene.clock.move_to(nairobi(9, 9))
        async with scene.another_process() as other:
            for each in (scene, other, scene):
                await each.tick()
        assert len(await scene.lines(ADA, "digest")) == 1

    async def test_it_counts_only_what_it_newly_planned(self, scene: Scene) -> None:
        await scene.bring(coordinator(), coordinator(CLEO, time_zone="America/New_York"))
        await scene.type(ADA, "start")
        planned = []
        for hour in (8, 9, 10, 16, 17):
            scene.clock.move_to(nairobi(9, hour))
            planned.append(await scene.app.ticks.digests())
        assert planned == [0, 1, 0, 1, 0]

    async def test_a_coordinator_who_stopped_gets_none(self, scene: Scene) -> None:
        await scene.bring(coordinator())
        await scene.type(ADA, "start")
        await scene.type(ADA, "stop")
        assert await digests_from(scene, nairobi(9, 8), hours=3) == []

    async def test_a_paused_setting_still_reports_and_says_so(self, scene: Scene) -> None:
        await scene.bring(coordinator())
        await scene.type(ADA, "start")
        await scene.press(ADA, "pause_now")
        [(_, letter)] = await digests_from(scene, nairobi(9, 8), hours=3)
        assert "unpause" in words_of(letter.card)


class TestWhat:
    async def test_it_says_who_many_take_part_and_what_is_needed(self, scene: Scene) -> None:
        await scene.bring(coordinator(), row(BO), row(CLEO))
        await scene.type(ADA, "start")
        await scene.run_until(nairobi(9, 8))
        made = await document(scene)
        assert made["counts"]["on_roster"] == 3
        assert made["counts"]["opted_in"] == "1\u2060–\u20603", "no exact number of people who decided"
        assert made["needs"] == [], "a coordinator does not know who did not answer, and can do nothing"
        assert "digest.unanswered" in [line["key"] for line in made["lines"]]

    async def test_it_says_when_the_next_four_weeks_can_be_seen(self, scene: Scene) -> None:
        await scene.taking_part(coordinator(), *(row(email) for email in DOZEN))
        for email in DOZEN[:6]:
            await scene.type(email, "did met")
        scene.clock.move_to(nairobi(31, 9))
        await scene.tick()
        told = words_of(scene.last(ADA).card)
        assert "four weeks from 23 February to 22 March" in told
        assert "The next four end on 19 April." in told
        assert "The next four end on 19 April." in words_of((await scene.type(DOZEN[0], "practice")).say[0])

    async def test_what_was_made_never_changes(self, scene: Scene) -> None:
        await scene.bring(coordinator(), row(BO))
        await scene.run_until(nairobi(9, 8))
        before = await document(scene)
        await scene.type(BO, "start")
        await scene.bring(coordinator(), row(BO), row(CLEO))
        assert await document(scene) == before

    async def test_a_week_that_is_not_over_is_not_kept(self, scene: Scene) -> None:
        await scene.bring(coordinator())
        before = await document(scene)
        await scene.bring(coordinator(), row(BO))
        assert await document(scene) != before

    async def test_a_week_without_a_digest_stays_as_a_later_picture_first_showed_it(
        self, scene: Scene
    ) -> None:
        await practised_by_some(scene)
        scene.clock.move_to(nairobi(17, 9))
        shown = (await document(scene, "2026-W11"))["weeks"]
        await also_in_the_first_week(scene)
        scene.clock.move_to(nairobi(24, 9))
        assert [each["monday"] for each in shown] == ["2026-03-02", "2026-03-09"]
        assert shown[0]["shares"]["B8"] is not None
        assert (await document(scene, "2026-W12"))["weeks"][:2] == shown
        assert (await document(scene, WEEK))["weeks"] == shown[:1]

    async def test_a_week_that_is_not_over_shows_the_earlier_ones_unchanged(self, scene: Scene) -> None:
        await practised_by_some(scene)
        scene.clock.move_to(nairobi(18, 9))
        shown = (await document(scene, "2026-W12"))["weeks"]
        await also_in_the_first_week(scene)
        assert shown[0]["shares"]["B8"] is not None
        assert (await document(scene, "2026-W12"))["weeks"][:2] == shown[:2]

    async def test_a_week_has_one_digest_however_it_is_written(self, scene: Scene) -> None:
        await scene.bring(coordinator())
        scene.clock.move_to(MONDAY + timedelta(days=1))
        before = await document(scene, "2026-W09")
        await scene.bring(coordinator(), row(BO))
        assert await document(scene, "2026-W9") == before

    async def test_with_enough_people_it_has_a_picture_with_words(self, scene: Scene) -> None:
        people = [row(f"p{n}@example.org") for n in range(12)]
        await scene.taking_part(coordinator(), *people)
        for each in people[:6]:
            await scene.type(each["email"], "did met")
        scene.clock.move_to(nairobi(9, 9))
        await scene.tick()
        [picture] = [block for block in scene.last(ADA).card.body if isinstance(block, Picture)]
        assert picture.png.startswith(b"\x89PNG")
        assert "in the week of 2 March" in picture.alt
        assert "Meet other pillars: 40–59%" in picture.alt, "whoever cannot see it reads the figures"

    async def test_with_too_few_people_no_share_is_in_it(self, scene: Scene) -> None:
        await scene.taking_part(coordinator(), row(BO))
        await scene.type(BO, "did met")
        scene.clock.move_to(nairobi(9, 9))
        await scene.tick()
        assert not any(isinstance(block, Picture) for block in scene.last(ADA).card.body)
        assert not any(cell for week in (await document(scene))["weeks"] for cell in week["shares"].values())

    async def test_it_can_be_asked_for_by_coordinators_only(self, scene: Scene) -> None:
        await scene.bring(coordinator(), row(BO))
        scene.clock.move_to(nairobi(9, 9))
        assert SAID in (await scene.type(ADA, "digest")).say[0].title
        assert SAID not in (await scene.type(BO, "digest")).say[0].title
