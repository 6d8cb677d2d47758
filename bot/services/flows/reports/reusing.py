"""Five days before a report is due: what another one says already is offered."""

from bot.services.flow import Facts
from bot.services.flows.filling import Values
from bot.services.flows.reports.registry import fields_form, given
from bot.services.flows.reports.shown import own, plain, running
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Reply
from nudges.flows.reports.registry import Report, State, best_source, refuse, reuse, shared, wake
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.working_time import local_date

OFFERING = "S3-1"


async def on_wake(turn: Turn, report: Report) -> None:
    owner = await turn.uow.people.get(report.owner_id)
    by_nudge = owner is not None and owner.role_group in turn.deps.catalogue.nudges[OFFERING].roles
    source = best_source(report, await running(turn)) if report.state is State.RUNNING else None
    await turn.keep(*wake(report, source, turn.now, by_nudge=by_nudge))


async def reused(visit: Visit, report_id: str) -> Reply:
    """As they are."""
    return await _reuse(visit, report_id, {})


async def edit_form(visit: Visit, report_id: str) -> Reply:
    """The shared fields, ready to be edited."""
    report, source = await _offered(visit, report_id)
    return fields_form(visit, "report_edit", report, shared(report, source))


async def edited(visit: Visit, values: Values, report_id: str) -> Reply:
    report, _ = await _offered(visit, report_id)
    return await _reuse(visit, report_id, given(report, values))


async def _reuse(visit: Visit, report_id: str, texts: dict[str, str]) -> Reply:
    report, source = await _offered(visit, report_id)
    count = len(shared(report, source))
    await visit.turn.keep(*reuse(report, source, texts, local_date(visit.person, visit.now)))
    return plain(visit, "report.reused", count=count, name=report.name)


async def not_same(visit: Visit, report_id: str) -> Reply:
    report, source = await _offered(visit, report_id)
    await visit.turn.keep(refuse(report, source))
    return plain(visit, "report.not_same")


async def _offered(visit: Visit, report_id: str) -> tuple[Report, Report]:
    """The report and the one it may take from; the other owner may have taken it back meanwhile."""
    report = await own(visit, report_id)
    source = await visit.uow.records.get(Report, report.offered_id)
    if source is None or not (source.lent or source.owner_id == report.owner_id):
        raise NotPossibleError(report.state)
    return report, source


async def offered_facts(turn: Turn, report_id: str, person: Person) -> Facts:
    report = await turn.uow.records.get(Report, report_id)
    source = await turn.uow.records.get(Report, report.offered_id) if report else None
    if report is None or source is None or report.owner_id != person.id:
        return None
    return {"report": report.name, "other_report": source.name}
