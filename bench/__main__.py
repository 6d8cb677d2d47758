"""``make bench``: prints one table. CPU per unit of work; compare ratios, not single times."""

import asyncio
import time

from rich.console import Console
from rich.table import Table

from bench import answers, introductions, planning, views
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
    Console(width=160).print(table)


asyncio.run(main())
