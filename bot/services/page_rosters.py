"""A coordinator's own roster file: looked at first, then applied as it was shown.

The same use case as the command line's. A coordinator may know who belongs to their setting, but
must not become somebody else by it: an account of a chat platform opens what its person may see.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from bot.services.access import Reader
from bot.services.deps import Deps
from bot.services.homes import Homes, identities_of
from bot.services.rosters import Check, Comparison, Imported, Uploader, import_roster
from nudges.consent import Consent
from nudges.faults import Fault, FaultyFileError, Wrong, wrong
from nudges.people import Identity, Person, Platform
from nudges.roster.change import RosterChange
from nudges.roster.file import Known, RosterRow
from nudges.tables import Table

_COLUMNS = {Platform.SLACK: "slack_id", Platform.TEAMS: "teams_id"}


class ChangedMeanwhileError(Exception):
    """What the file would do now is not what was shown; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change. ``mark`` is the same as long as it would do the same.

    ``without_reader``: whoever looks is not in the file and would leave the setting by it.
    """

    imported: Imported
    mark: str
    without_reader: bool


@dataclass(frozen=True, slots=True)
class PageRosters:
    """Nothing here asks whether the reader coordinates their setting: ``access`` has decided it."""

    deps: Deps
    known: Callable[[], Known]
    homes: Homes

    async def preview(self, reader: Reader, table: Table) -> Preview:
        """What the file would change; nothing is changed. Raises ``FaultyFileError``."""
        imported = await self._import(reader, table, self._accounts_stay, dry_run=True)
        leaves = any(person.id == reader.person.id for person in imported.change.left)
        return Preview(imported, mark_of(imported.change), leaves)

    async def confirm(self, reader: Reader, table: Table, mark: str) -> Imported:
        """Apply what was shown under this mark.

        Raises ``ChangedMeanwhileError`` where it would be something else by now, and
        ``FaultyFileError`` where the file no longer fits; then nothing is changed.
        """

        async def check(found: Comparison) -> None:
            await self._accounts_stay(found)
            if mark_of(found.change) != mark:
                raise ChangedMeanwhileError

        return await self._import(reader, table, check, dry_run=False)

    async def _import(self, reader: Reader, table: Table, check: Check, *, dry_run: bool) -> Imported:
        async def own_setting_only(found: Comparison) -> None:
            if found.setting is None or found.setting.id != reader.setting.id:
                raise ChangedMeanwhileError
            await check(found)

        return await import_roster(
            self.deps,
            table,
            reader.setting.name,
            self.known(),
            self.homes,
            dry_run=dry_run,
            by=Uploader(reader.person.id, own_setting_only),
        )

    async def _accounts_stay(self, found: Comparison) -> None:
        """Raises ``FaultyFileError`` where a chat account would come to somebody who may see something."""
        open_ids = {each.id for each in found.identities}
        ids = [each.id for each in found.current.values()]
        consents = await found.uow.looks.consents(ids) if ids else {}
        own = await found.uow.people.own_places(ids) if ids else {}
        holders = await self._holders(found)
        faults = [
            Fault(found.table.name, row.line, _COLUMNS[identity.platform], what)
            for row, identity in self._named(found)
            if identity.id not in open_ids
            # Where people linked or unlinked accounts themselves, no file counts anyway.
            and (identity.platform, identity.workspace) not in own.get(identity.person_id, ())
            and (what := self._wrong(row, identity, found.current.get(row.email), consents, holders))
        ]
        if faults:
            raise FaultyFileError(faults)

    def _wrong(
        self,
        row: RosterRow,
        identity: Identity,
        person: Person | None,
        consents: Mapping[str, Consent],
        holders: Mapping[tuple[Platform, str, str], str],
    ) -> Wrong | None:
        """Why this account cannot be given here; None where it can."""
        holder = holders.get((identity.platform, identity.workspace, identity.user_id))
        if holder is not None and person is not None and holder == person.id:
            return None  # it was theirs before
        if holder is not None:
            return wrong("account_of_another", id=identity.user_id)
        if row.email in self.deps.pages.operators:
            return wrong("account_of_operator", id=identity.user_id)
        if person is not None and consents.get(person.id, Consent.NOT_ASKED) is not Consent.NOT_ASKED:
            return wrong("another_account", id=identity.user_id)
        return None

    def _named(self, found: Comparison) -> Iterator[tuple[RosterRow, Identity]]:
        """The accounts that the file's own cells name, with their rows."""
        for row in found.roster.rows:
            person = found.current.get(row.email)
            for identity in identities_of(person.id if person else "", row, self.homes):
                if identity.platform in _COLUMNS:
                    yield row, identity

    async def _holders(self, found: Comparison) -> dict[tuple[Platform, str, str], str]:
        """The ids of the people who have, or had, the accounts that the file names."""
        wanted: defaultdict[tuple[Platform, str], set[str]] = defaultdict(set)
        for _, identity in self._named(found):
            wanted[identity.platform, identity.workspace].add(identity.user_id)
        return {
            (platform, workspace, each.identity.user_id): each.person.id
            for (platform, workspace), user_ids in wanted.items()
            for each in await found.uow.people.accounts(platform, workspace, user_ids)
        }


def mark_of(change: RosterChange) -> str:
    """A short text that differs where anything differs that a preview tells."""
    told = (
        [row.email for row in change.added],
        [(each.person.email, each.fields) for each in change.changed],
        [person.email for person in change.unchanged],
        [person.email for person in change.left],
    )
    return sha256(json.dumps(told).encode()).hexdigest()
