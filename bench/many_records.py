"""A database of many settings and millions of practice records, made inside the database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Column, Date, Integer, MetaData, Table, bindparam, insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.tables import SettingRow, plain
from bot.db.types import Moment

SETTINGS = 130
"""As many as the United Nations system has countries with a team."""
LARGEST = 0.1
"""The part of all people whom the largest setting has; the others share the rest evenly."""
FIRST = date(2026, 5, 18)
"""A Monday on which a window begins."""
DAYS = 168
"""Six windows: as long as records are kept."""
LARGE, ORDINARY = "s0", "s1"

_PEOPLE = """
    with recursive n(i) as (select 0 union all select i + 1 from n where i < {last}),
    spread(i, place, nth, above) as (
        select i, 0, i, (i - 1) / 8 from n where i < {large} union all
        select i, 1 + (i - {large}) % {others}, (i - {large}) / {others},
            {large} + ((i - {large}) / {others} - 1) / 8 * {others} + (i - {large}) % {others}
        from n where i >= {large})
    insert into people (id, setting_id, email, name, role_group, entity, pillar, duty_station, country,
        time_zone, working_days, work_start, work_end, language, manager_id, is_coordinator, humanitarian,
        standing, own_choices)
    select 'p' || (1000000 + i), 's' || place, 'p' || (1000000 + i) || '@example.org', 'P ' || i,
        case i % 4 when 0 then 'R2' when 1 then 'R5' else 'R3' end, 'Bench', 'development', 'Geneva', 'CH',
        'Europe/Zurich', '0,1,2,3,4', '09:00', '17:00', 'en',
        case when nth > 0 then 'p' || (1000000 + above) end, false, false, 'active', ''
    from spread"""

_RECORDS = """
    with recursive n(i) as (select 0 union all select i + 1 from n where i < {last})
    insert into practice_records
        (id, setting_id, person_id, behaviour, practised_on, at, source, evidence, counterpart_id, detail)
    select 'r' || (100000000 + i), setting_id, people.id,
        'B' || (1 + (i / {people} * 7 + i % {people} * 5 + i / 97) % 9), day, :at, 'import',
        case i % 10 when 0 then 'declined' else 'self_reported' end, null, ''
    from n join people on people.id = 'p' || (1000000 + i % {people})
    join bench_days on bench_days.n = (i * 13 + i / {people} * 29) % {days}"""

_DAYS = Table("bench_days", MetaData(), Column("n", Integer, primary_key=True), Column("day", Date))


@dataclass(frozen=True, slots=True)
class Size:
    """So many records of so many people."""

    records: int
    people: int

    @property
    def large(self) -> int:
        return int(self.people * LARGEST)

    @property
    def ordinary(self) -> int:
        return (self.people - self.large) // (SETTINGS - 1)


async def fill(engine: AsyncEngine, size: Size) -> None:
    """People under managers of eight each, and their records, spread over six windows."""
    async with engine.begin() as connection:
        await connection.execute(
            insert(plain(SettingRow)),
            [
                {"id": f"s{number}", "name": f"Setting {number}", "kind": "mission"}
                for number in range(SETTINGS)
            ],
        )
        await connection.run_sync(_DAYS.create)
        await connection.execute(
            insert(_DAYS), [{"n": number, "day": FIRST + timedelta(number)} for number in range(DAYS)]
        )
        others = SETTINGS - 1
        people = _PEOPLE.format(last=size.people - 1, large=size.large, others=others)
        await connection.execute(text(people))
        await connection.execute(text("analyze people"))
        records = _RECORDS.format(last=size.records - 1, people=size.people, days=DAYS)
        at = bindparam("at", datetime(2026, 11, 2, tzinfo=UTC), Moment)
        await connection.execute(text(records).bindparams(at))
        await connection.run_sync(_DAYS.drop)
        await connection.execute(text("analyze"))


def manager_of(setting_id: str, size: Size) -> str:
    """The manager at the top of one of the two settings that are measured."""
    return f"p{1_000_000 + (0 if setting_id == LARGE else size.large)}"
