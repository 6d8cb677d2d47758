"""A pact of leaders before it is public: drafted together, signed, announced by each; or left."""

from nudges.cards import ChoiceInput
from nudges.flows.pacts.pact import State
from nudges.flows.pacts.part import Part
from tests.integration.flows.leading import (
    CHANCE,
    SAY,
    both_signed,
    buttons,
    commit,
    drafted,
    form_of,
    invite,
    later,
    leaders,
    letter,
    my_pact,
    posts,
    sign,
    stored,
    titles,
)
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi


async def test_only_senior_leaders_draft_one_and_others_are_told_kindly(scene: Scene) -> None:
    await leaders(scene)
    told = (await scene.type(CLEO, "pact")).say[0]
    assert "only they can sign" in words_of(told)
    assert list(buttons(told)) == ["Pacts that run here"]
    forged = await scene.submit(CLEO, "pact_commit::", what="C1")
    assert not await stored(scene)
    assert "earlier" in words_of(forged.say[0])


async def test_the_invitation_of_the_catalogue_opens_the_draft(scene: Scene) -> None:
    await leaders(scene)
    scene.clock.move_to(later(21, 8))
    await scene.run_until(later(24))
    nudge = letter(scene, ADA, "A joint promise, if you want one")
    form = await form_of(scene, ADA, nudge.token("answer", last="open"))
    await commit(scene, ADA, form)
    (pact,) = await stored(scene)
    assert [each.code for each in pact.commitments] == ["C1"]


async def test_a_forged_commitment_is_refused_at_its_fields(scene: Scene) -> None:
    await leaders(scene)
    form = await form_of(scene, ADA, buttons(await my_pact(scene, ADA))["Draft one"])
    refused = await scene.submit(ADA, form.token, what="C99", times="7", period="day", first="tomorrow")
    assert set(refused.faults) == {"what", "times", "period", "first", "chance"}
    assert not await stored(scene)


async def test_a_draft_holds_three_commitments_at_most(scene: Scene) -> None:
    card = await drafted(scene, "C2", "C4")
    assert "Add a commitment" not in buttons(card)
    (pact,) = await stored(scene)
    form = await form_of(scene, ADA, f"pact_edit:{pact.id}:")
    assert (await commit(scene, ADA, form, "C9")).faults


async def test_only_leaders_of_other_entities_can_be_invited(scene: Scene) -> None:
    card = await drafted(scene)
    form = await form_of(scene, ADA, buttons(card)["Invite a leader"])
    (field,) = form.inputs
    assert isinstance(field, ChoiceInput)
    assert [each.label for each in field.options] == ["Bo · Relief Office", "Dee · Peace Mission"]
    refused = await scene.submit(ADA, form.token, leader=(await scene.person(CLEO)).id)
    assert refused.faults


async def test_the_invitation_is_a_request_with_a_way_out(scene: Scene) -> None:
    await invite(scene, await drafted(scene))
    await scene.run_until(nairobi(3, 17))
    got = letter(scene, BO, "invites you")
    assert SAY in words_of(got.card)
    assert {"letter", "snooze", "stop"} <= got.names


async def test_nobody_signs_a_text_they_have_not_seen(scene: Scene) -> None:
    card = await drafted(scene)
    form = await form_of(scene, ADA, buttons(card)["Sign"])
    edit = await form_of(scene, ADA, buttons(card)["Edit"])
    await commit(scene, ADA, edit, times="2")
    late = await scene.submit(ADA, form.token, hour="9", day="1")
    assert "changed since you saw it" in words_of(late.say[0])
    assert (await stored(scene))[0].signatures == ()


async def test_an_edit_voids_the_signatures_and_the_signers_are_told(scene: Scene) -> None:
    await both_signed(scene)
    form = await form_of(scene, BO, buttons(await my_pact(scene, BO))["Edit"])
    await commit(scene, BO, form, times="2")
    (pact,) = await stored(scene)
    assert (pact.signatures, pact.state) == ((), State.DRAFTED)
    await scene.run_until(nairobi(4, 17))
    assert "The text of your pact changed" in titles(scene, ADA)
    assert "The text of your pact changed" not in titles(scene, BO)
    stale = await scene.press(ADA, f"pact_announce:{pact.id}")
    assert "earlier" in words_of(stale.say[0])


