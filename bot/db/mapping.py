"""Rows to domain values and back."""

from collections.abc import Iterable, Mapping
from datetime import time
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Row

from bot.db.tables import (
    ChannelRow,
    DecisionRow,
    HappeningRow,
    IdentityRow,
    LeaveRow,
    PersonRow,
    PracticeRow,
    PromptRow,
    SettingRow,
)
from nudges.attention import Kind, Reason
from nudges.candidates import Happening
from nudges.channels import Channel, ChannelState, Purpose
from nudges.decisions import Decision, Outcome, Prompt, Slot
from nudges.editions import Edition
from nudges.events import EventKind
from nudges.people import Identity, Leave, Person, Platform, Setting, SettingKind, Standing, WorkingWeek
from nudges.practice import Evidence, PracticeRecord, Source

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A plain row of a table, whose columns are read by name."""


def columns(row: Any) -> dict[str, Any]:
    """The values of a row by column name."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def setting_of(row: SettingRow, edition: Edition) -> Setting:
    return Setting(row.id, row.name, SettingKind(row.kind), row.paused_since, row.crisis_since, edition)


def setting_values(setting: Setting) -> dict[str, Any]:
    """Without its edition, which has a way of its own (``Editions.renew``): nobody undoes it by the way."""
    return {
        "id": setting.id,
        "name": setting.name,
        "kind": setting.kind.value,
        "paused_since": setting.paused_since,
        "crisis_since": setting.crisis_since,
    }


def person_of(row: PersonRow | AnyRow, leave: Iterable[LeaveRow | AnyRow] = ()) -> Person:
    return Person(
        id=row.id,
        setting_id=row.setting_id,
        email=row.email,
        name=row.name,
        role_group=row.role_group,
        entity=row.entity,
        pillar=row.pillar,
        duty_station=row.duty_station,
        country=row.country,
        time_zone=row.time_zone,
        week=week_of(row.working_days, row.work_start, row.work_end),
        language=row.language,
        manager_id=row.manager_id,
        is_coordinator=row.is_coordinator,
        humanitarian=row.humanitarian,
        leave=tuple(Leave(each.first, each.last) for each in leave),
        standing=Standing(row.standing),
    )


def person_values(person: Person) -> dict[str, Any]:
    """Column values; leave has its own table."""
    return {
        "id": person.id,
        "setting_id": person.setting_id,
        "email": person.email,
        "name": person.name,
        "role_group": person.role_group,
        "entity": person.entity,
        "pillar": person.pillar,
        "duty_station": person.duty_station,
        "country": person.country,
        "time_zone": person.time_zone,
        **week_values(person.week),
        "language": person.language,
        "manager_id": person.manager_id,
        "is_coordinator": person.is_coordinator,
        "humanitarian": person.humanitarian,
        "standing": person.standing.value,
    }


@lru_cache(maxsize=1024)
def week_of(days: str, start: str, end: str) -> WorkingWeek:
    return WorkingWeek(
        frozenset(int(day) for day in days.split(",")), time.fromisoformat(start), time.fromisoformat(end)
    )


def week_values(week: WorkingWeek) -> dict[str, str]:
    return {
        "working_days": ",".join(str(day) for day in sorted(week.days)),
        "work_start": week.start.strftime("%H:%M"),
        "work_end": week.end.strftime("%H:%M"),
    }


def identity_of(row: IdentityRow | AnyRow) -> Identity:
    return Identity(row.id, row.person_id, Platform(row.platform), row.workspace, row.user_id)


def identity_values(identity: Identity) -> dict[str, Any]:
    return {
        "id": identity.id,
        "person_id": identity.person_id,
        "platform": identity.platform.value,
        "workspace": identity.workspace,
        "user_id": identity.user_id,
        "closed_at": None,
        "preferred": False,
    }


def channel_of(row: ChannelRow) -> Channel:
    return Channel(
        id=row.id,
        setting_id=row.setting_id,
        platform=Platform(row.platform),
        workspace=row.workspace,
        address=row.address,
        name=row.name,
        purposes=frozenset(Purpose(each) for each in row.purposes.split(",") if each),
        time_zone=row.time_zone,
        humanitarian=row.humanitarian,
        state=ChannelState(row.state),
        former_name=row.former_name,
        renamed_at=row.renamed_at,
    )


