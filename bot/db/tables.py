"""The tables, typed. Migrations and queries both start from here."""

from datetime import date, datetime
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.db.types import Moment

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

SEARCH_STRUCTURES = "guidance_search"
"""What the databases keep for searching begins with this: each its own, made by the migration."""

JOBS = "procrastinate_"
"""What PostgreSQL keeps for wake-ups between processes begins with this: Procrastinate's own schema."""

SENDING = "sending"
"""The one state of a delivery that a prompt does not have."""

_PERSON = "people.id"
_GONE_WITH_PERSON = "CASCADE"


def in_every_database(_object: object, name: str | None, *_more: object) -> bool:
    """Whether a table, column or index is one that all databases have (Alembic's ``include_object``)."""
    return not (name or "").startswith((SEARCH_STRUCTURES, JOBS, f"idx_{JOBS}"))


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
        date: Date,
    }


def plain(row: type[Base]) -> Table:
    """The table alone: rows read from it are plain, which costs a third of mapped ones.

    For what is read at every press and tick, and for whole settings; no repository lets the
    session write anything back by itself.
    """
    return cast("Table", row.__table__)


class SettingRow(Base):
    __tablename__ = "settings"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    paused_since: Mapped[datetime | None]
    crisis_since: Mapped[datetime | None]
    edition: Mapped[str] = mapped_column(default="")
    """Another after every change of its nudges or their words; empty before the first."""


class PersonRow(Base):
    __tablename__ = "people"
    id: Mapped[str] = mapped_column(primary_key=True)
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"), index=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role_group: Mapped[str]
    entity: Mapped[str]
    pillar: Mapped[str]
    duty_station: Mapped[str]
    country: Mapped[str]
    time_zone: Mapped[str]
    working_days: Mapped[str]
    work_start: Mapped[str] = mapped_column(String(5))
    work_end: Mapped[str] = mapped_column(String(5))
    language: Mapped[str]
    manager_id: Mapped[str | None] = mapped_column(ForeignKey(_PERSON, ondelete="SET NULL"), index=True)
    is_coordinator: Mapped[bool] = mapped_column(index=True)
    humanitarian: Mapped[bool]
    standing: Mapped[str]
    own_choices: Mapped[str] = mapped_column(default="")
    """Comma-separated fields the person chose, which a roster must not undo."""


class LeaveRow(Base):
    __tablename__ = "leave"
    person_id: Mapped[str] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON), primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[date]


class IdentityRow(Base):
    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("platform", "workspace", "user_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON), index=True)
    platform: Mapped[str]
    workspace: Mapped[str]
    user_id: Mapped[str]
    closed_at: Mapped[datetime | None]
    conversation: Mapped[str | None]
    """Where the last message to this account went: platforms allow few questions for it."""
    preferred: Mapped[bool] = mapped_column(default=False)
    """The person wants their messages here; at most one of theirs."""
    linked_at: Mapped[datetime | None]
    """The person linked it themselves, with a code."""
    unlinked_at: Mapped[datetime | None]
    """The person took it away themselves; only they can bring it back."""


class AttentionRow(Base):
    __tablename__ = "attention"
    # In the order in which people are looked at: a whole time zone has the same moment.
    __table_args__ = (Index(None, "next_look_at", "person_id"),)
    person_id: Mapped[str] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON), primary_key=True)
    consent: Mapped[str]
    snoozed_until: Mapped[datetime | None]
    next_look_at: Mapped[datetime | None]


class ConsentRow(Base):
    __tablename__ = "consent_records"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON), index=True)
    act: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    text_version: Mapped[str]
    detail: Mapped[str]


class ForgottenRow(Base):
    """A keyed hash of the address of somebody who asked to be forgotten, so that no roster revives them."""

    __tablename__ = "forgotten"
    address_hash: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class HappeningRow(Base):
    __tablename__ = "happenings"
    __table_args__ = (Index(None, "person_id", "at"), Index(None, "setting_id", "kind", "at"))
    id: Mapped[str] = mapped_column(primary_key=True)
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON))
    kind: Mapped[str]
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]


