"""The retention tick: what is older than the deployment keeps it is forgotten, in small portions.

Figures that were shown stay, and so does what is still going on. Each portion is a transaction
of its own; stopped midway, the next tick goes on.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import TypeAlias

from bot.ports.retention import Retention
from bot.services.deps import Deps
from bot.services.flow import Flows
from nudges.catalogue import Catalogue, Per
from nudges.practice_view import Window, window_of

PORTION = 200

_Portion: TypeAlias = Callable[[Retention], Awaitable[int]]


async def forget_old(deps: Deps, flows: Flows) -> int:
    """Forget everything that is too old. Returns how many rows that were.

    Practice goes only with its window, once the window's figures are released.
    """
    before = deps.clock.now() - deps.keeps_for
    kept = capped_for_longer(deps.catalogue, deps.keeps_for)
    portions: list[_Portion] = [
        lambda old: old.answers(before, PORTION),
        lambda old: old.prompts(before, PORTION, kept),
        lambda old: old.contents(before, PORTION),
        lambda old: old.decisions(before, PORTION),
        lambda old: old.happenings(before, PORTION),
        lambda old: old.acts(before, PORTION),
        *(_of_kind(kind.KIND, states, before) for kind, states in flows.over.items()),
        *[_of_window(setting_id, each) for setting_id, each in await _old_windows(deps, before)],
    ]
    return sum([await _all(deps, each) for each in portions])


async def _all(deps: Deps, portion: _Portion) -> int:
    done = 0
    while True:
        async with deps.begin() as uow:
            count = await portion(uow.retention)
            if count:
                await uow.commit()
        done += count
        if count < PORTION:
            return done


def _of_kind(kind: str, states: frozenset[str], before: datetime) -> _Portion:
    return lambda old: old.records(kind, states, before, PORTION)


def _of_window(setting_id: str, window: Window) -> _Portion:
    return lambda old: old.practices(setting_id, window.first, window.last, PORTION)


async def _old_windows(deps: Deps, before: datetime) -> list[tuple[str, Window]]:
    """Released windows that lie wholly in what is forgotten."""
    async with deps.begin() as uow:
        settings = await uow.settings.all()
        released = [(each.id, day) for each in settings for day in await uow.practices.released(each.id)]
    windows = [(setting_id, window_of(day)) for setting_id, day in released]
    return [(setting_id, each) for setting_id, each in windows if each.last < _day(before)]


def _day(before: datetime) -> date:
    """A local day has ended in every zone one day later."""
    return (before - timedelta(days=1)).date()


def capped_for_longer(catalogue: Catalogue, keeps_for: timedelta) -> frozenset[str]:
    """Nudges whose caps count further back than anything is kept."""
    return frozenset(
        nudge.id
        for nudge in catalogue.nudges.values()
        if any(
            cap.per in (Per.PERSON, Per.CHANNEL)  # the others are kept by their events and records
            and (cap.days is None or timedelta(days=cap.days) > keeps_for)
            for cap in nudge.caps
        )
    )
