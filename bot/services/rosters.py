"""Importing a roster: read, compare, and apply it whole or not at all."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.ports.acts import AdministrativeAct, Via, What
from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from bot.services.homes import Homes, identities_of
from bot.services.naming import AS_IT_IS, Making, setting_to_fill
from bot.services.roster_events import arrivals, departures, take_back_leave
from bot.services.withdrawing import withdraw_open
from nudges.attention import Reason
from nudges.faults import Fault, FaultyFileError, Wrong, wrong
from nudges.people import Identity, Person, Platform, Setting, SettingKind, Standing
from nudges.roster.cells import ChatHandle
from nudges.roster.change import PINNED, Changed, RosterChange, compare
from nudges.roster.file import Known, Roster, RosterRow, read_roster
from nudges.tables import Table, tidy


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed, or would change.

    ``roster`` is the file without the ``forgotten`` rows, whose people asked never to come
    back; ``unreachable`` ones have no chat account on a platform that is connected here.
    Where there is a ``local_chat``, an e-mail address is an account.
    """

    roster: Roster
    setting_is_new: bool
    kind: SettingKind
    change: RosterChange
    forgotten: int
    unreachable: int
    local_chat: bool
    applied: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file beside the roster there is, in the import's own transaction.

    ``current`` are the people it may touch, by e-mail address, with their open ``identities``.
    ``setting`` is None where it would be made.
    """

    uow: UnitOfWork
    table: Table
    setting: Setting | None
    roster: Roster
    current: Mapping[str, Person]
    identities: Sequence[Identity]
    change: RosterChange


Check: TypeAlias = Callable[[Comparison], Awaitable[None]]
"""Looks at a comparison before anything is changed; raises where it must not be."""


@dataclass(frozen=True, slots=True)
class Uploader:
    """A coordinator who sends a file on the pages. Nobody of that kind: an operator."""

    person_id: str
    check: Check


async def import_roster(
    deps: Deps,
    table: Table,
    setting_name: str,
    known: Known,
    homes: Homes,
    *,
    dry_run: bool = False,
    making: Making = AS_IT_IS,
    by: Uploader | None = None,
) -> Imported:
    """Bring a setting's people in line with a file.

    Importing the same file again changes nothing. People who are no longer in it are
    closed, not deleted. Raises ``FaultyFileError`` with everything to mend, or
    ``SettingNameError`` where the name is new but like another one and ``making`` does not say
    that this is meant, or ``SettingKindError``; then nothing is changed. What the check of an
    uploader raises is passed on.
    """
    async with deps.begin() as uow:
        setting = await setting_to_fill(uow, setting_name, making)
        if setting is not None and not dry_run:
            setting = await uow.settings.alone(setting.id)  # two imports at once would mix
        current = {p.email: p for p in await uow.people.of_setting(setting.id)} if setting else {}
        roster = read_roster(table, known, list(current))
        _refuse_lost_handles(table, roster, homes)
        current |= await _coming_from_elsewhere(uow, table, roster, setting)
        kept, forgotten = await _without_forgotten(deps, uow, roster)
        ids = [person.id for person in current.values()]
        identities = await uow.people.identities(ids) if ids else []
        own = await uow.people.own_choices(ids)
        change = compare(current, kept, identities, own)
        if by is not None:
            await by.check(Comparison(uow, table, setting, kept, current, identities, change))
        first_time = setting is None
        installed = {each.workspace for each in await uow.installations.all(Platform.SLACK)}
        if not dry_run:
            setting = setting or await _add_setting(deps, uow, tidy(setting_name), making.kind)
            own_places = await uow.people.own_places(ids)
            work = _Import(deps, uow, setting, homes, current, own, own_places, first_time)
            await _apply(work, change, kept, identities)
            await _write_down(work, change, by)
            await uow.commit()
    unreachable = sum(not homes.reaches(row, installed) for row in kept.rows)
    made = setting.kind if setting else making.kind or SettingKind.MISSION
    return Imported(kept, first_time, made, change, forgotten, unreachable, homes.local, applied=not dry_run)


def _refuse_lost_handles(table: Table, roster: Roster, homes: Homes) -> None:
    """Slack ids that nobody could ever be reached by. Raises ``FaultyFileError``."""
    faults = [
        Fault(table.name, row.line, "slack_id", what)
        for row in roster.rows
        if row.slack is not None and (what := _lost(row.slack, homes)) is not None
    ]
    if faults:
        raise FaultyFileError(faults)


def _lost(handle: ChatHandle, homes: Homes) -> Wrong | None:
    home = homes.slack_workspace
    if handle.workspace is not None and homes.many_workspaces:
        return None
    if handle.workspace is None and home is None:
        return wrong("no_workspace", id=handle.user_id)
    if home is not None and handle.workspace not in (None, home):
        return wrong("other_workspace", workspace=handle.workspace, connected=home)
    return None


async def _coming_from_elsewhere(
    uow: UnitOfWork, table: Table, roster: Roster, setting: Setting | None
) -> dict[str, Person]:
    """People who left another setting's roster, by e-mail: they move here with what they agreed to.

    One home setting a person: their attention budget must not be spent twice. Raises
    ``FaultyFileError`` for those who are still on another roster.
    """
    elsewhere = {
        email: person
        for email, person in (await uow.people.by_email([row.email for row in roster.rows])).items()
        if setting is None or person.setting_id != setting.id
    }
    names = {each.id: each.name for each in await uow.settings.all()}
    faults = [
        Fault(
            table.name,
            row.line,
            "email",
            wrong("of_another_setting", email=row.email, setting=names[found.setting_id]),
        )
        for row in roster.rows
        if (found := elsewhere.get(row.email)) is not None and found.standing is Standing.ACTIVE
    ]
    if faults:
        raise FaultyFileError(faults)
    return elsewhere


async def _without_forgotten(deps: Deps, uow: UnitOfWork, roster: Roster) -> tuple[Roster, int]:
    hashes = {row.email: deps.address_hash(row.email) for row in roster.rows}
    gone = await uow.people.forgotten(hashes.values())
    kept = tuple(row for row in roster.rows if hashes[row.email] not in gone)
    return replace(roster, rows=kept), len(roster.rows) - len(kept)


async def _add_setting(deps: Deps, uow: UnitOfWork, name: str, kind: SettingKind | None) -> Setting:
    setting = Setting(deps.new_id(), name, kind or SettingKind.MISSION)
    await uow.settings.add(setting)
    return setting


@dataclass(frozen=True, slots=True)
class _Import:
    """One import being applied."""

    deps: Deps
    uow: UnitOfWork
    setting: Setting
    homes: Homes
    current: Mapping[str, Person]
    own_choices: Mapping[str, frozenset[str]]
    own_places: Mapping[str, frozenset[tuple[Platform, str]]]
    """By person: where they linked or unlinked an account themselves, which the roster must not undo."""
    first_time: bool


async def _write_down(work: _Import, change: RosterChange, by: Uploader | None) -> None:
    counts = {"new": len(change.added), "changed": len(change.changed), "left": len(change.left)}
    via, person_id = (Via.PAGE, by.person_id) if by else (Via.COMMAND, None)
    now = work.deps.clock.now()
    act = AdministrativeAct(now, What.ROSTER, via, work.setting.id, person_id, counts)
    await work.uow.acts.add(work.deps.new_id(), act)


async def _apply(work: _Import, change: RosterChange, roster: Roster, identities: Sequence[Identity]) -> None:
    now = work.deps.clock.now()
    added = [(row, work.deps.new_id()) for row in change.added]
    ids = {email: p.id for email, p in work.current.items()} | {row.email: id_ for row, id_ in added}
    new = [_person(row, id_, work.setting.id, ids) for row, id_ in added]
    own = work.own_choices
    changed = [
        _updated(each, work.setting.id, ids, own.get(each.person.id, frozenset())) for each in change.changed
    ]
    await work.uow.people.add(new)
    await work.uow.people.save(changed)
    await work.uow.people.save([replace(person, standing=Standing.LEFT) for person in change.left])
    await work.uow.sign_ins.end_all([person.id for person in change.left])
    for person in change.left:
        await withdraw_open(work.uow, person.id, Reason.LEFT)
    reached = _new_identities(work, roster, ids, identities)
    await work.uow.people.set_identities(reached)
    news = {*(person.id for person in (*new, *changed)), *(each.person_id for each in reached)}
    await work.uow.looks.schedule(dict.fromkeys(sorted(news), now))
    # Where the whole setting is new, everybody was there before us.
    newcomers = [] if work.first_time else new
    await work.uow.looks.happened(arrivals(newcomers, now), work.setting.id)
    await take_back_leave(work.uow, {each.person.id: each.person for each in change.changed}, changed)
    await work.uow.looks.happened(departures((*new, *changed)), work.setting.id)


def _new_identities(
    work: _Import, roster: Roster, ids: Mapping[str, str], known: Sequence[Identity]
) -> list[Identity]:
    """Of everybody in the file, also of those whose row is unchanged.

    Where the deployment has moved to another workspace, or has turned local chat on, the
    same file says something new.
    """
    open_ones = {each.id for each in known}
    wanted = [each for row in roster.rows for each in identities_of(ids[row.email], row, work.homes)]
    new = [each for each in wanted if each.id not in open_ones]
    nowhere = frozenset[tuple[Platform, str]]()
    return [
        each
        for each in new
        if (each.platform, each.workspace) not in work.own_places.get(each.person_id, nowhere)
    ]


def _person(row: RosterRow, person_id: str, setting_id: str, ids: Mapping[str, str]) -> Person:
    return Person(
        id=person_id,
        setting_id=setting_id,
        email=row.email,
        name=row.name,
        role_group=row.role_group,
        entity=row.entity,
        pillar=row.pillar,
        duty_station=row.duty_station,
        country=row.country,
        time_zone=row.time_zone,
        week=row.week,
        language=row.language,
        manager_id=ids.get(row.manager_email) if row.manager_email else None,
        is_coordinator=row.is_coordinator,
        leave=row.leave,
    )


def _updated(changed: Changed, setting_id: str, ids: Mapping[str, str], own: frozenset[str]) -> Person:
    """The roster's word, but for what the person chose themselves."""
    before = changed.person
    person = _person(changed.row, before.id, setting_id, ids)
    kept = {field: getattr(before, field) for name, field in PINNED.items() if name in own}
    return replace(person, humanitarian=before.humanitarian, **kept)
