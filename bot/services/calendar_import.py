"""Calendars handed over as files, for those that stand at no address."""

from dataclasses import dataclass, replace

from bot.ports.acts import AdministrativeAct, Via, What
from bot.ports.calendar_reading import CalendarReader
from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from bot.services.naming import setting_named
from nudges.chance import stable_id
from nudges.flows.meetings.agendas import Agenda
from nudges.flows.meetings.reading import LOOKS_AHEAD
from nudges.people import Person, Setting, Standing

LARGEST = 700_000
"""Characters, some 500 kB of a file: it is kept whole, sealed, and read again as its weeks come."""


class CalendarFileError(ValueError):
    """The file, or whose it is, cannot be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class CalendarImported:
    """Whose it is, and how many meetings it holds in the two weeks that are looked at ahead."""

    owner: Person
    meetings: int


async def import_calendar(
    deps: Deps, reader: CalendarReader, address: str, setting_name: str, email: str | None
) -> CalendarImported:
    """Connect a file as the setting's calendar, or as the own one of the person with this e-mail address.

    ``address`` holds the file itself. The next file takes the place of the one before. Raises
    ``CalendarFileError``, ``CalendarProblemError`` and what ``setting_named`` does; then nothing
    is changed.
    """
    if len(address) > LARGEST:
        raise CalendarFileError("the calendar is too large; export fewer months")
    now = deps.clock.now()
    found = await reader.read(address, now, now + LOOKS_AHEAD)
    async with deps.begin() as uow:
        setting = await setting_named(uow, setting_name)
        owner = await _owner(uow, setting, email)
        agenda = Agenda(
            id=stable_id(setting.id, "agenda", "file", (email and owner.id) or ""),
            setting_id=setting.id,
            owner_id=owner.id,
            sealed=deps.sealer.seal(address),
            own=email is not None,
        )
        before = await uow.records.get(Agenda, agenda.id)
        if before is not None:
            agenda = replace(before, owner_id=owner.id, sealed=agenda.sealed, next_read_at=None)
        await uow.records.save(agenda, now)
        act = AdministrativeAct(now, What.CALENDAR, Via.COMMAND, setting.id)
        await uow.acts.add(deps.new_id(), act)
        await uow.commit()
    return CalendarImported(owner, len(found))


async def _owner(uow: UnitOfWork, setting: Setting, email: str | None) -> Person:
    """The person of this address, or the first who coordinates the setting."""
    people = [each for each in await uow.people.of_setting(setting.id) if each.standing is Standing.ACTIVE]
    if email is not None:
        theirs = [each for each in people if each.email == email.strip().lower()]
        if not theirs:
            raise CalendarFileError(f'"{email}" is not on the roster of "{setting.name}"')
        return theirs[0]
    coordinators = sorted((each for each in people if each.is_coordinator), key=lambda each: each.email)
    if not coordinators:
        raise CalendarFileError(
            f'nobody coordinates "{setting.name}": write yes under is_coordinator in its roster, '
            "or name whose calendar it is with --person"
        )
    return coordinators[0]
