"""A public pact: kept, made smaller, dropped openly, reviewed, renewed; or left."""

import pytest

from bot.services.flows.pacts.register import week
from bot.services.turn import Turn
from nudges.flows.pacts.pact import Pact, State
from nudges.flows.pacts.part import Part
from tests.integration.flows.leading import (
    ASK,
    CHANCE,
    CROWD,
    DEE,
    SAY,
    announced,
    buttons,
    commit,
    first,
    form_of,
    later,
    letter,
    my_pact,
    posts,
    sign,
    stored,
    titles,
)
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, NAIROBI, Scene, nairobi


async def test_leaving_a_public_pact_is_said_in_public_without_a_reason(scene: Scene) -> None:
    await announced(scene)
    await scene.run_until(nairobi(5, 17))
    ask = await scene.press(BO, buttons(await my_pact(scene, BO))["Leave the pact"])
    await scene.press(BO, buttons(ask.say[0])["Say so in public"])
    await scene.run_until(nairobi(6, 17))
    assert any("Bo (Relief Office) has left the pact with Ada (Seed Fund)." in p for p in await posts(scene))
    assert "Your pact has ended" in titles(scene, ADA)
    (pact,) = await stored(scene)
    assert pact.state is State.ENDED


async def test_who_joins_in_is_a_number_only_and_only_of_a_group(scene: Scene) -> None:
    await announced(scene)
    await scene.run_until(nairobi(5, 17))
    channel = (await scene.setting()).id
    post = next(x for x in scene.post.letters if x.to in ("", channel) and SAY in words_of(x.card))
    for each in CROWD:
        await scene.press(each, post.token("letter", last="join"))
    assert "join in" not in words_of(await my_pact(scene, ADA))
    for _ in range(2):
        await scene.press(CLEO, post.token("letter", last="join"))
    assert "10 colleagues" in words_of(await my_pact(scene, ADA))
    own = await scene.press(ADA, post.token("letter", last="join"))
    assert "signed it yourself" in words_of(own.say[0])


async def test_the_reminder_comes_at_the_leaders_own_hour_with_all_commitments(scene: Scene) -> None:
    await announced(scene, "C2")
    await scene.run_until(nairobi(27, 17))
    own = [each for each in await scene.lines(ADA) if each.nudge == "pact_reminder"]
    sent = [each.sent_at.astimezone(NAIROBI) for each in own if each.sent_at]
    assert sent == [nairobi(10, 9), nairobi(24, 9)]
    got = letter(scene, ADA, "two weeks on")
    assert SAY in words_of(got.card)
    assert ASK in words_of(got.card)
    assert CHANCE in words_of(got.card)


async def test_a_step_done_is_counted_and_practised(scene: Scene) -> None:
    await announced(scene, "C4")
    await scene.run_until(nairobi(10, 17))
    which = await scene.press(ADA, letter(scene, ADA, "two weeks on").token("letter", last="done"))
    counted = await scene.press(ADA, buttons(which.say[0])["2"])
    assert "1 of 1" in words_of(counted.say[0])
    assert ("B2", "self_reported") in await scene.practised(ADA)
    assert ("B2", "self_reported") not in await scene.practised(BO)


async def test_two_misses_lead_to_a_smaller_promise_that_all_sign_anew(scene: Scene) -> None:
    await announced(scene)
    await scene.run_until(later(79))
    got = letter(scene, ADA, "Would smaller be better?")
    form = await form_of(scene, ADA, got.token("letter", last="shrink"))
    assert first(form, "period") == "quarter"
    await commit(scene, ADA, form, period="quarter")
    old, new = await stored(scene)
    assert (old.state, new.state, new.replaces) == (State.RUNNING, State.DRAFTED, old.id)
    await scene.run_until(later(86))
    for who in (ADA, BO):
        card = next(each for each in (await scene.type(who, "pact")).say if "draft" in each.title)
        await sign(scene, who, card)
    for who in (ADA, BO):
        await scene.press(who, f"pact_announce:{new.id}")
    assert [each.state for each in await stored(scene)] == [State.CHANGED, State.RUNNING]


async def test_dropping_one_promise_is_said_in_public(scene: Scene) -> None:
    await announced(scene, "C4")
    await scene.run_until(nairobi(5, 17))
    ask = await scene.press(ADA, buttons(await my_pact(scene, ADA))["Drop openly"])
    await scene.press(ADA, buttons(ask.say[0])["Say so in public"])
    await scene.run_until(nairobi(6, 17))
    (post,) = [each for each in await posts(scene) if "dropped one promise" in each]
    assert "Ada (Seed Fund)" in post
    assert "has dropped" in words_of((await scene.type(CLEO, "pacts")).say[0])


async def review(scene: Scene, who: str, verdict: str, publishing: str, sentence: str = "") -> None:
    got = letter(scene, who, "How did your pact go?")
    form = await form_of(scene, who, got.token("letter", last="say"))
    await scene.submit(who, form.token, verdict=verdict, publishing=publishing, sentence=sentence)


@pytest.mark.parametrize("agreed", [True, False])
async def test_the_review_is_published_only_if_both_agree(scene: Scene, agreed: bool) -> None:
    await announced(scene)
    await scene.run_until(later(93))
    await review(scene, ADA, "kept", "with_sentence", "Three joint town halls.")
    await review(scene, BO, "partly", "status_only" if agreed else "nothing")
    await scene.run_until(later(95))
    published = [each for each in await posts(scene) if "Partly kept." in each]
    assert len(published) == int(agreed)
    assert all("Three joint town halls." in each for each in published)
    assert "Your pact is reviewed" in titles(scene, ADA)


async def test_a_reviewed_pact_is_renewed_by_new_signatures(scene: Scene) -> None:
    await announced(scene)
    await scene.run_until(later(93))
    for who in (ADA, BO):
        await review(scene, who, "kept", "status_only")
    await scene.run_until(later(95))
    await scene.press(ADA, letter(scene, ADA, "Your pact is reviewed").token("letter", last="renew"))
    await scene.run_until(later(100))
    _, new = await stored(scene)
    for who in (ADA, BO):
        card = next(each for each in (await scene.type(who, "pact")).say if "draft" in each.title)
        await sign(scene, who, card)
    for who in (ADA, BO):
        await scene.press(who, f"pact_announce:{new.id}")
    assert [each.state for each in await stored(scene)] == [State.RENEWED, State.RUNNING]


async def test_the_digest_says_status_only(scene: Scene) -> None:
    await announced(scene)
    async with scene.app.deps.begin() as uow:
        here = (await uow.settings.all())[0]
        turn = Turn(scene.app.deps, uow, here, scene.clock.now())
        (line,) = await week(turn, nairobi(2, 0), nairobi(9, 0))
    assert line.values == {"running": 1, "new": 1, "review": 0}


async def test_forgetting_takes_a_leader_out_of_everything(scene: Scene) -> None:
    await announced(scene)
    me = (await scene.person(ADA)).id
    await scene.type(ADA, "forget me")
    await scene.press(ADA, "forget_me")
    async with scene.app.deps.begin() as uow:
        assert not await uow.records.of_person(Pact, me)
        assert not await uow.records.of_person(Part, me)
    assert all(me not in repr(each) for each in await stored(scene))


async def test_nobody_else_can_touch_a_pact(scene: Scene) -> None:
    await announced(scene)
    (pact,) = await stored(scene)
    for token in (f"pact_leave:{pact.id}", f"pact_look:{pact.id}", f"pact_edit:{pact.id}:C1"):
        reply = await scene.press(DEE, token)
        assert "earlier" in words_of(reply.say[0])
    assert await stored(scene) == [pact]
