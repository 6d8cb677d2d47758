"""What managers and coordinators may see: frozen memberships and released windows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from nudges.people import Person, Setting, Standing
from nudges.practice_view import (
    Member,
    PracticeView,
    WeekShares,
    Window,
    last_closed_window,
    release_view,
    release_week,
    window_of,
)

_EVERYWHERE_OVER = timedelta(days=1)
"""A local day has ended in every zone one day later."""


async def closed_views(
    deps: Deps,
    uow: UnitOfWork,
    setting: Setting,
    now: datetime,
    *,
    latest: int | None = None,
    unit_ids: Collection[str] | None = None,
) -> list[PracticeView]:
    """The closed windows of a setting, oldest first, releasing those that are not yet.

    Only the ``latest`` ones where a number is given. With ``unit_ids`` they hold the cells of
    the whole setting and of these units alone: what that costs does not grow with the setting.
    """
    windows = await release_due(deps, uow, setting, now)
    if not windows:
        return []
    since = windows[-latest:][0] if latest else windows[0]
    stored = await uow.practices.releases(setting.id, since.first, unit_ids)
    return [PracticeView.joined([*map(PracticeView.from_document, parts)]) for parts in stored.values()]


async def release_due(deps: Deps, uow: UnitOfWork, setting: Setting, now: datetime) -> list[Window]:
    """Release the closed windows of a setting that are not yet. Returns all that are, oldest first.

    A released window is stored and never computed again: records that arrive later, and
    people who come or go, cannot be read off by comparing two releases.
    """
    practised = await uow.practices.first_day(setting.id)
    # What was released stays to be seen when its practice is long forgotten.
    released = await uow.practices.released(setting.id)
    days = [*released, *([practised] if practised else [])]
    if not days:
        return []
    first_day = min(days)
    window, windows = last_closed_window((now - _EVERYWHERE_OVER).date()), list[Window]()
    while window.last >= first_day:
        windows.append(window)
        window = window.previous
    windows.reverse()
    for each in windows:
        if each.first not in released:
            await _release(deps, uow, setting, each, now)
    return windows


async def _release(deps: Deps, uow: UnitOfWork, setting: Setting, window: Window, now: datetime) -> None:
    members = await frozen_members(uow, setting, window, now)
    practised = await uow.practices.practised(setting.id, window.first, window.last)
    view = release_view(window, members, practised, deps.catalogue.framework, k=deps.group_size)
    parts = {unit or "": part.to_document() for unit, part in view.parts.items()}
    await uow.practices.store_release(setting.id, window.first, parts, now)


async def week_shares(
    deps: Deps, uow: UnitOfWork, setting: Setting, monday: date, now: datetime
) -> WeekShares:
    """One week of the whole setting, with the members its window has."""
    members = await frozen_members(uow, setting, window_of(monday), now)
    practised = await uow.practices.practised(setting.id, monday, monday + timedelta(days=6))
    return release_week(monday, members, practised, deps.catalogue.framework, k=deps.group_size)


async def frozen_members(uow: UnitOfWork, setting: Setting, window: Window, now: datetime) -> list[Member]:
    """Who is counted in a window: decided at its first use and kept.

    Everybody on the roster, whether they take part or not: a size that fell when somebody
    stopped would tell a manager who counts that one did.
    """
    stored = await uow.practices.members(setting.id, window.first)
    if stored is not None:
        return [Member(each["person"], each["role_group"], frozenset(each["units"])) for each in stored]
    people = await uow.people.of_setting(setting.id)
    members = members_of((person for person in people if person.standing is Standing.ACTIVE), people)
    document = [
        {"person": m.person_id, "role_group": m.role_group, "units": sorted(m.unit_ids)} for m in members
    ]
    await uow.practices.store_members(setting.id, window.first, document, now)
    return members


async def view_document(
    deps: Deps, uow: UnitOfWork, setting: Setting, views: Sequence[PracticeView]
) -> dict[str, Any]:
    """Released windows as data: groups by role and by manager, shares as bands, newest last.

    A unit is named by its manager's address; a manager who is gone by their id.
    """
    addresses = {person.id: person.email for person in await uow.people.of_setting(setting.id)}
    return {
        "setting": setting.name,
        "k": deps.group_size,
        "windows": [_window_document(view, addresses) for view in views],
    }


def _window_document(view: PracticeView, addresses: Mapping[str, str]) -> dict[str, Any]:
    document = view.to_document()
    for cell in document["cells"]:
        unit = cell.pop("unit_id")
        cell["unit"] = addresses.get(unit, unit) if unit else None
    return document


def members_of(counted: Iterable[Person], everybody: Iterable[Person]) -> list[Member]:
    """Members with the groups of every manager above them; a unit is named by its manager's id."""
    managers = {person.id: person.manager_id for person in everybody}
    return [Member(person.id, person.role_group, _above(person.id, managers)) for person in counted]


def _above(person_id: str, managers: dict[str, str | None]) -> frozenset[str]:
    found: set[str] = set()
    manager = managers.get(person_id)
    while manager is not None and manager not in found:
        found.add(manager)
        manager = managers.get(manager)
    return frozenset(found)
