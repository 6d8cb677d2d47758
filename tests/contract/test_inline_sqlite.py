"""What SQLite must do under our asynchronous engine, whatever is left half-read."""

from sqlalchemy import text

from bot.db.engine import open_engine

NEW = "INSERT INTO settings (id, name, kind, edition) VALUES (:id, :id, 'mission', '')"


async def test_whoever_left_an_answer_half_read_can_write_after_another_has_written(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    async with engine.begin() as connection:
        await connection.execute(text(NEW), [{"id": "north"}, {"id": "south"}])
    async with engine.connect() as one, engine.connect() as other:
        half_read = await one.execute(text("SELECT id FROM settings ORDER BY id"))
        assert half_read.fetchone() == ("north",)
        await one.commit()
        await other.execute(text(NEW), {"id": "east"})
        await other.commit()
        await one.execute(text(NEW), {"id": "west"})
        await one.commit()
        assert half_read.fetchall() == [("south",)], "what was asked for is still there"
    await engine.dispose()
