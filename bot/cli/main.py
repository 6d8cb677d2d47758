"""The commands, by subject; each module below adds its own."""

import typer

from bot.cli import catalogue, data, reports, running, virtual

app = typer.Typer(
    name="crosspillar",
    help="Short, well-timed prompts in chat that help people of split organisations work together.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
catalogue.add_to(app)
data.add_to(app)
reports.add_to(app)
running.add_to(app)
virtual.add_to(app)


def main() -> None:
    app()
