"""Every quarter, in public: what the product sent, what came of it, and whether it goes on."""

from dataclasses import replace

from bot.services.flow import Facts
from bot.services.flows.reports.shown import plain
from bot.services.second_yes import told
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Reply
from nudges.chance import stable_id
from nudges.flows.reports.self_audits import (
    SelfAudit,
    State,
    counted,
    decide,
    is_due,
    last_quarter,
    moment,
    publish,
)
from nudges.people import Person, Setting
from nudges.records import NotPossibleError
from nudges.working_time import local_date


async def daily(turn: Turn) -> None:
    """On the first working day of a quarter, once: nothing where nothing was sent."""
    reader = await turn.uow.people.typical(turn.setting.id)
    if reader is None or not is_due(reader, turn.now, turn.deps.is_holiday):
        return
    first, end = last_quarter(local_date(reader, turn.now))
    audit_id = stable_id(turn.setting.id, "self_audit", first.isoformat())
    if await turn.uow.records.get(SelfAudit, audit_id) is not None:
        return
    counts = await turn.uow.reports.week(turn.setting.id, moment(first), moment(end))
    audit = counted(audit_id, turn.setting.id, first, counts)
    colleagues = await turn.colleagues()
    coordinators = sorted(each.id for each in colleagues.values() if each.is_coordinator)
    if audit.sent:
        await turn.keep(*publish(audit, coordinators))


async def facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Messages are counted; so few people that somebody could be meant are not."""
    audit = await turn.uow.records.get(SelfAudit, record_id)
    if audit is None:
        return None
    speak = turn.deps.texts.speaker(person.language)

    def people(count: int) -> str:
        few = 0 < count < turn.deps.group_size
        return speak("self_audit.few", k=turn.deps.group_size) if few else str(count)

    return {
        "quarter": audit.quarter,
        "sent": str(audit.sent),
        "answered": str(audit.answered),
        "ignored": str(audit.ignored),
        "snoozed": people(audit.snoozed),
        "stopped": people(audit.stopped),
        "decision": speak(f"self_audit.decision_{audit.state}"),
    }


async def open_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    audit = await turn.uow.records.get(SelfAudit, record_id)
    open_still = audit is not None and audit.state is State.PUBLISHED and person.is_coordinator
    return await facts(turn, record_id, person) if open_still else None


async def kept(visit: Visit, record_id: str) -> Reply:
    return await _decided(visit, record_id, keep=True)


async def paused(visit: Visit, record_id: str) -> Reply:
    return await _decided(visit, record_id, keep=False)


async def _decided(visit: Visit, record_id: str, *, keep: bool) -> Reply:
    """The first coordinator's word; a pause holds until "unpause"."""
    audit = await visit.uow.records.get(SelfAudit, record_id)
    if audit is None or audit.setting_id != visit.setting.id or not visit.person.is_coordinator:
        raise NotPossibleError(record_id)
    waiting = await visit.turn.keep(*decide(audit, visit.person.id, keep=keep))
    if not keep:
        await visit.uow.settings.save(_paused(visit))
    return await told(
        visit, waiting, plain(visit, f"self_audit.{'kept' if keep else 'paused'}"), also=not keep
    )


def _paused(visit: Visit) -> Setting:
    return replace(visit.setting, paused_since=visit.setting.paused_since or visit.now)


async def on_wake(turn: Turn, audit: SelfAudit) -> None:
    """It waits for people, never for a time."""
    await turn.keep(replace(audit, wake_at=None))
