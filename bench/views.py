"""The managers' view: releasing a window with suppression."""

from collections.abc import AsyncIterator
from datetime import date
from random import Random

from bench.scene import Case
from bot.content import load_content
from nudges.practice_view import Member, release_view, window_of

PEOPLE, UNITS = 5000, 300


async def cases() -> AsyncIterator[Case]:
    """Ours against counting the same people by plain sets, without any protection."""
    rng = Random(1)
    framework = load_content().catalogue.framework
    members = [
        Member(str(n), rng.choice(("R2", "R3", "R5")), frozenset({f"u{n % UNITS}", f"u{n % 7}"}))
        for n in range(PEOPLE)
    ]
    practised = {b: {m.person_id for m in members if rng.random() < 0.3} for b in framework.behaviours}
    window = window_of(date(2026, 11, 2))

    async def count() -> None:
        units = {unit for member in members for unit in member.unit_ids}
        groups = {unit: {m.person_id for m in members if unit in m.unit_ids} for unit in units}
        for did in practised.values():
            for group in groups.values():
                len(group & did)

    async def release() -> None:
        release_view(window, members, practised, framework)

    yield Case("release a window, 300 units", "plain counts, no protection", PEOPLE, release, count)
