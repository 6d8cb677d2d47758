"""``slack sync``: the accounts of connected workspaces and the people of the rosters."""

import typer

from bot.bootstrap import open_app
from bot.cli.databases import settings_of_ready
from bot.cli.options import Database
from bot.cli.output import fail, plainly, refuse, run_async
from bot.services.members import Synced

slack = typer.Typer(help="Connected Slack workspaces.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(slack, name="slack")


@slack.callback()
def _group() -> None:
    """With it, one command alone is a group too."""


@slack.command("sync")
@plainly
def sync(db: Database = None) -> None:
    """Link people on the rosters with their Slack accounts by e-mail; a running product does so daily."""
    settings = settings_of_ready(db)
    if settings.slack is None:
        refuse("Slack is not connected: the README says how to set CROSSPILLAR_SLACK__….")

    async def work() -> list[Synced]:
        async with open_app(settings) as app:
            await app.ticks.tokens()
            return await app.read_members()

    found = run_async(work())
    if not found:
        print("No workspace has installed the app yet.")
    for each in found:
        print(_line(each))
    if any(each.problem for each in found):
        fail("Not everything could be read; nothing is lost, and the next time goes on.")


def _line(done: Synced) -> str:
    counts = (
        f"{done.members} accounts read, {done.linked} linked, {done.reopened} reopened, "
        f"{done.closed} closed, {done.changed} profiles taken over"
    )
    return f"{done.workspace}: {counts}" + (f". {done.problem}" if done.problem else "")
