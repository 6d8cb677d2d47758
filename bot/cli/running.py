"""``serve`` and ``health``."""

import asyncio
from typing import Annotated

import httpx
import typer

from bot.bootstrap import open_app
from bot.cli.databases import settings_for
from bot.cli.memory import collect_rarely
from bot.cli.options import Database, Port, one_of
from bot.cli.output import fail, plainly, refuse
from bot.db.engine import server_options
from bot.db.schema import upgrade
from bot.observability import configure_logging
from bot.ports.operating import Role
from bot.services.local_accounts import add_local_accounts
from bot.serving import check_platforms, web_app
from bot.tracing import tracing
from bot.web.server import listen, serve_until_stopped

ServedRole = Annotated[
    Role,
    typer.Option(
        "--role",
        parser=one_of(Role),
        metavar="|".join(Role),
        help="What this process does: all of it, or with PostgreSQL one of two parts.",
    ),
]
Host = Annotated[str, typer.Option(help="Address to listen on.")]


def add_to(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(health)


@plainly
def serve(
    host: Host = "127.0.0.1", port: Port = 8080, role: ServedRole = Role.ALL, db: Database = None
) -> None:
    """Run the product: chat platforms, pages, health, the clock and sending.

    "web" answers people and platforms; "worker" drives the clock and sends, and answers health alone.
    """
    settings = settings_for(db)
    if role is not Role.ALL and server_options(settings.database_url) is None:
        refuse(
            f'--role {role}: processes cannot share the SQLite file "{settings.database_url}". '
            'Leave --role out, or move to PostgreSQL with "crosspillar db move" and set '
            "CROSSPILLAR_DATABASE_URL to postgresql://user:password@host/name."
        )
    if settings.local_chat and host not in ("127.0.0.1", "localhost", "::1"):
        refuse("The local chat has no sign-in: listen on 127.0.0.1, or unset CROSSPILLAR_LOCAL_CHAT.")
    configure_logging(settings.log_format)
    with listen(host, port) as listener:
        upgrade(settings.database_url)

        async def work() -> None:
            async with open_app(settings) as app:
                if settings.local_chat:
                    await add_local_accounts(app.deps)
                await check_platforms(app)
                collect_rarely()
                await serve_until_stopped(web_app(app, role), listener)

        as_what = "" if role is Role.ALL else f" as {role}"
        print(
            f"Listening on http://{host}:{listener.getsockname()[1]}{as_what}  (stop with Ctrl-C)", flush=True
        )
        with tracing(settings.traces_endpoint, role):
            asyncio.run(work())


@plainly
def health(
    url: Annotated[str, typer.Option(help="Where the product listens.")] = "http://127.0.0.1:8080",
) -> None:
    """Tell whether a running product can work; ends with status 1 where it cannot."""
    try:
        answer = httpx.get(f"{url}/readyz", timeout=5)
    except (httpx.UnsupportedProtocol, httpx.InvalidURL):
        refuse(f'"{url}" is not an address; write it like http://127.0.0.1:8080')
    except httpx.HTTPError as error:
        fail(f"nothing answers at {url}: {error}")
    print(answer.text)
    if answer.status_code != 200:
        raise typer.Exit(1)
