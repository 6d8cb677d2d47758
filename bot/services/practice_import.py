"""Taking practice records from elsewhere, such as a forum's list of decisions."""

from dataclasses import dataclass

from bot.ports.acts import AdministrativeAct, Via, What
from bot.services.deps import Deps
from nudges.chance import stable_id
from nudges.consent import Consent
from nudges.people import Person
from nudges.practice import Evidence, PracticeRecord, Source
from nudges.practice_file import PracticeEntry, read_practice_file
from nudges.practice_view import window_of
from nudges.tables import Table


@dataclass(frozen=True, slots=True)
class PracticeImported:
    """How many records were new, known before, or refused because their person stopped.

    ``too_late`` of the new ones lie in windows already shown, which never change.
    """

    new: int
    known: int
    stopped: int
    too_late: int


async def import_practice(deps: Deps, table: Table) -> PracticeImported:
    """Store a file's records once. Raises ``FaultyFileError``, and then nothing is stored."""
    async with deps.begin() as uow:
        people = {person.email: person for person in await uow.people.active()}
        today = deps.clock.now().date()
        behaviours = deps.catalogue.framework.behaviours
        entries = read_practice_file(table, list(people), list(behaviours), today)
        consents = await uow.looks.consents([person.id for person in people.values()])
        willing = [e for e in entries if consents[people[e.email].id] is not Consent.OPTED_OUT]
        records = [_record(deps, people[entry.email], entry) for entry in willing]
        new = await uow.practices.add(records)
        released = {each: await uow.practices.released(each) for each in {r.setting_id for r in records}}
        late = [r for r in records if window_of(r.practised_on).first in released[r.setting_id]]
        act = AdministrativeAct(deps.clock.now(), What.PRACTICE, Via.COMMAND, None, None, {"new": new})
        await uow.acts.add(deps.new_id(), act)
        await uow.commit()
    return PracticeImported(new, len(records) - new, len(entries) - len(willing), len(late))


def _record(deps: Deps, person: Person, entry: PracticeEntry) -> PracticeRecord:
    return PracticeRecord(
        id=stable_id(person.id, entry.behaviour, entry.day.isoformat(), entry.source),
        setting_id=person.setting_id,
        person_id=person.id,
        behaviour=entry.behaviour,
        practised_on=entry.day,
        at=deps.clock.now(),
        source=Source.IMPORT,
        evidence=Evidence.SELF_REPORTED,
        detail=entry.source,
    )
