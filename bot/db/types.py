"""Column types that behave alike on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[object], datetime | None]:
        # One call a value instead of three: whole settings are read, with several moments a row.
        return _of_text if dialect.name == "sqlite" else _of_instant


def _of_text(value: object) -> datetime | None:
    """SQLite hands out the text it stored."""
    return datetime.fromisoformat(f"{value}+00:00") if value is not None else None


def _of_instant(value: object) -> datetime | None:
    return value.astimezone(UTC) if isinstance(value, datetime) else None
