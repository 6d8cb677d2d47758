"""``make bench``: prints tables. CPU per unit of work; compare ratios, not single times.

``python -m bench sending planning`` prints these alone.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Mapping

from rich.console import Console
from rich.table import Table

from bench import answers, clicks, commits, introductions, managing, memory, planning, sending, views
from bench.scene import Work


async def main(wanted: list[str]) -> None:
    console = Console(width=170)
    for name in wanted or list(_PARTS):
        began, busy = time.perf_counter(), time.process_time()
        console.print(await _PARTS[name]())
        busy, waited = time.process_time() - busy, time.perf_counter() - began
        load = os.getloadavg()[0]
        console.print(f"{name}: {waited:.0f} s, {busy:.0f} s of CPU here; load {load:.1f}\n", highlight=False)


async def _paths() -> Table:
    table = Table(
        "path",
        "units",
        "CPU per unit",
        "baseline",
        "CPU per unit",
        "ratio",
        "result",
        title="Main paths",
    )
    for make in (views.cases, answers.cases, introductions.cases):
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
    return table


async def _cpu(work: Work) -> float:
    began = time.process_time()
    await work()
    return time.process_time() - began


async def _planning() -> Table:
    table = Table(
        "database",
        "people",
        "CPU a person: stored",
        "domain alone",
        "baseline: zoneinfo loop",
        "ratio",
        "all of them: CPU",
        "time",
        "decisions",
        "prompts",
        "wrong, by the loop",
        title="A day planned, with every decision stored",
    )
    async for each in planning.cases():
        table.add_row(
            each.database,
            f"{each.people:,}",
            *(f"{micro:,.0f} µs" for micro in (each.stored, each.domain, each.loop)),
            f"{each.stored / each.loop:.0f}",
            f"{each.stored * each.people / 1e6:.1f} s",
            f"{each.seconds:.1f} s",
            f"{each.decisions:,}",
            f"{each.prompts:,}",
            str(each.wrong),
        )
    return table


async def _sending() -> Table:
    table = Table(
        "platform",
        "clock",
        "side by side",
        "may send each",
        "used",
        "time",
        "ahead of Retry-After",
        "429s",
        "CPU a message",
        "baseline: one by one, used",
        "CPU a message",
        title="Sending at a platform's limit, which asks each workspace for rest once",
    )
    async for each in sending.cases():
        scene, ours, base = each.scene, each.ours, each.baseline
        table.add_row(
            scene.platform.value,
            "real" if scene.real else "virtual",
            str(scene.workspaces),
            f"{scene.configured.messages} in {scene.configured.seconds:.0f} s",
            f"{ours.share:.1%}",
            f"{ours.seconds:.1f} s",
            str(ours.early),
            str(ours.refused),
            f"{ours.cpu:.1f} ms",
            f"{base.share:.1%}",
            f"{base.cpu:.1f} ms",
        )
    return table


async def _clicks() -> Table:
    table = Table(
        "until acknowledged",
        "they press",
        "p50",
        "p99",
        "a second",
        "CPU",
        title="A click, stored before it is answered",
    )
    async for each in clicks.latencies():
        table.add_row(
            each.what,
            each.how,
            f"{each.p50:.2f} ms",
            f"{each.p99:.2f} ms",
            f"{each.a_second:,.0f}",
            f"{each.cpu:.2f} ms",
        )
    return table


async def _commits() -> Table:
    table = Table(
        "database",
        "",
        "CPU",
        "a second",
        title=f"{commits.GROUP} presses at once, at the front desk, and the most a group commit could save",
    )
    async for each in commits.cases():
        told = {
            f"each committed by itself; {each.commit:.0%} of its CPU": each.each,
            "in one transaction, each with a savepoint": each.grouped,
            "in one transaction, where one failure undoes all": each.bare,
        }
        for what, price in told.items():
            table.add_row(each.database, what, f"{price.cpu:.2f} ms", f"{price.a_second:,.0f}")
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


async def _memory() -> Table:
    table = Table(
        "role", "database", "people", "at rest", "at most", "more a person", title="Memory of one process"
    )
    async for each in memory.cases():
        table.add_row(
            each.role.value,
            each.database,
            f"{each.people:,}",
            f"{each.at_rest:.0f} MB",
            f"{each.at_most:.0f} MB",
            f"{1000 * (each.at_most - each.at_rest) / each.people:.1f} kB",
        )
    return table


_PARTS: Mapping[str, Callable[[], Awaitable[Table]]] = {
    "paths": _paths,
    "planning": _planning,
    "sending": _sending,
    "clicks": _clicks,
    "commits": _commits,
    "managers": _managers,
    "memory": _memory,
}

if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
