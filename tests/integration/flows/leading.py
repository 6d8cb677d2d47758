"""Leaders who draft, sign and announce a pact, for the tests of what comes of it."""

from datetime import datetime, timedelta

from nudges.cards import Card, ChoiceInput, Form, Reply
from nudges.flows.pacts.pact import Pact
from tests.integration.post import Letter, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

DEE = "dee@example.org"
CROWD = [f"c{n}@example.org" for n in range(9)]
CHANCE = "at Monday’s coordination meeting"
SAY = "Say in public what working together achieves here, and for whom"
ASK = "Open an ask-me thread"


def everybody(**of_cleo: str) -> list[dict[str, str]]:
    """Ada and Bo lead two entities, Cleo works for Ada's, Dee leads a third."""
    return [
        row(ADA, role_group="R1"),
        row(BO, role_group="R1", entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, **of_cleo),
        row(DEE, role_group="R1", entity="Peace Mission", pillar="Peace"),
        *(row(each) for each in CROWD),
    ]


async def leaders(scene: Scene) -> None:
    await scene.taking_part(*everybody())
    scene.clock.move_to(nairobi(2, 10))


def buttons(card: Card) -> dict[str, str]:
    """Token by label, the buttons of all groups included."""
    everything = [*card.actions, *(each for group in card.groups for each in group.actions)]
    return {each.label: each.token for each in everything}


def first(form: Form, field: str) -> str:
    """The answer a field shows at first."""
    found = next(each for each in form.inputs if each.id == field)
    assert isinstance(found, ChoiceInput)
    return found.initial[0]


async def form_of(scene: Scene, who: str, token: str) -> Form:
    form = (await scene.press(who, token)).form
    assert form is not None
    return form


async def commit(scene: Scene, who: str, form: Form, what: str = "C1", **changed: str) -> Reply:
    said = {"what": what, "times": "1", "period": "month", "first": first(form, "first"), "chance": CHANCE}
    return await scene.submit(who, form.token, **{**said, **changed})


async def drafted(scene: Scene, *more: str) -> Card:
    """Ada drafts a pact with one commitment, and perhaps more."""
    await leaders(scene)
    begin = buttons((await scene.type(ADA, "pact")).say[0])["Draft one"]
    card = (await commit(scene, ADA, await form_of(scene, ADA, begin))).say[0]
    for what in more:
        form = await form_of(scene, ADA, buttons(card)["Add a commitment"])
        card = (await commit(scene, ADA, form, what)).say[0]
    return card


async def invite(scene: Scene, card: Card, whom: str = BO) -> None:
    form = await form_of(scene, ADA, buttons(card)["Invite a leader"])
    await scene.submit(ADA, form.token, leader=(await scene.person(whom)).id)


async def sign(scene: Scene, who: str, card: Card, hour: str = "9", day: str = "1") -> Reply:
    form = await form_of(scene, who, buttons(card)["Sign"])
    return await scene.submit(who, form.token, hour=hour, day=day)


async def my_pact(scene: Scene, who: str) -> Card:
    return (await scene.type(who, "pact")).say[0]


async def both_signed(scene: Scene, *more: str) -> None:
    """Ada and Bo signed; nobody has pressed Announce."""
    await invite(scene, await drafted(scene, *more))
    await scene.run_until(nairobi(3, 17))
    await scene.press(BO, letter(scene, BO, "invites you").token("letter", last="look"))
    await sign(scene, ADA, await my_pact(scene, ADA))
    await sign(scene, BO, await my_pact(scene, BO))


async def announced(scene: Scene, *more: str) -> None:
    await both_signed(scene, *more)
    for who in (ADA, BO):
        await scene.press(who, buttons(await my_pact(scene, who))["Announce it"])


def letter(scene: Scene, who: str, title: str) -> Letter:
    return next(each for each in reversed(scene.post.to(who)) if title in each.card.title)


def titles(scene: Scene, who: str) -> list[str]:
    return [each.card.title for each in scene.post.to(who)]


async def stored(scene: Scene) -> list[Pact]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Pact, (await uow.settings.all())[0].id)


async def posts(scene: Scene) -> list[str]:
    """What stands in the setting's channel."""
    channel = (await scene.setting()).id
    return [words_of(each.card) for each in scene.post.letters if each.to in ("", channel)]


def later(days: int, hour: int = 17) -> datetime:
    return nairobi(2, hour) + timedelta(days=days)
