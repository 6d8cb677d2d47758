"""Thanks across entities: to one, to their supervisor too, or to everybody where they agree."""

from nudges.cards import Reply
from tests.integration.flows.test_collaboration import found, heard
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

WORDS = "Your well data saved us a week."


async def two_entities(scene: Scene) -> None:
    """Cleo supervises Bo."""
    await scene.taking_part(
        row(ADA),
        row(CLEO, entity="Relief Office", pillar="Humanitarian"),
        row(BO, entity="Relief Office", pillar="Humanitarian", manager_email=CLEO),
    )
    scene.clock.move_to(nairobi(2, 10))


async def thank(scene: Scene, way: str, **changed: str) -> Reply:
    form = (await scene.type(ADA, "thank a colleague")).form
    assert form is not None
    bo = (await scene.person(BO)).id
    return await scene.submit(ADA, form.token, **{"colleague": bo, "words": WORDS, "way": way, **changed})


async def posts(scene: Scene) -> int:
    return sum(line.status == "sent" for line in await scene.lines(kind="thanks_in_public"))


async def test_private_thanks_reach_one_person_only(scene: Scene) -> None:
    await two_entities(scene)
    await thank(scene, "private")
    await scene.run_until(nairobi(6, 17))
    assert (heard(scene, BO, WORDS), heard(scene, CLEO, WORDS)) == (1, 0)


async def test_the_supervisor_reads_it_too_and_the_thanked_knows(scene: Scene) -> None:
    await two_entities(scene)
    await thank(scene, "supervisor")
    await scene.run_until(nairobi(6, 17))
    assert "Your supervisor reads it too." in words_of(found(scene, BO, WORDS).card)
    assert "Ada (Seed Fund) thanks Bo (Relief Office)" in words_of(found(scene, CLEO, WORDS).card)


async def test_who_has_no_supervisor_here_is_thanked_in_another_way(scene: Scene) -> None:
    await two_entities(scene)
    cleo = (await scene.person(CLEO)).id
    assert (await thank(scene, "supervisor", colleague=cleo)).faults.keys() == {"way"}


async def test_a_supervisor_who_takes_no_part_is_not_said_to_be_written_to(scene: Scene) -> None:
    await two_entities(scene)
    await scene.type(CLEO, "stop")
    assert "whom I could write to" in (await thank(scene, "supervisor")).faults["way"]


async def test_it_is_posted_only_once_the_thanked_agrees(scene: Scene) -> None:
    await two_entities(scene)
    await thank(scene, "public")
    await scene.run_until(nairobi(4, 17))
    asked = found(scene, BO, WORDS)
    assert await posts(scene) == 0
    await scene.press(BO, asked.token("letter", last="yes"))
    await scene.run_until(nairobi(5, 17))
    assert await posts(scene) == 1
    (post,) = [each for each in scene.post.letters if each.card.title == "A word of thanks"]
    assert f"Ada (Seed Fund) thanks Bo (Relief Office): {WORDS}" in words_of(post.card)


async def test_a_no_keeps_it_between_the_two_and_nobody_hears(scene: Scene) -> None:
    await two_entities(scene)
    await thank(scene, "public")
    await scene.run_until(nairobi(4, 17))
    asked = found(scene, BO, WORDS)
    before = len(scene.post.to(ADA))
    await scene.press(BO, asked.token("letter", last="no"))
    await scene.run_until(nairobi(12, 17))
    assert not any("Bo" in words_of(each.card) for each in scene.post.to(ADA)[before:])
    assert await scene.lines(kind="thanks_in_public") == []
    assert "earlier" in words_of((await scene.press(BO, asked.token("letter", last="yes"))).say[0])


async def test_only_another_entity_is_thanked_here_and_with_words(scene: Scene) -> None:
    await two_entities(scene)
    ada = (await scene.person(ADA)).id
    assert (await thank(scene, "private", colleague=ada, words=" ")).faults.keys() == {"colleague", "words"}
    assert (await thank(scene, "shout")).faults.keys() == {"way"}


async def test_nobody_else_can_have_it_posted(scene: Scene) -> None:
    await two_entities(scene)
    await thank(scene, "public")
    await scene.run_until(nairobi(4, 17))
    token = found(scene, BO, WORDS).token("letter", last="yes")
    for other in (ADA, CLEO):
        assert "earlier" in words_of((await scene.press(other, token)).say[0])
