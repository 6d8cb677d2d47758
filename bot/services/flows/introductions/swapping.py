"""Situation swap: once a month the channel is asked for constraints that others do not see."""

from collections.abc import Iterable
from datetime import timedelta

from bot.services.flow import Facts, Handler
from bot.services.flows.filling import one
from bot.services.second_yes import told, waiting_about
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Form, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.channels import Channel, Purpose
from nudges.effects import Effect, Practised
from nudges.flows.introductions.held_rounds import HeldRound
from nudges.flows.introductions.swaps import (
    KINDS,
    LONGEST_LINE,
    SAID,
    Constraint,
    exchanged,
    heard_by_now,
    say_constraint,
)
from nudges.people import Person
from nudges.practice import Source

LINE = "line"
LATELY = timedelta(days=35)
"""Only where people were introduced of late is there anybody to swap with."""


async def material(turn: Turn, channel: Channel) -> str | None:
    """The latest round that brought people together."""
    if not channel.purposes & {Purpose.EXCHANGE, Purpose.ANNOUNCEMENTS}:
        return None
    rounds = await turn.uow.records.of_setting(HeldRound, turn.setting.id, since=turn.now - LATELY)
    held = [each for each in rounds if each.pairs or each.threes]
    return held[-1].id if held else None


async def no_facts(_: Turn, __: str, ___: Person) -> Facts:
    """The post has no places to fill."""
    return {}


def asking(kind: str) -> Handler:
    """The dialog for one line of this kind."""

    async def ask(visit: Visit, record_id: str) -> Reply:
        speak = visit.speak
        field = TextInput(
            LINE,
            speak("introduction.field_swap"),
            hint=speak(f"introduction.swap_hint_{kind}"),
            limit=LONGEST_LINE,
        )
        return Reply(
            form=Form(
                token=token("introduction_swap", record_id),
                title=speak("introduction.swap_title"),
                submit=speak("introduction.publish"),
                inputs=(field,),
                intro=speak("introduction.swap_intro"),
            )
        )

    return ask


async def said(visit: Visit, values: dict[str, tuple[str, ...]], record_id: str) -> Reply:
    """The line is posted with its author's name; from the second entity on, all who said one exchanged."""
    line = one(values, LINE)
    held = await visit.uow.records.get(HeldRound, record_id)
    if held is None or held.setting_id != visit.setting.id:
        return visit.stale()
    if not 0 < len(line) <= LONGEST_LINE:
        return Reply(faults={LINE: visit.speak("introduction.bad_line")})
    constraint = Constraint(
        id=stable_id(visit.person.id, Constraint.KIND, held.id),
        setting_id=visit.setting.id,
        swap_id=held.id,
        person_id=visit.person.id,
        entity=visit.person.entity,
        line=line,
        said_at=visit.now,
    )
    waiting = None
    if await visit.uow.records.get(Constraint, constraint.id) is None:
        before = await _before(visit.turn, constraint)
        waiting = await visit.turn.keep(*say_constraint(constraint, before))
        if not waiting:
            await _exchanged(visit.turn, heard_by_now(constraint, before))
    return await told(visit, waiting, Reply(say=(say("", visit.speak("introduction.swap_said")),)))


async def _before(turn: Turn, constraint: Constraint) -> list[Constraint]:
    """What others said in the channel by now."""
    known = await turn.uow.records.of_setting(Constraint, turn.setting.id, since=turn.now - 2 * LATELY)
    unsaid = await waiting_about(turn.uow, turn.setting.id, SAID) | {constraint.id}
    return [each for each in known if each.id not in unsaid]


async def _exchanged(turn: Turn, heard: Iterable[Constraint]) -> None:
    for each in heard:
        practised: list[Effect] = [Practised(each.person_id, "B9", Source.FLOW)]
        await turn.keep(each, practised)


async def goes_out(turn: Turn, record_id: str) -> None:
    """Only now it is said: whether it makes an exchange shows here."""
    if found := await turn.uow.records.get(Constraint, record_id):
        before = await _before(turn, found)
        own = [found] if exchanged(found, before) else []
        await _exchanged(turn, [*own, *heard_by_now(found, before)])


async def stays_back(turn: Turn, record_id: str) -> None:
    """It was never said; another line can be."""
    if found := await turn.uow.records.get(Constraint, record_id):
        await turn.uow.records.remove(found)


async def swap_facts(turn: Turn, record_id: str, _: Person) -> Facts:
    found = await turn.uow.records.get(Constraint, record_id)
    author = await turn.uow.people.get(found.person_id) if found else None
    return {"name": author.name, "own": author.entity, "line": found.line} if found and author else None


PRESSES: dict[str, Handler] = {f"introduction_swap_{kind}": asking(kind) for kind in KINDS}
