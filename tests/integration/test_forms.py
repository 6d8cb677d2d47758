"""Every dialog there is, sent back empty and overfull: what is wrong stands at the field it is wrong in."""

from collections.abc import Iterator

from bot.ports import Submission
from nudges.cards import Card, ChoiceInput, Form, PersonInput, Reply, TextInput, split_token
from nudges.commands import COMMANDS, COORDINATOR_COMMANDS
from tests.integration.scene import ADA, BO, Scene, actor, nairobi, row

HARMFUL = frozenset({"forget_me", "keep_me", "stop", "optout", "forum_leave"})
NOTHING: dict[str, tuple[str, ...]] = {}
STEPS = 2
"""Presses after the command: the dialogs behind lists and menus are reached too."""


def tokens(reply: Reply) -> Iterator[str]:
    cards: list[Card] = [*reply.say, *([reply.replace] if reply.replace else [])]
    for card in cards:
        for action in (*card.actions, *(a for group in card.groups for a in group.actions)):
            if split_token(action.token)[0] not in HARMFUL:
                yield action.token


async def forms_of(scene: Scene, who: str) -> dict[str, Form]:
    """Every dialog that leads from a typed word in a few presses, by the name of its token."""
    typed = (*COMMANDS, *COORDINATOR_COMMANDS, *scene.app.flows.words, "forum new", "questions open")
    replies = [await scene.type(who, word) for word in typed if word not in ("stop", "forget")]
    replies.append(await scene.point(who, "begin"))
    found: dict[str, Form] = {}
    pressed: set[str] = set()
    for _ in range(STEPS + 1):
        found |= {split_token(r.form.token)[0]: r.form for r in replies if r.form}
        new = {t for reply in replies for t in tokens(reply)} - pressed
        pressed |= new
        replies = [await scene.press(who, each) for each in sorted(new)]
    return found


def overfull(form: Form) -> dict[str, tuple[str, ...]]:
    """What no client lets through and a forged request may bring."""
    values: dict[str, tuple[str, ...]] = {}
    for field in form.inputs:
        match field:
            case TextInput():
                values[field.id] = ("x" * (field.limit + 1),)
            case ChoiceInput() | PersonInput():
                values[field.id] = ("never offered",)
    return values


async def check(scene: Scene, who: str, least: int) -> None:
    forms = await forms_of(scene, who)
    assert len(forms) >= least, sorted(forms)
    for name, form in forms.items():
        fields = {field.id for field in form.inputs}
        required = {field.id for field in form.inputs if field.required}
        for values in (NOTHING, overfull(form)):
            brought = Submission(actor(who), form.token, values, f"{name} {len(values)}")
            reply = await scene.app.desk.submit(brought)
            assert set(reply.faults) <= fields, (name, reply.faults)
            assert all(reply.faults.values()), name
            if not values and required and fields:
                assert reply.faults or reply.say or reply.form, name


async def test_faults_of_every_dialog_of_a_colleague_stand_at_its_fields(scene: Scene) -> None:
    relief = {"entity": "Relief Office", "pillar": "Humanitarian"}
    await scene.taking_part(row(ADA), row(BO, **relief))
    scene.clock.move_to(nairobi(2, 10))
    await check(scene, ADA, least=18)


async def test_faults_of_every_dialog_of_a_leader_who_coordinates_stand_at_its_fields(scene: Scene) -> None:
    relief = {"entity": "Relief Office", "pillar": "Humanitarian", "role_group": "R1"}
    await scene.taking_part(row(ADA, role_group="R1", is_coordinator="yes"), row(BO, **relief))
    scene.clock.move_to(nairobi(2, 10))
    await check(scene, ADA, least=25)
