"""What SQLite must do under our asynchronous engine, whatever is left half-read."""

from sqlalchemy import text

from bot.bootstrap import open_app
from bot.db.engine import losable_transaction, open_engine
from bot.settings import load_settings

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


async def test_an_answer_outlasts_a_power_cut_and_a_turn_at_a_limit_waits_for_no_disk(
    sqlite_url: str,
) -> None:
    asks, waits_for_the_disk, does_not = text("PRAGMA synchronous"), 2, 1
    settings = load_settings(database_url=sqlite_url, secret_key="k", local_chat=True)
    async with open_app(settings) as app:
        async with losable_transaction(app.engine) as connection:
            assert await connection.scalar(asks) == does_not
        async with app.engine.connect() as connection:
            assert await connection.scalar(asks) == waits_for_the_disk, "the same connection, used again"
