"""Crosspillar in Microsoft's own Teams client on this machine, for whoever works on it: ``make teams``.

Two people of two tenants, a window each, a database that is thrown away, and a clock that Enter moves on.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from bot.db.schema import upgrade
from bot.observability import configure_logging
from tests.end_to_end.teams_office import AMINA, BRUNO, opened_tenants
from tests.integration.scene import Scene, row

RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}
WELCOME = """Open each address in a window of its own; that installs the app for them.
Then press Enter: a day passes, and the welcome comes. Enter again for the next day; "w" for a week; "q" ends.
Forms, which Teams opens as dialogs, stand in the chat as cards here."""


async def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'crosspillar.sqlite3'}"
        await asyncio.to_thread(upgrade, url)
        async with opened_tenants(url, folder) as (scene, clients):
            await scene.bring(
                row(AMINA.email, name=AMINA.name, is_coordinator="yes"),
                row(BRUNO.email, name=BRUNO.name, **RELIEF),
            )
            for account, address in clients.items():
                typer.echo(f"{account.name}: {address}")
            typer.echo(WELCOME)
            await _days(scene)


async def _days(scene: Scene) -> None:
    """Each ends at five in the afternoon in Nairobi."""
    evening = scene.clock.now() + timedelta(hours=14)
    while (said := await asyncio.to_thread(input)) != "q":
        evening += timedelta(weeks=1) if said == "w" else timedelta()
        await scene.run_until(evening)
        await scene.tick()
        typer.echo(f"It is {evening:%A %d %B, %H:%M} UTC.")
        evening += timedelta(days=1)


if __name__ == "__main__":
    configure_logging()
    asyncio.run(main())