def channel_values(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "setting_id": channel.setting_id,
        "platform": channel.platform.value,
        "workspace": channel.workspace,
        "address": channel.address,
        "name": channel.name,
        "purposes": ",".join(sorted(channel.purposes)),
        "time_zone": channel.time_zone,
        "humanitarian": channel.humanitarian,
        "state": channel.state.value,
        "former_name": channel.former_name,
        "renamed_at": channel.renamed_at,
    }


def decision_values(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "setting_id": decision.setting_id,
        "person_id": decision.person_id or None,
        "channel_id": decision.channel_id or None,
        "local_date": decision.local_date,
        "slot": decision.slot.value,
        "at": decision.at,
        "eligible": list(decision.eligible),
        "outcome": decision.outcome.value,
        "reason": decision.reason.value if decision.reason else None,
        "nudge": decision.nudge,
        "choice_probability": decision.choice_probability,
        "choice_draw": decision.choice_draw,
        "send_probability": decision.send_probability,
        "send_draw": decision.send_draw,
    }


def decision_of(row: DecisionRow) -> Decision:
    return Decision(
        id=row.id,
        setting_id=row.setting_id,
        person_id=row.person_id or "",
        channel_id=row.channel_id or "",
        local_date=row.local_date,
        slot=Slot(row.slot),
        at=row.at,
        eligible=tuple(row.eligible),
        outcome=Outcome(row.outcome),
        reason=Reason(row.reason) if row.reason else None,
        nudge=row.nudge,
        choice_probability=row.choice_probability,
        choice_draw=row.choice_draw,
        send_probability=row.send_probability,
        send_draw=row.send_draw,
    )


def prompt_of(row: PromptRow | AnyRow) -> Prompt:
    return Prompt(
        id=row.id,
        decision_id=row.decision_id,
        setting_id=row.setting_id,
        person_id=row.person_id or "",
        channel_id=row.channel_id or "",
        kind=Kind(row.kind),
        nudge=row.nudge,
        due_at=row.due_at,
        not_after=row.not_after,
        facts=row.facts,
        cause=row.cause,
    )


def prompt_values(prompt: Prompt) -> dict[str, Any]:
    return {
        "id": prompt.id,
        "decision_id": prompt.decision_id,
        "setting_id": prompt.setting_id,
        "person_id": prompt.person_id or None,
        "channel_id": prompt.channel_id or None,
        "kind": prompt.kind.value,
        "unasked": prompt.kind.unasked,
        "nudge": prompt.nudge,
        "cause": prompt.cause,
        "facts": dict(prompt.facts),
        "due_at": prompt.due_at,
        "not_after": prompt.not_after,
        "status": "planned",
    }


def happening_of(row: HappeningRow | AnyRow) -> Happening:
    return Happening(row.id, EventKind(row.kind), row.at, row.person_id, row.facts)


def happening_values(happening: Happening, setting_id: str) -> dict[str, Any]:
    return {
        "id": happening.id,
        "setting_id": setting_id,
        "person_id": happening.person_id,
        "kind": happening.kind.value,
        "at": happening.at,
        "facts": dict(happening.facts),
    }


def record_of(row: PracticeRow) -> PracticeRecord:
    return PracticeRecord(
        id=row.id,
        setting_id=row.setting_id,
        person_id=row.person_id,
        behaviour=row.behaviour,
        practised_on=row.practised_on,
        at=row.at,
        source=Source(row.source),
        evidence=Evidence(row.evidence),
        counterpart_id=row.counterpart_id,
        detail=row.detail,
    )


def record_values(record: PracticeRecord) -> Mapping[str, Any]:
    return {
        "id": record.id,
        "setting_id": record.setting_id,
        "person_id": record.person_id,
        "behaviour": record.behaviour,
        "practised_on": record.practised_on,
        "at": record.at,
        "source": record.source.value,
        "evidence": record.evidence.value,
        "counterpart_id": record.counterpart_id,
        "detail": record.detail,
    }
