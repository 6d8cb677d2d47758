"""``make bench``: prints one table. CPU per unit of work; compare ratios, not single times."""

import asyncio
import time

from rich.console import Console
from rich.table import Table

from bench import answers, clicks, introductions, managing, planning, views
from bench.scene import Work


async def _cpu(work: Work) -> float:
    began = time.process_time()
    await work()
    return time.process_time() - began


async def main() -> None:
    table = Table(
        "path",
        "units",
        "CPU per unit",
        "baseline",
        "CPU per unit",
        "ratio",
        "result",
        title="Crosspillar bench",
    )
    for make in (planning.cases, views.cases, answers.cases, introductions.cases):
        async for case in make():
            base = await _cpu(case.baseline)
            mine = await _cpu(case.ours)
            table.add_row(
                case.name,
                f"{case.units:,}",
                f"{1e6 * mine / case.units:,.0f} µs",
                case.baseline_name,
                f"{1e6 * base / case.units:,.0f} µs",
                f"{mine / base:.1f}",
                case.result(),
            )
    console = Console(width=160)
    console.print(table)
    console.print(await _clicks())
    console.print(await _managers())


async def _clicks() -> Table:
    table = Table(
        "until acknowledged",
        "at once",
        "p50",
        "p99",
        "a second",
        title="A click, stored before it is answered",
    )
    async for each in clicks.latencies():
        table.add_row(
            each.what,
            str(each.at_once),
            f"{each.p50:.2f} ms",
            f"{each.p99:.2f} ms",
            f"{each.a_second:,.0f}",
        )
    return table


async def _managers() -> Table:
    table = Table(
        "database",
        "setting",
        "use case p50",
        "p99",
        "page p50",
        "p99",
        "CPU",
        "baseline: recount",
        "release a window",
        title=f"The managers' view among {managing.RECORDS:,} practice records",
    )
    async for each in managing.views():
        page = (each.page.p50, each.page.p99, each.page.cpu)
        told = (f"{time:,.1f} ms" for time in (each.use_case.p50, each.use_case.p99, *page, each.recount.p50))
        table.add_row(each.database, each.setting, *told, f"{each.release:.2f} s")
    return table


asyncio.run(main())
