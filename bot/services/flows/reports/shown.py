"""What the parts of this flow share."""

from datetime import datetime

from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Reply, say
from nudges.digests import Line
from nudges.flows.reports.registry import Report, State
from nudges.flows.reports.stopping import Dropped
from nudges.records import NotPossibleError


def plain(visit: Visit, text: str, **values: object) -> Reply:
    return Reply(say=(say("", visit.speak(text, **values)),))


async def running(turn: Turn) -> list[Report]:
    return await turn.uow.records.of_setting(Report, turn.setting.id, (State.RUNNING,))


async def own(visit: Visit, report_id: str) -> Report:
    """A report of the person's. Raises ``NotPossibleError`` where it is somebody else's or over."""
    report = await visit.record(Report, report_id, lambda found: found.owner_id)
    if report.state is not State.RUNNING:
        raise NotPossibleError(report.state)
    return report


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many tasks were put on the stop-doing list."""
    named = await turn.uow.records.of_setting(Dropped, turn.setting.id, since=start)
    count = sum(start <= each.named_at < end for each in named)
    return [Line("less.week", {"count": count})] if count else []
