"""Two rounds of introductions in one setting, and what people say about them."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.services.flows.introductions.opening import LINE
from nudges.cards import Attachment, Reply
from nudges.channels import Channel, Purpose
from nudges.flows.introductions.held_rounds import HeldRound, round_id
from nudges.flows.introductions.meetings import Introduction
from nudges.people import Platform
from tests.integration.post import Letter, words_of
from tests.integration.scene import ADA, BO, Scene, nairobi, row

DEVELOPMENT = {"entity": "Seed Fund", "pillar": "Development"}
RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}
PEACE = {"entity": "Observer Mission", "pillar": "Peace"}
CHIEF, HEAD = "chief@example.org", "head@example.org"
FIRST, SECOND = nairobi(10, 6, 30), nairobi(24, 6, 30)
"""The Tuesdays of two rounds, right after they are due."""


def crowd(size: int) -> list[dict[str, str]]:
    pillars = (DEVELOPMENT, RELIEF, PEACE)
    return [row(f"person{n:02}@example.org", role_group="R3", **pillars[n % 3]) for n in range(size)]


async def join(scene: Scene, *emails: str, topics: tuple[str, ...] = ("water",)) -> None:
    for email in emails:
        form = (await scene.press(email, "introduction_join")).form
        assert form is not None
        await scene.submit(email, form.token, topics=topics, languages=("en",), meet="either")


async def pair(scene: Scene) -> None:
    """Ada and Bo take part and were introduced."""
    await scene.taking_part(row(ADA, **DEVELOPMENT), row(BO, **RELIEF))
    await join(scene, ADA, BO)
    await scene.run_until(nairobi(13, 17))


async def introductions(scene: Scene) -> list[Introduction]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Introduction, (await scene.setting()).id)


async def rounds(scene: Scene) -> list[HeldRound]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(HeldRound, (await scene.setting()).id)


async def weeks_pass(scene: Scene, weeks: int) -> None:
    """Both say a word in each check-in: who never answers hears less and less."""
    for _ in range(weeks):
        await scene.run_until(scene.clock.now() + timedelta(days=7))
        for email in (ADA, BO):
            asked = [letter for letter in scene.post.to(email) if "checkin" in letter.names]
            await scene.press(email, asked[-1].token("checkin", last="none"))


async def records_in_export(scene: Scene, email: str) -> str:
    person = await scene.person(email)
    async with scene.app.deps.begin() as uow:
        return str((await uow.people.export(person.id))["records"])


def letters(scene: Scene, email: str, words: str) -> list[Letter]:
    return [letter for letter in scene.post.to(email) if words in words_of(letter.card)]


def introduced(scene: Scene, email: str) -> Letter:
    """The message of their introduction."""
    return next(each for each in scene.post.to(email) if "Half hours that suit both" in words_of(each.card))


async def choose(scene: Scene, email: str, choice: str) -> Reply:
    return await scene.press(email, introduced(scene, email).token("letter", last=choice))


async def say_met(scene: Scene, email: str, record_id: str) -> Reply:
    return await scene.press(email, f"introduction_met:{record_id}")


async def test_two_rounds_of_eleven_people(scene: Scene) -> None:
    people = crowd(11)
    emails = [each["email"] for each in people]
    await scene.taking_part(*people)
    await join(scene, *emails)
    await scene.run_until(FIRST)
    (first,) = await rounds(scene)
    assert (first.took_part, first.pairs, first.unmatched) == (11, 5, {"odd_number": 1})
    met_first = {frozenset(each.introduced) for each in await introductions(scene)}
    ids = {(await scene.person(email)).id: email for email in emails}
    (odd,) = ids.keys() - {one for both in met_first for one in both}
    await scene.run_until(nairobi(23, 18))
    assert len(letters(scene, ids[odd], "No introduction this time")) == 1
    await scene.run_until(SECOND)
    assert [each.pairs for each in await rounds(scene)] == [5, 5]
    all_pairs = [frozenset(each.introduced) for each in await introductions(scene)]
    assert len(all_pairs) == len(set(all_pairs)) == 10
    assert any(odd in both for both in set(all_pairs) - met_first)
    assert all(pillar_of(a, ids) != pillar_of(b, ids) for a, b in map(sorted, all_pairs))


def pillar_of(person_id: str, ids: dict[str, str]) -> int:
    return int(ids[person_id][6:8]) % 3


async def test_a_round_is_held_once_however_often_the_clock_ticks(scene: Scene) -> None:
    await scene.taking_part(row(ADA, **DEVELOPMENT), row(BO, **RELIEF))
    await join(scene, ADA, BO)
    for moment in (nairobi(3, 12), nairobi(9, 12), nairobi(10, 5), nairobi(10, 7), nairobi(11, 12)):
        scene.clock.move_to(moment)
        await scene.app.ticks.flows()
        await scene.app.ticks.flows()
        assert len(await rounds(scene)) == (moment >= nairobi(10, 6))
    assert len(await introductions(scene)) == 1


async def test_both_are_told_what_they_share_and_when_in_their_own_time(scene: Scene) -> None:
    geneva = {"time_zone": "Europe/Zurich", "language": "fr"}
    await scene.taking_part(row(ADA, **DEVELOPMENT), row(BO, **RELIEF, **geneva))
    await join(scene, ADA, BO)
    await scene.run_until(nairobi(13, 17))
    told = words_of(introduced(scene, ADA).card)
    assert "Bo" in told
    assert "Relief Office" in told
    assert "You both work on: water." in told
    french = next(words_of(each.card) for each in scene.post.to(BO) if "demi-heures" in words_of(each.card))
    assert "Vos thèmes communs\u00a0: eau." in french
    (introduction,) = await introductions(scene)
    for slot in introduction.slots:
        assert f"{slot.astimezone(nairobi(1, 0).tzinfo):%H:%M}" in told


async def test_calendar_entries_are_handed_over_and_the_introduction_stays_open(scene: Scene) -> None:
    await pair(scene)
    reply = await choose(scene, ADA, "calendar")
    card = reply.say[0]
    files = [block for block in card.body if isinstance(block, Attachment)]
    (introduction,) = await introductions(scene)
    ahead = [slot for slot in introduction.slots if slot > scene.clock.now()]
    assert len(files) == len(ahead) > 0
    here = [slot.astimezone(nairobi(1, 0).tzinfo) for slot in ahead]
    assert [file.name for file in files] == [f"introduction-{slot:%Y-%m-%d-%H%M}.ics" for slot in here]
    assert all(file.content.startswith(b"BEGIN:VCALENDAR") for file in files)
    assert b"ada@example.org" in files[0].content
    assert b"mailto:bo@example.org" not in files[0].content
    assert {action.label for action in card.actions} == {"We have a date", "We have met", "Not this time"}


async def test_a_meeting_both_confirm_is_practised_and_leads_to_a_second_one(scene: Scene) -> None:
    await pair(scene)
    await choose(scene, ADA, "met")
    assert await scene.practised(ADA) == [("B8", "self_reported")]
    await scene.run_until(nairobi(16, 17))
    (asked,) = letters(scene, BO, "Did you meet?")
    await scene.press(BO, asked.token("letter", last="met"))
    assert await scene.practised(ADA) == await scene.practised(BO) == [("B8", "confirmed")]
    await weeks_pass(scene, 4)
    second = letters(scene, ADA, "A second conversation?")[0]
    await scene.press(ADA, second.token("answer", last="met"))
    await weeks_pass(scene, 1)
    asked_again = letters(scene, BO, "says that the two of you have talked again")[0]
    await scene.press(BO, asked_again.token("letter", last="again"))
    assert sorted(await scene.practised(BO)) == [("B8", "confirmed")] * 2
    (introduction,) = await introductions(scene)
    assert introduction.state == "second"


async def test_silence_brings_one_reminder_and_one_question_and_then_rest(scene: Scene) -> None:
    await pair(scene)
    await scene.run_until(datetime(2026, 4, 20, 12, tzinfo=nairobi(1, 0).tzinfo))
    for email in (ADA, BO):
        assert len(letters(scene, email, "Still time for the introduction")) == 1
        assert len(letters(scene, email, "Did you meet?")) == 1
        assert not letters(scene, email, "does not happen")
    (introduction,) = await introductions(scene)
    assert introduction.state == "lapsed"


async def test_not_this_time_ends_quietly_and_tells_the_other_no_reason(scene: Scene) -> None:
    await pair(scene)
    await choose(scene, ADA, "declined")
    await scene.run_until(nairobi(17, 17))
    (told,) = letters(scene, BO, "does not happen this time")
    assert not told.card.actions
    assert not letters(scene, ADA, "does not happen this time")
    assert not letters(scene, BO, "Still time")
    (introduction,) = await introductions(scene)
    assert (await scene.person(ADA)).id in introduction.introduced
    assert introduction.met == ()


async def test_who_had_not_heard_of_it_hears_nothing_of_its_end(scene: Scene) -> None:
    await scene.taking_part(row(ADA, **DEVELOPMENT), row(BO, **RELIEF))
    await join(scene, ADA, BO)
    scene.clock.move_to(FIRST)
    await scene.app.ticks.flows()
    (introduction,) = await introductions(scene)
    await scene.press(ADA, f"introduction_declined:{introduction.id}")
    await scene.run_until(nairobi(20, 17))
    assert not letters(scene, BO, "Ada")


async def test_nobody_meets_whom_they_would_rather_not_and_nobody_can_see_it(scene: Scene) -> None:
    await scene.taking_part(row(ADA, **DEVELOPMENT), row(BO, **RELIEF))
    await join(scene, ADA, BO)
    bo = await scene.person(BO)
    form = (await scene.press(ADA, "introduction_never_add")).form
    assert form is not None
    await scene.submit(ADA, form.token, colleague=bo.id)
    shown = (await scene.press(ADA, "introduction_never")).say[0]
    assert [group.label for group in shown.groups] == ["Bo (Relief Office)"]
    await scene.run_until(nairobi(13, 17))
    assert await introductions(scene) == []
    (held,) = await rounds(scene)
    assert held.unmatched == {"nobody_free": 2}
    ada = await scene.person(ADA)
    assert bo.id not in await records_in_export(scene, ADA)
    assert ada.id not in await records_in_export(scene, BO)
    await scene.press(ADA, f"introduction_allow:{bo.id}")
    await scene.run_until(nairobi(25, 17))
    assert len(await introductions(scene)) == 1


async def test_whoever_pauses_or_leaves_is_not_introduced(scene: Scene) -> None:
    await scene.taking_part(row(ADA, **DEVELOPMENT), row(BO, **RELIEF))
    await join(scene, ADA, BO)
    form = (await scene.press(ADA, "introduction_pause")).form
    assert form is not None
    refused = await scene.submit(ADA, form.token, until="soon")
    assert "until" in refused.faults
    await scene.submit(ADA, form.token, until="2026-03-20")
    await scene.run_until(nairobi(12, 17))
    assert await introductions(scene) == []
    await scene.run_until(nairobi(25, 17))
    assert len(await introductions(scene)) == 1
    await scene.press(BO, "introduction_leave")
    assert "introduction_participation" not in await records_in_export(scene, BO)


@pytest.mark.parametrize("how", ["leaves", "is forgotten"])
async def test_who_loses_their_counterpart_is_told_and_comes_first(scene: Scene, how: str) -> None:
    await pair(scene)
    if how == "leaves":
        await scene.bring(row(ADA, **DEVELOPMENT))
    else:
        await scene.type(BO, "forget me")
        await scene.press(BO, "forget_me")
    await scene.run_until(nairobi(17, 17))
    (told,) = letters(scene, ADA, "Your introduction falls away")
    assert "come first in the next round" in words_of(told.card)
    assert not letters(scene, ADA, "Still time")


async def test_nobody_can_speak_for_others(scene: Scene) -> None:
    await scene.taking_part(row(CHIEF, **PEACE))
    await scene.bring(row(ADA, **DEVELOPMENT), row(BO, **RELIEF), row(CHIEF, **PEACE))
    for email in (ADA, BO):
        await scene.type(email, "start")
    await join(scene, ADA, BO)
    await scene.run_until(nairobi(12, 17))
    (introduction,) = await introductions(scene)
    for step in ("met", "planned", "declined", "calendar", "again"):
        reply = await scene.press(CHIEF, f"introduction_{step}:{introduction.id}")
        assert "earlier" in words_of(reply.say[0])
    assert await introductions(scene) == [introduction]


async def test_threes_where_the_coordinator_allows_them(scene: Scene) -> None:
    people = [row(ADA, is_coordinator="yes", **DEVELOPMENT), row(BO, **RELIEF), row(CHIEF, **PEACE)]
    await scene.taking_part(*people)
    await join(scene, ADA, BO, CHIEF)
    shown = (await scene.type(ADA, "rounds")).say[0]
    assert "No round was held yet" in words_of(shown)
    assert "Next round: 10 March" in words_of(shown)
    await scene.press(ADA, "introduction_threes_on")
    assert "only" in words_of((await scene.type(BO, "rounds")).say[0]).lower()
    await scene.run_until(nairobi(13, 17))
    (introduction,) = await introductions(scene)
    assert len(introduction.members) == 3
    assert "Bo and Chief" in words_of(introduced(scene, ADA).card)
    told = words_of((await scene.type(ADA, "rounds")).say[0])
    assert "Took part: fewer than 10 people, or none" in told
    await say_met(scene, ADA, introduction.id)
    await say_met(scene, BO, introduction.id)
    await say_met(scene, CHIEF, introduction.id)
    for email in (ADA, BO, CHIEF):
        assert await scene.practised(email) == [("B8", "confirmed")]


async def test_leaders_open_the_door_when_their_people_first_meet(scene: Scene) -> None:
    leaders = [row(CHIEF, role_group="R1", **DEVELOPMENT), row(HEAD, role_group="R1", **RELIEF)]
    await scene.taking_part(row(ADA, **DEVELOPMENT), row(BO, **RELIEF), *leaders)
    offered = (await scene.type(CHIEF, "intro")).say[0]
    assert not offered.actions
    await join(scene, ADA, BO)
    await scene.run_until(nairobi(17, 17))
    asked = letters(scene, CHIEF, "A line that opens the door")[0]
    assert "Relief Office" in words_of(asked.card)
    form = (await scene.press(CHIEF, asked.token("answer", last="edit"))).form
    assert form is not None
    assert LINE in (await scene.submit(CHIEF, form.token, **{LINE: " "})).faults
    await scene.submit(CHIEF, form.token, **{LINE: "Talk to the Relief Office. You need no leave of mine."})
    again = await scene.submit(CHIEF, form.token, **{LINE: "Something else."})
    assert "earlier" in words_of(again.say[0])
    await scene.run_until(nairobi(18, 17))
    posted = [each for each in scene.post.letters if "You need no leave of mine." in words_of(each.card)]
    assert len(posted) == 1
    assert await scene.practised(CHIEF) == [("B1", "confirmed")]


async def test_constraints_are_swapped_in_the_channel(scene: Scene) -> None:
    await pair(scene)
    await weeks_pass(scene, 6)
    (post,) = [e for e in scene.post.letters if "answer" in e.names and e.to not in (ADA, BO)][:1]
    for email, line in ((ADA, "Our donor report is due on the 20th."), (BO, "Two of five posts are vacant.")):
        form = (await scene.press(email, post.token("answer", last="deadline"))).form
        assert form is not None
        await scene.submit(email, form.token, line=line)
        await scene.submit(email, form.token, line=line)
    await scene.run_until(scene.clock.now() + timedelta(days=3))
    said = [
        words_of(each.card) for each in scene.post.letters if "What others may not see" in each.card.title
    ]
    assert len(said) == 2
    assert "B9" in {behaviour for behaviour, _ in await scene.practised(ADA)}
    assert "B9" in {behaviour for behaviour, _ in await scene.practised(BO)}


async def test_the_page_shows_open_introductions_and_the_digest_counts_them(scene: Scene) -> None:
    await pair(scene)
    page = (await scene.type(ADA, "intro")).say[0]
    assert [group.label for group in page.groups] == ["With Bo (Relief Office)"]
    (introduction,) = await introductions(scene)
    await scene.press(ADA, f"introduction_planned:{introduction.id}")
    page = (await scene.type(ADA, "intro")).say[0]
    assert "We have a date" not in {action.label for action in page.groups[0].actions}


async def test_a_round_that_broke_off_is_gone_on_with(scene: Scene) -> None:
    """A process stopped when the first pairs were stored: the others are introduced by the next."""
    people = crowd(8)
    await scene.taking_part(*people)
    await join(scene, *(each["email"] for each in people))
    setting = await scene.setting()
    first, second = [await scene.person(people[n]["email"]) for n in (0, 1)]
    early = Introduction(
        "early",
        setting.id,
        round_id(setting.id, FIRST.date()),
        (first.id, second.id),
        (first.id, second.id),
        FIRST,
        wake_at=FIRST + timedelta(days=5),
    )
    async with scene.app.deps.begin() as uow:
        await uow.records.save(early, FIRST)
        await uow.commit()
    scene.clock.move_to(FIRST)
    await scene.app.ticks.flows()
    (held,) = await rounds(scene)
    assert (held.took_part, held.pairs) == (8, 4)
    placed = [one for each in await introductions(scene) for one in each.introduced]
    assert len(placed) == len(set(placed)) == 8


async def test_two_processes_hold_one_round(scene: Scene) -> None:
    people = crowd(10)
    await scene.taking_part(*people)
    await join(scene, *(each["email"] for each in people))
    scene.clock.move_to(FIRST)
    async with scene.another_process() as other:
        await asyncio.gather(scene.app.ticks.flows(), other.app.ticks.flows())
    placed = [one for each in await introductions(scene) for one in each.introduced]
    assert len(placed) == len(set(placed)) == 10
    (held,) = await rounds(scene)
    assert (held.took_part, held.pairs) == (10, 5)


async def test_nobody_meets_the_same_person_again_so_soon_and_is_told_once(scene: Scene) -> None:
    await pair(scene)
    await scene.run_until(datetime(2026, 4, 30, 12, tzinfo=nairobi(1, 0).tzinfo))
    assert len(await introductions(scene)) == 1
    assert len(await rounds(scene)) == 4
    assert len(letters(scene, ADA, "met everybody who took part within the last half year")) == 1


async def test_leaders_hear_of_a_channel_named_for_exchange_once(scene: Scene) -> None:
    await scene.taking_part(row(CHIEF, role_group="R1", **DEVELOPMENT))
    setting = await scene.setting()
    named = Channel(
        "talk",
        setting.id,
        Platform.SLACK,
        "T1",
        "C1",
        "field-talk",
        frozenset({Purpose.EXCHANGE}),
        "Africa/Nairobi",
    )
    async with scene.app.deps.begin() as uow:
        await uow.channels.save(named)
        await uow.commit()
    await scene.run_until(nairobi(20, 17))
    (asked,) = letters(scene, CHIEF, "A line that opens the door")
    assert "field-talk" in words_of(asked.card)


async def test_wishes_without_an_answer_and_forged_ones_do_no_harm(scene: Scene) -> None:
    await scene.taking_part(row(ADA, **DEVELOPMENT), row(CHIEF, role_group="R1", **RELIEF))
    await scene.submit(ADA, "introduction_wishes", topics=("gossip",), languages=("xx",), meet="never")
    page = words_of((await scene.type(ADA, "intro")).say[0])
    assert "Topics: any. Languages: any. How to meet: in person or remotely." in page
    assert (await scene.submit(ADA, "introduction_never")).faults
    assert (await scene.submit(ADA, "introduction_pause")).faults
    refused = await scene.submit(CHIEF, "introduction_wishes")
    assert "earlier" in words_of(refused.say[0])
    for token in ("introduction_pause", "introduction_never", "introduction_unpause", "introduction_allow:x"):
        assert "earlier" in words_of((await scene.press(CHIEF, token)).say[0])
    for token in ("introduction_threes_on", "introduction_cadence"):
        assert "oordinator" in words_of((await scene.press(ADA, token)).say[0])
