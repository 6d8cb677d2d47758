"""What the bench fills its databases with fits the schema of today; ``make bench`` itself is no test."""

from sqlalchemy import func, select

from bench import many_people, many_records
from bot.db.engine import open_engine
from bot.db.tables import PersonRow, PracticeRow, PromptRow, plain


async def test_many_people_can_be_made(database_url: str) -> None:
    engine = open_engine(database_url)
    await many_people.fill(engine, 30)
    async with engine.connect() as connection:
        people, prompts = [
            await connection.scalar(select(func.count()).select_from(plain(each)))
            for each in (PersonRow, PromptRow)
        ]
    await engine.dispose()
    assert (people, prompts) == (30, 120)


async def test_many_records_can_be_made(database_url: str) -> None:
    engine = open_engine(database_url)
    await many_records.fill(engine, many_records.Size(records=500, people=300))
    async with engine.connect() as connection:
        people, records = [
            await connection.scalar(select(func.count()).select_from(plain(each)))
            for each in (PersonRow, PracticeRow)
        ]
    await engine.dispose()
    assert (people, records) == (300, 500)
