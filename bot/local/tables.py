"""The one table of the local chat. The migrations create the same table."""

from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Dialect, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC, also where the database forgets time zones (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


local_messages = Table(
    "local_messages",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("conversation", String(320), nullable=False, index=True),
    Column("author", String(320), nullable=False),
    Column("card", Text, nullable=False),
    Column("ephemeral_for", String(320), nullable=True),
    Column("delivery_key", String(500), nullable=True, unique=True),
    Column("sent_at", UtcMoment, nullable=False),
    Column("redrawn_at", UtcMoment, nullable=True),
    sqlite_autoincrement=True,
)
