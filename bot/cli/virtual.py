"""``simulate`` and ``demo``: the product on a virtual clock."""

import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.cli.databases import check_address
from bot.cli.memory import collect_rarely
from bot.cli.options import AsJson, Port, day, whole_number
from bot.cli.output import fail, plainly, print_json, run_async
from bot.db.schema import upgrade
from bot.demo.server import run_demo
from bot.settings import load_settings
from bot.simulation.report import Result, result_of
from bot.simulation.run import Order, run, simulated

EmptyDatabase = Annotated[
    str | None, typer.Option("--db", help="Address of an empty database; by default a temporary one.")
]
MOST_PEOPLE, MOST_WEEKS = 10_000, 104
"""More takes hours, and tells no more."""
SECRET = "simulation"  # noqa: S105  invented people only; the seed makes the draws repeatable


FIRST_DAY = date(2026, 11, 2)
People = Annotated[
    int,
    typer.Option(
        "--people",
        parser=whole_number(1, MOST_PEOPLE),
        metavar="NUMBER",
        help=f"How many people, up to {MOST_PEOPLE}.",
    ),
]
Weeks = Annotated[
    int,
    typer.Option(
        "--weeks", parser=whole_number(1, MOST_WEEKS), metavar="NUMBER", help=f"How many, up to {MOST_WEEKS}."
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        parser=whole_number(0, 10**9),
        metavar="NUMBER",
        help="The same seed gives the same weeks.",
    ),
]
Start = Annotated[
    date, typer.Option("--start", parser=day, metavar="DATE", help="First day, like 2026-11-02.")
]


def add_to(app: typer.Typer) -> None:
    app.command()(simulate)
    app.command()(demo)


@plainly
def simulate(
    people: People = 100,
    weeks: Weeks = 4,
    seed: Seed = 1,
    start: Start = FIRST_DAY,
    db: EmptyDatabase = None,
    json: AsJson = False,
) -> None:
    """Run weeks of the real engine in minutes, and check every rule of the attention budget.

    A row a week: messages sent by kind ("other": still useful, confirmations, requests), those answered,
    people who joined, asked for quiet or stopped, and behaviours practised (each counted once a person).
    Then the rules, such as the least gap: how often each was checked against what was really sent.
    """
    collect_rarely()
    order = Order(people, weeks, seed, start)
    if db is not None:
        result = _simulate(order, db, quiet=json)
    else:
        with tempfile.TemporaryDirectory(prefix="crosspillar-") as folder:
            result = _simulate(order, f"sqlite:///{Path(folder) / 'simulation.db'}", quiet=json)
    if json:
        print_json(result.to_document())
    else:
        _print_result(result)
    if result.audit.breaches:
        fail(f"{len(result.audit.breaches)} rules were broken; see above.")


@plainly
def demo(port: Port = 8080) -> None:
    """Try the product: an invented setting, a chat page, and a clock you move."""
    collect_rarely()
    run_async(run_demo(port, lambda line: print(line, flush=True)))


def _simulate(order: Order, db: str, *, quiet: bool) -> Result:
    check_address(db)
    upgrade(db)
    settings = load_settings(database_url=db, secret_key=SECRET, local_chat=True)

    async def work() -> Result:
        async with simulated(settings, order) as world:
            start, began = world.clock.now(), time.process_time()
            with Progress(console=Console(stderr=True), disable=quiet) as progress:
                task = progress.add_task("weeks", total=order.weeks)
                await run(world, order, lambda week: progress.update(task, completed=week))
            return await result_of(world, start, order.weeks, time.process_time() - began)

    return run_async(work())


def _print_result(result: Result) -> None:
    console = Console(width=110)
    names = (
        "welcomes",
        "nudges",
        "check_ins",
        "other",
        "answered",
        "opted_in",
        "snoozed",
        "stopped",
        "practised",
    )
    weeks = Table("week", *(name.replace("_", " ") for name in names), title=f"{result.people} people")
    for week in result.weeks:
        weeks.add_row(str(week.number), *(str(getattr(week, name)) for name in names))
    console.print(weeks)
    rules = Table("rule", "messages checked", "breaches", title="The attention budget, checked independently")
    broken = [breach.rule for breach in result.audit.breaches]
    for rule, count in result.audit.checked.items():
        rules.add_row(rule.value.replace("_", " "), str(count), str(broken.count(rule)))
    console.print(rules)
    for breach in result.audit.breaches[:10]:
        console.print(f"{breach.at:%Y-%m-%d %H:%M} {breach.person_id}: {breach.words}")
    console.print(f"CPU: {result.cpu_seconds:.1f} s, {result.cpu_per_person_week:.2f} ms a person-week.")
