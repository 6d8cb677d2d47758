"""``calendar import``: a calendar that stands at no address."""

from pathlib import Path
from typing import Annotated

import typer

from bot.bootstrap import open_app
from bot.calendar_feeds.files import address_of
from bot.cli.databases import settings_of_ready
from bot.cli.options import Database
from bot.cli.output import plainly, refuse, run_async
from bot.ports.calendar_reading import CalendarProblemError
from bot.services.calendar_import import CalendarImported, import_calendar

calendar = typer.Typer(help="Calendars of settings and people.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(calendar, name="calendar")


@calendar.callback()
def _group() -> None:
    """With it, one command alone is a group too."""


@calendar.command("import")
@plainly
def import_file(
    file: Annotated[Path, typer.Argument(help="The calendar, an iCalendar file (.ics).")],
    setting: Annotated[str, typer.Option("--setting", help="The setting's name.")],
    person: Annotated[
        str | None, typer.Option("--person", help="Whose own calendar it is, by e-mail address.")
    ] = None,
    db: Database = None,
) -> None:
    """Connect a calendar file; a new file takes the place of the one before."""
    address = address_of(file.read_bytes())
    settings = settings_of_ready(db)

    async def work() -> CalendarImported:
        async with open_app(settings) as app:
            return await import_calendar(app.deps, app.calendar_reader, address, setting, person)

    try:
        done = run_async(work())
    except CalendarProblemError:
        refuse(f"{file}: this is no calendar; export it in iCalendar form (.ics)")
    whose = f"{done.owner.name}'s own calendar" if person else f'the calendar of "{setting}"'
    print(f"Connected: {whose}. Meetings in the next two weeks: {done.meetings}.")
    print(f'{done.owner.name} sees it with "calendar" in chat, and can take it away there.')