async def test_nothing_is_public_until_each_has_pressed_announce(scene: Scene) -> None:
    await both_signed(scene)
    await scene.press(ADA, buttons(await my_pact(scene, ADA))["Announce it"])
    await scene.run_until(nairobi(4, 17))
    assert not any(SAY in post for post in await posts(scene))
    assert SAY not in words_of((await scene.type(CLEO, "pacts")).say[0])
    await scene.press(BO, buttons(await my_pact(scene, BO))["Announce it"])
    await scene.run_until(nairobi(5, 17))
    (post,) = [each for each in await posts(scene) if SAY in each]
    assert "Ada (Seed Fund) and Bo (Relief Office)" in post
    assert "Publicly define and demonstrate commitment to integration" in post
    assert CHANCE not in post
    assert ("B1", "confirmed") in await scene.practised(ADA)
    assert ("B1", "confirmed") in await scene.practised(BO)
    assert SAY in words_of((await scene.type(CLEO, "pacts")).say[0])


async def test_a_card_that_was_signed_asks_for_no_signature_again(scene: Scene) -> None:
    await invite(scene, await drafted(scene))
    await scene.run_until(nairobi(3, 17))
    await scene.press(BO, letter(scene, BO, "invites you").token("letter", last="look"))
    first = await sign(scene, ADA, await my_pact(scene, ADA))
    assert first.replace == await my_pact(scene, ADA)
    second = await sign(scene, BO, await my_pact(scene, BO))
    assert second.replace is not None
    assert (second.replace.actions, second.replace.groups) == ((), ())
    assert "Announce it" in buttons(second.say[0])
    assert "Sign" not in buttons(first.replace)


async def test_leaving_a_draft_leaves_no_trace(scene: Scene) -> None:
    card = await drafted(scene)
    await invite(scene, card)
    await sign(scene, ADA, await my_pact(scene, ADA))
    (pact,) = await stored(scene)
    ask = await scene.press(ADA, buttons(await my_pact(scene, ADA))["Withdraw"])
    await scene.press(ADA, buttons(ask.say[0])["Withdraw"])
    ids = [(await scene.person(who)).id for who in (ADA, BO)]
    async with scene.app.deps.begin() as uow:
        for each in ids:
            assert pact.id not in repr(await uow.people.export(each))
        assert not await uow.records.of_setting(Part, pact.setting_id)
    await scene.run_until(nairobi(20, 17))
    assert not [each for each in titles(scene, BO) if "pact" in each.lower()]


async def test_a_no_to_an_invitation_is_never_shown(scene: Scene) -> None:
    await invite(scene, await drafted(scene))
    before = await my_pact(scene, ADA)
    await scene.run_until(nairobi(3, 17))
    await scene.press(BO, letter(scene, BO, "invites you").token("letter", last="not_now"))
    assert await my_pact(scene, ADA) == before
    assert (await scene.type(BO, "pact")).say[0].title == "A pact of leaders"


async def test_a_draft_comes_back_to_mind_in_other_words_for_whoever_signed_it(scene: Scene) -> None:
    card = await drafted(scene)
    await invite(scene, card)
    await sign(scene, ADA, await my_pact(scene, ADA))
    await scene.run_until(later(20))
    words = words_of(letter(scene, ADA, "Your draft of a pact is here").card)
    assert "You have signed it" in words
    assert "edit, sign or leave" not in words


async def test_nobody_who_takes_no_part_is_offered_as_a_leader_to_invite(scene: Scene) -> None:
    card = await drafted(scene)
    await scene.type(BO, "stop")
    form = await form_of(scene, ADA, buttons(card)["Invite a leader"])
    (field,) = form.inputs
    assert isinstance(field, ChoiceInput)
    assert [each.label for each in field.options] == ["Dee · Peace Mission"]
