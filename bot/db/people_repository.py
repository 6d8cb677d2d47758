"""People, their leave, identities and own data."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.editions_repository import KnownEditions
from bot.db.erasing import Forget, erase_person
from bot.db.mapping import (
    AnyRow,
    columns,
    identity_of,
    identity_values,
    person_of,
    person_values,
    week_values,
)
from bot.db.portions import portions
from bot.db.tables import (
    AdministrativeActRow,
    AnswerRow,
    AttentionRow,
    Base,
    ConsentRow,
    DecisionRow,
    DeliveryRow,
    ForgottenRow,
    HappeningRow,
    IdentityRow,
    LeaveRow,
    NudgeTextRow,
    PageSessionRow,
    PersonRow,
    PracticeRow,
    PromptRow,
    RecordPersonRow,
    RecordRow,
    SettingRow,
    SignInLinkRow,
    plain,
)
from bot.db.usable import Connected, delivery_order, usable
from bot.db.writing import insert_new
from bot.ports import Actor
from bot.ports.linking import OwnAccount
from bot.ports.members import Account
from nudges.consent import Consent
from nudges.editions import Edition
from nudges.people import Identity, Person, Platform, Setting, SettingKind, Standing

_PERSONAL = {
    "consent": ConsentRow,
    "events": HappeningRow,
    "decisions": DecisionRow,
    "prompts": PromptRow,
    "answers": AnswerRow,
    "practice_records": PracticeRow,
    "leave": LeaveRow,
    "identities": IdentityRow,
    "attention": AttentionRow,
    "page_sessions": PageSessionRow,
    "sign_in_links": SignInLinkRow,
    "nudge_texts": NudgeTextRow,
    "administrative_acts": AdministrativeActRow,
}
"""Every table that holds rows about one person, by the name its export uses."""


PEOPLE, _LEAVE, _ACCOUNTS = plain(PersonRow), plain(LeaveRow), plain(IdentityRow)
SETTINGS = plain(SettingRow)
SETTING_OF_PERSON = tuple(
    SETTINGS.c[name].label(f"setting_{name}")
    for name in ("name", "kind", "paused_since", "crisis_since", "edition")
)
"""Columns to read a person's setting with them, as the two have names in common."""

_TIMES = ("at", "due_at", "created_at", "first")
"""Columns that say when a row belongs; a table has one of them, or few rows."""

# Asked at every press: built once, because building a statement costs as much as running it.
_VISITOR = (
    select(
        PEOPLE,
        *SETTING_OF_PERSON,
        _LEAVE.c.first,
        _LEAVE.c.last,
    )
    .join(_ACCOUNTS, _ACCOUNTS.c.person_id == PEOPLE.c.id)
    .join(SETTINGS, SETTINGS.c.id == PEOPLE.c.setting_id)
    .outerjoin(_LEAVE, _LEAVE.c.person_id == PEOPLE.c.id)
    .where(
        _ACCOUNTS.c.platform == bindparam("platform"),
        _ACCOUNTS.c.workspace == bindparam("workspace"),
        _ACCOUNTS.c.user_id == bindparam("user_id"),
        _ACCOUNTS.c.closed_at.is_(None),
    )
    # One deed of a person after the other, however they arrive; rows that refer to them may be made.
    .with_for_update(of=PEOPLE, key_share=True)
)

_PEOPLE = select(PEOPLE).order_by(PEOPLE.c.id)
_ACTIVE = PEOPLE.c.standing == Standing.ACTIVE.value
_PERSON_BY_ID = _PEOPLE.where(PEOPLE.c.id == bindparam("wanted"))
_OF_SETTING = _PEOPLE.where(PEOPLE.c.setting_id == bindparam("setting_id"))
_ACTIVE_IDS = select(PEOPLE.c.id).where(PEOPLE.c.setting_id == bindparam("setting_id"), _ACTIVE)
_COORDINATORS = _PEOPLE.where(PEOPLE.c.is_coordinator, _ACTIVE)
_LEAVE_OF = select(_LEAVE).where(_LEAVE.c.person_id.in_(bindparam("wanted", expanding=True)))
_LEAVE_OF_SETTING = (
    select(_LEAVE)
    .join(PEOPLE, PEOPLE.c.id == _LEAVE.c.person_id)
    .where(PEOPLE.c.setting_id == bindparam("setting_id"))
)
_IDENTITIES = (
    select(_ACCOUNTS)
    .where(_ACCOUNTS.c.closed_at.is_(None), _ACCOUNTS.c.person_id.in_(bindparam("wanted", expanding=True)))
    .order_by(_ACCOUNTS.c.id)
)

