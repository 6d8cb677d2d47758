"""The commands, by subject; the subject that was asked for is loaded, the others are not."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "calendars": ("calendar",),
    "catalogue": ("check", "framework"),
    "data": ("roster", "db"),
    "introductions": ("introductions",),
    "reports": ("practice", "digest", "prompts"),
    "running": ("serve", "health"),
    "scorecard": ("scorecard",),
    "slack": ("slack",),
    "teams": ("teams",),
    "virtual": ("simulate", "demo"),
}
"""The modules beside this one, and the commands each adds."""


class Subjects(TyperGroup):
    """Loading every subject at once takes seconds, most of them for databases, web and pictures.

    ``Any``: typer has public names neither for its contexts nor for its commands.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for names in SUBJECTS.values() for name in names]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        module = next((module for module, names in SUBJECTS.items() if cmd_name in names), None)
        return None if module is None else _commands(module).get_command(ctx, cmd_name)


@cache
def _commands(module: str) -> Any:
    subject = typer.Typer()
    subject.callback()(lambda: None)  # with it, one command alone is a group too
    import_module(f"bot.cli.{module}").add_to(subject)
    return typer.main.get_group(subject)


app = typer.Typer(
    name="crosspillar",
    cls=Subjects,
    help="Short, well-timed prompts in chat that help people of split organisations work together.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # what is wrong stands on one line, not broken up in a box
    add_completion=False,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"crosspillar {version('crosspillar')}")
        raise typer.Exit


@app.callback()
def crosspillar(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and end."),
    ] = False,
) -> None:
    """Holds the options of the whole program."""


def main() -> None:
    app()