class ChannelRow(Base):
    __tablename__ = "channels"
    __table_args__ = (UniqueConstraint("platform", "workspace", "address"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"), index=True)
    platform: Mapped[str]
    workspace: Mapped[str]
    address: Mapped[str]
    name: Mapped[str]
    purposes: Mapped[str]
    time_zone: Mapped[str]
    humanitarian: Mapped[bool]
    state: Mapped[str]
    former_name: Mapped[str]
    renamed_at: Mapped[datetime | None]


class InstallationRow(Base):
    """A workspace the chat app is, or was, installed in. A removed one has lost its tokens."""

    __tablename__ = "installations"
    platform: Mapped[str] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(primary_key=True)
    enterprise: Mapped[str]
    org_wide: Mapped[bool]
    name: Mapped[str]
    bot: Mapped[dict[str, Any]]
    sealed: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    installed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class InstallStateRow(Base):
    """An installation somebody began in their browser; taken away when it ends."""

    __tablename__ = "install_states"
    state: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class DecisionRow(Base):
    """Of one person or of one channel."""

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("person_id", "local_date", "slot"),
        UniqueConstraint("channel_id", "local_date", "slot"),
        Index(None, "setting_id", "at"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON))
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    local_date: Mapped[date]
    slot: Mapped[str]
    at: Mapped[datetime]
    eligible: Mapped[list[str]]
    outcome: Mapped[str]
    reason: Mapped[str | None]
    nudge: Mapped[str | None]
    choice_probability: Mapped[float | None]
    choice_draw: Mapped[float | None]
    send_probability: Mapped[float | None]
    send_draw: Mapped[float | None]


class PromptRow(Base):
    """For one person or for one channel."""

    __tablename__ = "prompts"
    __table_args__ = (Index(None, "person_id", "due_at"), Index(None, "setting_id", "due_at"))
    id: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(index=True)
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON))
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    unasked: Mapped[bool]
    nudge: Mapped[str]
    cause: Mapped[str]
    facts: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    status: Mapped[str]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    text_version: Mapped[str | None]
    """Which words of its nudge it was sent in, as ``nudges.nudge_words.version_of``."""


class DeliveryRow(Base):
    """One message on its way to one place; the truth about what was sent."""

    __tablename__ = "deliveries"
    # In the order in which they are sent: all check-ins of a time zone are due at once.
    __table_args__ = (Index(None, "status", "due_at", "id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    prompt_id: Mapped[str] = mapped_column(ForeignKey("prompts.id", ondelete=_GONE_WITH_PERSON), index=True)
    status: Mapped[str]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None]
    hold_until: Mapped[datetime | None]
    identity_id: Mapped[str | None] = mapped_column(ForeignKey("identities.id", ondelete="SET NULL"))
    platform: Mapped[str | None]
    workspace: Mapped[str | None]
    conversation: Mapped[str | None]
    message: Mapped[str | None]
    moved_on_at: Mapped[datetime | None] = mapped_column(index=True)
    """When its reader did something about it elsewhere, until it was looked at whether it is overtaken."""
    reason: Mapped[str | None] = mapped_column(Text)


class AnswerRow(Base):
    __tablename__ = "answers"
    __table_args__ = (Index(None, "at"),)
    prompt_id: Mapped[str] = mapped_column(
        ForeignKey("prompts.id", ondelete=_GONE_WITH_PERSON), primary_key=True
    )
    person_id: Mapped[str] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str]
    at: Mapped[datetime]


class PracticeRow(Base):
    __tablename__ = "practice_records"
    __table_args__ = (
        Index(None, "setting_id", "practised_on"),
        Index(None, "person_id", "practised_on"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON))
    behaviour: Mapped[str]
    practised_on: Mapped[date]
    at: Mapped[datetime]
    source: Mapped[str]
    evidence: Mapped[str]
    counterpart_id: Mapped[str | None] = mapped_column(ForeignKey(_PERSON, ondelete="SET NULL"), index=True)
    detail: Mapped[str]


