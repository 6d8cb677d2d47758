"""Database, roster and practice records: what goes in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.bootstrap import open_app
from bot.cli.databases import check_move, settings_for, settings_of_ready
from bot.cli.options import Database, NewSetting, NewSettingKind, SettingToFill
from bot.cli.output import english, plainly, run_async
from bot.cli.roster_report import import_report
from bot.db.moving import move
from bot.db.schema import exists, unbuilt, upgrade
from bot.db.tables import Base
from bot.local.tables import metadata as local_chat
from bot.services.naming import Making
from bot.services.practice_import import PracticeImported, import_practice
from bot.services.rosters import Imported, import_roster
from bot.settings import Settings, key_beside, load_settings
from bot.spreadsheets import read_table

roster = typer.Typer(help="Who belongs to a setting.", no_args_is_help=True)
database = typer.Typer(help="The database's schema and place.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(roster, name="roster")
    app.add_typer(database, name="db")


@database.command("upgrade")
@plainly
def db_upgrade(db: Database = None) -> None:
    """Bring the database to the newest schema."""
    upgrade(settings_for(db).database_url)
    print("The database has the newest schema.")


@database.command("check")
@plainly
def db_check(db: Database = None) -> None:
    """Tell whether the database has the newest schema."""
    settings_of_ready(db)
    print("The database has the newest schema.")


@database.command("move")
@plainly
def db_move(
    source: Annotated[str, typer.Option("--from", help="Address of the SQLite database there is.")],
    target: Annotated[str, typer.Option("--to", help="Address of an empty PostgreSQL database.")],
) -> None:
    """Copy everything from SQLite to PostgreSQL: all of it, or nothing. Stop the product before."""
    settings = load_settings()
    check_move(source, target)
    if unbuilt(target):
        upgrade(target)
    moved = move(source, target, (Base.metadata, local_chat))
    for table, rows in moved.items():
        print(f"{rows:>9,}  {table}")
    print(f"{sum(moved.values()):>9,}  rows moved, and read back; {source} is as it was.")
    print("Now set CROSSPILLAR_DATABASE_URL to the new address.")
    kept = key_beside(source)
    if settings.secret_key is None and kept.is_file():
        print(f"Set CROSSPILLAR_SECRET_KEY to what {kept} holds: with another key, much cannot be read.")


@roster.command("import")
@plainly
def roster_import(
    file: Annotated[Path, typer.Argument(help="The roster, a CSV file.")],
    setting: SettingToFill,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    new_setting: NewSetting = False,
    setting_kind: NewSettingKind = None,
    db: Database = None,
) -> None:
    """Bring a setting's people in line with a roster file."""
    table = read_table(file, file.name or str(file))
    settings = settings_for(db)

    def imported(settings: Settings) -> Imported:
        upgrade(settings.database_url)

        async def work() -> Imported:
            async with open_app(settings) as app:
                return await import_roster(
                    app.deps,
                    table,
                    setting,
                    app.known,
                    app.homes,
                    dry_run=dry_run,
                    making=Making(meant=new_setting, kind=setting_kind),
                )

        return run_async(work())

    if dry_run and not exists(settings.database_url):
        with _throw_away(settings) as elsewhere:
            done = imported(elsewhere)
    else:
        done = imported(settings)
    print("\n".join(import_report(done, setting, english())))


@contextmanager
def _throw_away(settings: Settings) -> Iterator[Settings]:
    """The same settings on an empty database of their own: trying out must not make a real one."""
    with tempfile.TemporaryDirectory(prefix="crosspillar-") as folder:
        yield settings.model_copy(update={"database_url": f"sqlite:///{Path(folder) / 'dry-run.db'}"})


@plainly
def practice_import(
    file: Annotated[Path, typer.Argument(help="CSV with the columns email, behaviour, date, source.")],
    db: Database = None,
) -> None:
    """Take practice records from elsewhere."""
    table = read_table(file, file.name or str(file))
    settings = settings_for(db)
    upgrade(settings.database_url)

    async def work() -> PracticeImported:
        async with open_app(settings) as app:
            return await import_practice(app.deps, table)

    done = run_async(work())
    print(f"Imported. New: {done.new}, known before: {done.known}.")
    if done.stopped:
        print(f"Left out because the person stopped taking part: {done.stopped}.")
    if done.too_late:
        print(f"Stored but not shown, because their four weeks were already published: {done.too_late}.")