_OWN_PLACES = select(_ACCOUNTS).where(
    _ACCOUNTS.c.person_id.in_(bindparam("wanted", expanding=True)),
    or_(_ACCOUNTS.c.linked_at.is_not(None), _ACCOUNTS.c.unlinked_at.is_not(None)),
)

_PLACE = ("platform", "workspace", "user_id", "person_id")
_CONVERSATION = (
    update(IdentityRow).where(IdentityRow.id == bindparam("account")).values(conversation=bindparam("place"))
)
_REPLACED = delete(IdentityRow).where(
    IdentityRow.platform == bindparam("new_platform"),
    IdentityRow.workspace == bindparam("new_workspace"),
    (IdentityRow.user_id == bindparam("new_user_id"))
    != (IdentityRow.person_id == bindparam("new_person_id")),
)
"""Takes away an account from whoever held it, and from its new holder what they held there before."""


_ALIKE = (
    PersonRow.time_zone,
    PersonRow.working_days,
    PersonRow.work_start,
    PersonRow.work_end,
    PersonRow.country,
    PersonRow.language,
)
_TYPICAL = (
    select(func.min(PersonRow.id).label("person_id"))
    .where(PersonRow.setting_id == bindparam("setting_id"), PersonRow.standing == Standing.ACTIVE.value)
    .group_by(*_ALIKE)
    .order_by(func.count().desc(), func.min(PersonRow.id))
    .limit(1)
)


async def leave_of(session: AsyncSession, person_ids: Sequence[str]) -> dict[str, list[AnyRow]]:
    """Rows of leave by person, of however many people."""
    found: dict[str, list[AnyRow]] = defaultdict(list)
    for some in portions(person_ids):
        found |= _by_person(await session.execute(_LEAVE_OF, {"wanted": list(some)}))
    return found


