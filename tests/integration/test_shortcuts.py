"""What begins from the menu of a message: who wrote it and where it stands, never what it says."""

import pytest

from bot.services.beginning import OFFERED, WHAT
from bot.services.flows.spotlights.writing import COLLEAGUES, SOURCE
from nudges.cards import Form, PersonInput, Reply, TextInput
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, row

LINK = "https://country-office.slack.com/archives/C000000001/p1700000000000900"


async def office(scene: Scene) -> None:
    relief = {"entity": "Relief Office", "pillar": "Humanitarian"}
    await scene.taking_part(row(ADA), row(BO, **relief), row(CLEO, role_group="R1"))


def form_of(reply: Reply) -> Form:
    assert reply.form is not None
    return reply.form


def filled(form: Form) -> dict[str, str]:
    """What stands in a dialog before anybody types."""
    people = {f.id: f.initial.value for f in form.inputs if isinstance(f, PersonInput) and f.initial}
    return people | {f.id: f.initial for f in form.inputs if isinstance(f, TextInput) and f.initial}


async def test_spotlight_this_names_its_author_and_keeps_a_link(scene: Scene) -> None:
    await office(scene)
    form = form_of(await scene.point(ADA, "spotlight", author=BO, link=LINK))
    assert filled(form) == {COLLEAGUES[0]: (await scene.person(BO)).id, SOURCE: LINK}
    assert "Bo, who wrote the message" in form.intro
    lines = {"problem": "Two visits", "done": "Made it one", "changed": "A day saved"}
    choices = {"size": "small", "introduces": "no"}
    reply = await scene.submit(ADA, form.token, **lines, **choices, **filled(form))
    assert not reply.faults
    assert "Your colleagues are asked" in reply.say[0].title


@pytest.mark.parametrize(
    ("author", "says"), [("", "an app or not on your roster"), ("x@example.org", "an app")]
)
async def test_a_message_of_nobody_we_know_names_nobody_and_says_so(
    scene: Scene, author: str, says: str
) -> None:
    await office(scene)
    form = form_of(await scene.point(ADA, "spotlight", author=author, link=LINK))
    assert filled(form) == {SOURCE: LINK}
    assert says in form.intro


async def test_of_ones_own_message_nobody_is_named(scene: Scene) -> None:
    await office(scene)
    form = form_of(await scene.point(ADA, "spotlight", author=ADA, words="I did it all"))
    assert filled(form) == {}
    assert "your own" in form.intro


async def test_stop_and_think_opens_the_first_step_and_stores_nothing(scene: Scene) -> None:
    await office(scene)
    form = form_of(await scene.point(ADA, "stopandthink", author=BO, link=LINK))
    assert filled(form) == {}
    assert "Nothing of the message comes along" in form.intro
    async with scene.app.deps.begin() as uow:
        person = await scene.person(ADA)
        exported = await uow.people.export(person.id)
    assert exported["records"] == []


async def test_before_i_send_this_brings_nothing_along(scene: Scene) -> None:
    await office(scene)
    form = form_of(await scene.point(ADA, "draft", author=ADA, words="Dear all, the plan"))
    assert filled(form) == {}


async def test_a_leaders_own_words_fill_the_first_line_where_they_are_short_enough(scene: Scene) -> None:
    await office(scene)
    form = form_of(await scene.point(CLEO, "decided", author=CLEO, words="One visit a month"))
    assert filled(form) == {"decided": "One visit a month"}
    assert filled(form_of(await scene.point(CLEO, "decided", author=CLEO, words="x" * 201))) == {}
    assert filled(form_of(await scene.point(CLEO, "decided", author=BO))) == {}


async def test_mark_as_decided_is_kindly_refused_to_others(scene: Scene) -> None:
    await office(scene)
    reply = await scene.point(BO, "decided", author=CLEO)
    assert reply.form is None
    assert words_of(reply.say[0])


async def test_a_shortcut_of_another_version_leads_to_the_menu(scene: Scene) -> None:
    await office(scene)
    assert form_of(await scene.point(ADA, "forgotten")).token == "begin"


async def test_a_stranger_is_told_so(scene: Scene) -> None:
    await office(scene)
    reply = await scene.point("x@example.org", "stopandthink")
    assert reply.say[0].title == "We have not met"


@pytest.mark.parametrize("choice", OFFERED)
async def test_every_choice_of_the_menu_opens_its_own_dialog(scene: Scene, choice: str) -> None:
    await office(scene)
    menu = form_of(await scene.point(ADA, "begin"))
    assert form_of(await scene.submit(ADA, menu.token, **{WHAT: choice})).inputs


@pytest.mark.parametrize("choice", ["", "stop", "forget_me"])
async def test_what_the_menu_does_not_offer_is_a_fault_at_its_field(scene: Scene, choice: str) -> None:
    await office(scene)
    assert set((await scene.submit(ADA, "begin", **{WHAT: choice})).faults) == {WHAT}
