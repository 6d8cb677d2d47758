"""Editions: the versions in the database, and what a process keeps of them in memory."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import bindparam, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.mapping import AnyRow
from bot.db.tables import NudgeOffRow, NudgeTextRow, SettingRow, plain
from bot.db.writing import insert_new
from nudges.editions import AS_THE_CATALOGUE, Edition, TextVersion, Words

Fits: TypeAlias = Callable[[str, str, Words], bool]
"""Whether words of a nudge (by id) in a language can still be used."""

_OFF, _TEXTS = plain(NudgeOffRow), plain(NudgeTextRow)
_OFF_HERE = select(_OFF.c.nudge, _OFF.c.at).where(_OFF.c.setting_id == bindparam("wanted"))
_VERSIONS = (
    select(_TEXTS)
    .where(_TEXTS.c.setting_id == bindparam("wanted"), _TEXTS.c.nudge == bindparam("of"))
    .order_by(_TEXTS.c.at.desc(), _TEXTS.c.number.desc())
)
_ONE = (_TEXTS.c.nudge, _TEXTS.c.language)
_LAST = (
    select(*_ONE, func.max(_TEXTS.c.number)).where(_TEXTS.c.setting_id == bindparam("wanted")).group_by(*_ONE)
)
_IN_FORCE = select(_TEXTS).where(
    _TEXTS.c.setting_id == bindparam("wanted"), tuple_(*_ONE, _TEXTS.c.number).in_(_LAST)
)


def always(_nudge: str, _language: str, _words: Words) -> bool:
    """Where nobody knows the catalogue, whatever is stored is taken."""
    return True


class KnownEditions:
    """The editions of the settings, as this process read them last.

    A setting's row tells the id of its edition, so it costs nothing to know whether one is still in
    force, and none that is over is ever used. Words that the catalogue has outgrown are left out:
    a message must go out.
    """

    def __init__(self, fits: Fits = always) -> None:
        self._fits = fits
        self._known: dict[str, Edition] = {}

    async def of(self, session: AsyncSession, setting_id: str, edition_id: str) -> Edition:
        """The edition with this id; read where it is not the one that is known."""
        if not edition_id:
            return AS_THE_CATALOGUE
        known = self._known.get(setting_id)
        if known is None or known.id != edition_id:
            known = self._known[setting_id] = await self._read(session, setting_id, edition_id)
        return known

    async def some(self, session: AsyncSession, wanted: Iterable[tuple[str, str]]) -> dict[str, Edition]:
        """By setting, for pairs of a setting and its edition's id."""
        return {setting_id: await self.of(session, setting_id, each) for setting_id, each in set(wanted)}

    async def _read(self, session: AsyncSession, setting_id: str, edition_id: str) -> Edition:
        here = {"wanted": setting_id}
        off = frozenset((await session.scalars(_OFF_HERE, here)).all())
        stored = {
            (row.language, row.nudge): row.words
            for row in await session.execute(_IN_FORCE, here)
            if row.words
        }
        outgrown = {each for each, words in stored.items() if not self._fits(each[1], each[0], words)}
        words = {each: stored[each] for each in stored.keys() - outgrown}
        return Edition(edition_id, off, words, frozenset(outgrown))


class SqlEditions:
    """Implements ``bot.ports.editions.Editions``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def renew(self, setting_id: str, edition_id: str) -> None:
        changed = update(SettingRow).where(SettingRow.id == setting_id).values(edition=edition_id)
        await self._session.execute(changed, execution_options={"synchronize_session": "fetch"})

    async def switch_off(self, setting_id: str, nudge: str, at: datetime) -> bool:
        row = {"setting_id": setting_id, "nudge": nudge, "at": at}
        return await insert_new(self._session, NudgeOffRow, [row]) == 1

    async def switch_on(self, setting_id: str, nudge: str) -> bool:
        here = (_OFF.c.setting_id == setting_id, _OFF.c.nudge == nudge)
        gone = await self._session.execute(delete(_OFF).where(*here).returning(_OFF.c.nudge))
        return len(gone.all()) == 1

    async def off_since(self, setting_id: str) -> dict[str, datetime]:
        rows = await self._session.execute(_OFF_HERE, {"wanted": setting_id})
        return {row.nudge: row.at for row in rows}

    async def versions(self, setting_id: str, nudge: str) -> list[TextVersion]:
        rows = await self._session.execute(_VERSIONS, {"wanted": setting_id, "of": nudge})
        return [_version(row) for row in rows]

    async def add(self, setting_id: str, version: TextVersion, text_version: str) -> bool:
        row = {
            "setting_id": setting_id,
            "nudge": version.nudge,
            "language": version.language,
            "number": version.number,
            "at": version.at,
            "person_id": version.person_id,
            "words": dict(version.words or {}),
            "text_version": text_version,
        }
        return await insert_new(self._session, NudgeTextRow, [row]) == 1


def _version(row: AnyRow) -> TextVersion:
    return TextVersion(row.nudge, row.language, row.number, row.at, row.person_id, row.words or None)
