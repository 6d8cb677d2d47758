"""What coordinators are told about troubles in the way of their setting's messages."""

from collections.abc import Sequence
from datetime import datetime

from bot.services.exporting import fields
from bot.services.flow import Facts, Flow
from bot.services.turn import Turn
from nudges.digests import Line
from nudges.flows.troubles import FOUND, State, Trouble
from nudges.people import Person


async def _facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """None once it is mended: nobody is told late of what is over."""
    trouble = await turn.uow.records.get(Trouble, record_id)
    if trouble is None or not trouble.is_open:
        return None
    line = await _line(turn, trouble)
    return {"what": turn.deps.texts.get(person.language, line.key, **line.values)}


async def _week(turn: Turn, _start: datetime, _end: datetime) -> Sequence[Line]:
    """What is in the way when the digest is made."""
    troubles = await turn.uow.records.of_setting(Trouble, turn.setting.id, (State.OPEN,))
    return [await _line(turn, each) for each in troubles]


async def _line(turn: Turn, trouble: Trouble) -> Line:
    """What is wrong and what to do about it."""
    channels = await turn.uow.channels.some({trouble.channel_id} if trouble.channel_id else set())
    channel = channels.get(trouble.channel_id)
    values = {"channel": f"#{channel.name}" if channel else "", "workspace": trouble.workspace}
    return Line(f"trouble.{trouble.what}", values)


FLOW = Flow(
    name="troubles",
    records=(Trouble,),
    letters={FOUND: _facts},
    exports={Trouble: fields()},
    week=_week,
)
