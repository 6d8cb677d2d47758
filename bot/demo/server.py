"""``crosspillar demo``: everything above, behind one address."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.db.schema import upgrade
from bot.demo.bar import Bar
from bot.demo.stage import staged
from bot.directory import DatabaseDirectory
from bot.ports.operating import Role
from bot.serving import web_app
from bot.settings import Settings, load_settings
from bot.simulation.world import World
from bot.web.server import listen, serve_until_stopped

HOST = "127.0.0.1"
"""This machine only: the demo has no sign-in."""


def demo_settings(folder: Path) -> Settings:
    """A throw-away database, the local chat, and a fixed key so that every demo begins alike."""
    return load_settings(
        database_url=f"sqlite:///{folder / 'demo.db'}",
        secret_key="demo",  # noqa: S106  invented people only
        local_chat=True,
        slack=None,
    )


def demo_app(world: World) -> Starlette:
    """The product's own web application, with the strip that moves its clock."""
    bar = Bar(world, world.app.deps.texts, DatabaseDirectory(world.app.deps))
    app = web_app(world.app, role=Role.WEB, top_bar=bar.draw, extra=bar.routes())
    app.add_middleware(TakeOver, world=world)
    return app


class TakeOver:
    """Whoever's chat the visitor opens is the visitor from then on, and no longer answers alone."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parts = scope.get("path", "").split("/")
        if scope["type"] == "http" and len(parts) > 2 and parts[1] == "chat" and "@" in parts[2]:
            self._world.away.add(parts[2])
        await self._app(scope, receive, send)


async def run_demo(port: int, say: Callable[[str], None]) -> None:
    """Stage the sample setting and serve it until interrupted; ``say`` hears what goes on.

    Raises ``ValueError`` at once where the port is taken, not after everything was staged.
    """
    with listen(HOST, port) as listener, tempfile.TemporaryDirectory(prefix="crosspillar-demo-") as folder:
        settings = demo_settings(Path(folder))
        upgrade(settings.database_url)
        async with staged(settings, say) as world:
            say(f"\nOpen http://{HOST}:{listener.getsockname()[1]}/chat  (stop with Ctrl-C)\n")
            await serve_until_stopped(demo_app(world), listener)