def _by_person(rows: Iterable[AnyRow]) -> dict[str, list[AnyRow]]:
    found: dict[str, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def setting_of_person(row: AnyRow, edition: Edition) -> Setting:
    """The setting, of a row with ``SETTING_OF_PERSON``."""
    return Setting(
        row.setting_id,
        row.setting_name,
        SettingKind(row.setting_kind),
        row.setting_paused_since,
        row.setting_crisis_since,
        edition,
    )


@cache
def _own_accounts(connected: Connected) -> Select[*tuple[Any, ...]]:
    return (
        select(*_ACCOUNTS.columns, usable(connected).label("reached"))
        .where(_ACCOUNTS.c.person_id == bindparam("wanted"), _ACCOUNTS.c.closed_at.is_(None))
        .order_by(*delivery_order())
    )


class SqlPeople:
    """Implements ``bot.ports.storage.People``."""

    def __init__(
        self,
        session: AsyncSession,
        connected: Connected,
        editions: KnownEditions,
        also_forget: Sequence[Forget] = (),
    ) -> None:
        self._session = session
        self._connected = connected
        self._editions = editions
        self._also_forget = also_forget

    async def get(self, person_id: str) -> Person | None:
        found = await self._people(_PERSON_BY_ID, wanted=person_id)
        return found[0] if found else None

    async def of_setting(self, setting_id: str) -> list[Person]:
        rows = (await self._session.execute(_OF_SETTING, {"setting_id": setting_id})).all()
        leave = _by_person(await self._session.execute(_LEAVE_OF_SETTING, {"setting_id": setting_id}))
        return [person_of(row, leave.get(row.id, ())) for row in rows]

    async def active_ids(self, setting_id: str) -> set[str]:
        return set(await self._session.scalars(_ACTIVE_IDS, {"setting_id": setting_id}))

    async def typical(self, setting_id: str) -> Person | None:
        row = (await self._session.execute(_TYPICAL, {"setting_id": setting_id})).first()
        return await self.get(row.person_id) if row is not None else None

    async def active(self) -> list[Person]:
        return await self._people(_PEOPLE.where(_ACTIVE))

    async def by_email(self, emails: Iterable[str]) -> dict[str, Person]:
        found: dict[str, Person] = {}
        for some in portions(sorted(set(emails))):
            known = await self._people(_PEOPLE.where(PEOPLE.c.email.in_(some)))
            found |= {person.email: person for person in known}
        return found

    async def visitor(self, actor: Actor) -> tuple[Person, Setting] | None:
        who = {"platform": actor.platform.value, "workspace": actor.workspace, "user_id": actor.user_id}
        rows = (await self._session.execute(_VISITOR, who)).all()
        if not rows:
            return None
        # Without leave the outer join gives one row with empty places.
        leave = [each for each in rows if each.first is not None]
        row = rows[0]
        edition = await self._editions.of(self._session, row.setting_id, row.setting_edition)
        return person_of(row, leave), setting_of_person(row, edition)

    async def coordinators(self) -> list[Person]:
        return await self._people(_COORDINATORS)

    async def manages(self, person_id: str) -> bool:
        query = select(PersonRow.id).where(PersonRow.manager_id == person_id).limit(1)
        return await self._session.scalar(query) is not None

    async def _people(self, query: Select[*tuple[Any, ...]], **values: object) -> list[Person]:
        rows = (await self._session.execute(query, values)).all()
        leave = await leave_of(self._session, [row.id for row in rows])
        return [person_of(row, leave[row.id]) for row in rows]

    async def add(self, people: Sequence[Person]) -> None:
        if not people:
            return
        # Managers may stand later in the file than their people: first everybody, then the links.
        plain = [person_values(person) | {"manager_id": None, "own_choices": ""} for person in people]
        await self._session.execute(insert(PersonRow), plain)
        await self._session.execute(
            insert(AttentionRow),
            [{"person_id": person.id, "consent": Consent.NOT_ASKED.value} for person in people],
        )
        await self.save(people)

    async def save(self, people: Sequence[Person]) -> None:
        if not people:
            return
        await self._session.execute(update(PersonRow), [person_values(person) for person in people])
        for some in portions([person.id for person in people]):
            await self._session.execute(delete(LeaveRow).where(LeaveRow.person_id.in_(some)))
        away = [
            {"person_id": p.id, "first": each.first, "last": each.last} for p in people for each in p.leave
        ]
        await insert_new(self._session, LeaveRow, away)
        self._session.expire_all()

    async def erase(self, person_id: str, address_hash: str, at: datetime) -> None:
        await insert_new(self._session, ForgottenRow, [{"address_hash": address_hash, "at": at}])
        await erase_person(self._session, person_id, self._also_forget)
        self._session.expire_all()

    async def forgotten(self, address_hashes: Iterable[str]) -> set[str]:
        known, found = ForgottenRow.address_hash, set[str]()
        for some in portions(list(address_hashes)):
            found |= set(await self._session.scalars(select(known).where(known.in_(some))))
        return found

    async def identities(self, person_ids: Sequence[str]) -> list[Identity]:
        found: list[Identity] = []
        for some in portions(person_ids):
            found += map(identity_of, await self._session.execute(_IDENTITIES, {"wanted": list(some)}))
        return found

    async def set_identities(self, identities: Sequence[Identity]) -> None:
        rows = [identity_values(each) for each in identities]
        places = [{f"new_{name}": row[name] for name in _PLACE} for row in rows]
        if places:
            await (await self._session.connection()).execute(_REPLACED, places)
        await insert_new(self._session, IdentityRow, rows)
        for some in portions([each.id for each in identities]):
            theirs = IdentityRow.id.in_(some), IdentityRow.unlinked_at.is_(None)
            await self._session.execute(update(IdentityRow).where(*theirs).values(closed_at=None))

    async def link(self, identity: Identity, at: datetime) -> None:
        await self.set_identities([identity])
        await self._change(identity.id, closed_at=None, unlinked_at=None, linked_at=at)

    async def unlink(self, identity_id: str, at: datetime) -> None:
        await self._change(identity_id, closed_at=at, unlinked_at=at, linked_at=None, preferred=False)

    async def prefer(self, person_id: str, identity_id: str) -> None:
        await self._session.execute(
            update(IdentityRow)
            .where(IdentityRow.person_id == person_id)
            .values(preferred=IdentityRow.id == identity_id)
        )

    async def own_accounts(self, person_id: str) -> list[OwnAccount]:
        rows = await self._session.execute(_own_accounts(self._connected), {"wanted": person_id})
        return [OwnAccount(identity_of(row), row.preferred, bool(row.reached)) for row in rows]

    async def own_places(self, person_ids: Sequence[str]) -> dict[str, frozenset[tuple[Platform, str]]]:
        found: dict[str, set[tuple[Platform, str]]] = defaultdict(set)
        for some in portions(person_ids):
            for row in await self._session.execute(_OWN_PLACES, {"wanted": list(some)}):
                found[row.person_id].add((Platform(row.platform), row.workspace))
        return {person_id: frozenset(places) for person_id, places in found.items()}

    async def _change(self, identity_id: str, **values: Any) -> None:
        await self._session.execute(update(IdentityRow).where(IdentityRow.id == identity_id).values(**values))

    async def close_identity(self, identity_id: str, at: datetime) -> None:
        await self._session.execute(
            update(IdentityRow).where(IdentityRow.id == identity_id).values(closed_at=at)
        )

    async def remember_conversations(self, conversations: Mapping[str, str]) -> None:
        known = [{"account": identity_id, "place": each} for identity_id, each in conversations.items()]
        if known:
            await (await self._session.connection()).execute(_CONVERSATION, known)

    async def accounts(
        self, platform: Platform, workspace: str, user_ids: Collection[str] | None = None
    ) -> list[Account]:
        query = (
            select(IdentityRow, PersonRow)
            .join(PersonRow, PersonRow.id == IdentityRow.person_id)
            .where(IdentityRow.platform == platform.value, IdentityRow.workspace == workspace)
            .order_by(IdentityRow.id)
        )
        if user_ids is None:
            return await self._accounts(query)
        some = portions(sorted(user_ids))
        return [a for part in some for a in await self._accounts(query.where(IdentityRow.user_id.in_(part)))]

    async def _accounts(self, query: Select[IdentityRow, PersonRow]) -> list[Account]:
        rows = (await self._session.execute(query)).all()
        leave = await leave_of(self._session, [person.id for _, person in rows])
        return [
            Account(
                identity_of(row),
                person_of(person, leave[person.id]),
                is_open=row.closed_at is None,
                is_unlinked=row.unlinked_at is not None,
            )
            for row, person in rows
        ]

    async def own_choices(self, person_ids: Sequence[str]) -> dict[str, frozenset[str]]:
        query = select(PersonRow.id, PersonRow.own_choices).where(PersonRow.own_choices != "")
        wanted = frozenset(person_ids)
        return {
            person_id: frozenset(chosen.split(","))
            for person_id, chosen in await self._session.execute(query)
            if person_id in wanted
        }

    async def choose(self, person: Person, fields: frozenset[str]) -> None:
        before = (await self.own_choices([person.id])).get(person.id, frozenset())
        await self._session.execute(
            update(PersonRow)
            .where(PersonRow.id == person.id)
            .values(
                language=person.language,
                time_zone=person.time_zone,
                humanitarian=person.humanitarian,
                **week_values(person.week),
                own_choices=",".join(sorted(before | fields)),
            )
        )

    async def export(self, person_id: str) -> dict[str, Any]:
        people = await self._rows(PersonRow, PersonRow.id == person_id)
        document: dict[str, Any] = {"person": people[0] if people else None}
        for name, table in _PERSONAL.items():
            document[name] = await self._rows(table, table.__table__.c.person_id == person_id)
        own = select(PromptRow.id).where(PromptRow.person_id == person_id)
        theirs = select(RecordPersonRow.record_id).where(RecordPersonRow.person_id == person_id)
        document["records"] = await self._rows(RecordRow, RecordRow.id.in_(theirs))
        document["deliveries"] = await self._rows(DeliveryRow, DeliveryRow.prompt_id.in_(own))
        return document

    async def _rows(self, table: type[Base], condition: ColumnElement[bool]) -> list[dict[str, Any]]:
        """Oldest first."""
        cells = table.__table__.c
        times = [cells[name] for name in _TIMES if name in cells]
        key = table.__table__.primary_key
        rows = await self._session.scalars(select(table).where(condition).order_by(*times, *key))
        return [columns(row) for row in rows]