class RecordRow(Base):
    """What people do together: one record of a flow, whole, with the columns that are searched."""

    __tablename__ = "records"
    __table_args__ = (Index(None, "setting_id", "kind", "created_at"), Index(None, "kind", "state"))
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"))
    state: Mapped[str]
    wake_at: Mapped[datetime | None] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class RecordPersonRow(Base):
    """Who is in a record."""

    __tablename__ = "record_people"
    record_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON), primary_key=True, index=True
    )


class GuidanceIndexRow(Base):
    """The words by which guidance cards are found; the databases build their search from it."""

    __tablename__ = "guidance_index"
    card_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"), index=True)
    language: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    keywords: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)


class ReleaseRow(Base):
    """A managers' view as it was first shown, a row for each group; never changed afterwards."""

    __tablename__ = "releases"
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(primary_key=True)
    """Whose group it is: a manager who may be gone; empty for the whole setting, which always has a row."""
    first_day: Mapped[date] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class WindowMembersRow(Base):
    """Who is counted in a window, frozen at its first use: person, role group, units."""

    __tablename__ = "window_members"
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    members: Mapped[list[dict[str, Any]]]
    at: Mapped[datetime]


class DigestRow(Base):
    __tablename__ = "digests"
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"), primary_key=True)
    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    document: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class HandledRow(Base):
    """What people did, by a hash of its key: platforms deliver again what was stored already."""

    __tablename__ = "handled"
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class LinkRequestRow(Base):
    """An account that nobody knows asked to be linked; as ``nudges.flows.linking.requests.LinkRequest``."""

    __tablename__ = "link_requests"
    account: Mapped[str] = mapped_column(primary_key=True)
    code_id: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    window_at: Mapped[datetime]
    asked: Mapped[int]
    wrong: Mapped[int]
    is_open: Mapped[bool]


class SignInLinkRow(Base):
    """A link to the pages that somebody asked for in chat; taken away when it is used."""

    __tablename__ = "sign_in_links"
    key_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON), index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)


class PageSessionRow(Base):
    """Somebody who is signed in to the pages, in one browser."""

    __tablename__ = "page_sessions"
    key_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(_PERSON, ondelete=_GONE_WITH_PERSON), index=True)
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class NudgeOffRow(Base):
    """A nudge that coordinators of a setting switched off."""

    __tablename__ = "nudges_off"
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"), primary_key=True)
    nudge: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class NudgeTextRow(Base):
    """A version of a nudge's texts in one language; as ``nudges.editions.TextVersion``."""

    __tablename__ = "nudge_texts"
    setting_id: Mapped[str] = mapped_column(ForeignKey("settings.id"), primary_key=True)
    nudge: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    person_id: Mapped[str | None] = mapped_column(ForeignKey(_PERSON, ondelete="SET NULL"), index=True)
    words: Mapped[dict[str, Any]]
    """Empty: the catalogue's own again."""
    text_version: Mapped[str]
    """As in ``prompts``: which messages went out in these words."""


class AdministrativeActRow(Base):
    """What somebody changed for others; without them once they were erased."""

    __tablename__ = "administrative_acts"
    __table_args__ = (Index(None, "setting_id", "at"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    what: Mapped[str]
    via: Mapped[str]
    setting_id: Mapped[str | None] = mapped_column(ForeignKey("settings.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey(_PERSON, ondelete="SET NULL"), index=True)
    detail: Mapped[dict[str, Any]]


class CallQueueRow(Base):
    """How much of a platform's limit is used up; as ``bot.pacing.Queue``, times in milliseconds."""

    __tablename__ = "call_queues"
    bucket: Mapped[str] = mapped_column(primary_key=True)
    filled: Mapped[dict[str, Any]]
    rest_until: Mapped[int] = mapped_column(BigInteger)
    last_told: Mapped[int] = mapped_column(BigInteger)
