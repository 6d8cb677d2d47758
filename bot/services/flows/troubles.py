"""What coordinators are told about troubles in the way of their setting's messages."""

from collections.abc import Sequence

from bot.services.exporting import fields
from bot.services.flow import Facts, Flow
from bot.services.turn import Turn
from nudges.digests import Line
from nudges.flows.troubles import FOUND, State, Trouble, TroubleKind
from nudges.people import Person, Platform


async def _facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """None once it is mended: nobody is told late of what is over."""
    trouble = await turn.uow.records.get(Trouble, record_id)
    line = await _line(turn, trouble) if trouble is not None and trouble.is_open else None
    return None if line is None else {"what": turn.deps.texts.get(person.language, line.key, **line.values)}


async def _needs(turn: Turn) -> Sequence[Line]:
    """What is in the way when the digest is made."""
    troubles = await turn.uow.records.of_setting(Trouble, turn.setting.id, (State.OPEN,))
    lines = [await _line(turn, each) for each in troubles]
    return [line for line in lines if line is not None]


async def _line(turn: Turn, trouble: Trouble) -> Line | None:
    """What is wrong and what to do about it.

    None for a channel that was taken away, and for a channel or a workspace of which the platform
    itself told that it is gone: of those the digest tells already (``places_to_mend``).
    """
    installations = turn.uow.installations
    if trouble.what is TroubleKind.DISCONNECTED and await installations.removed(
        Platform(trouble.platform), trouble.workspace
    ):
        return None
    values = {"channel": "", "workspace": trouble.workspace}
    if trouble.channel_id:
        channel = (await turn.uow.channels.some({trouble.channel_id})).get(trouble.channel_id)
        if channel is None or not channel.is_open:
            return None
        values["channel"] = f"#{channel.name}"
    return Line(f"trouble.{trouble.what}", values)


FLOW = Flow(
    name="troubles",
    records=(Trouble,),
    letters={FOUND: _facts},
    over={Trouble: frozenset({State.MENDED})},
    exports={Trouble: fields()},
    needs=_needs,
)
