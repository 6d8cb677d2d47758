"""Links and sessions of the pages, by the hashes of their keys."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import PageSessionRow, SignInLinkRow, plain
from bot.ports.sign_ins import PageSession

_LINKS, _SESSIONS = plain(SignInLinkRow), plain(PageSessionRow)
_LINK = (_LINKS.c.key_hash == bindparam("wanted"), _LINKS.c.ends_at > bindparam("now"))
_OFFERED = select(_LINKS.c.person_id).where(*_LINK)
_USE = delete(_LINKS).where(*_LINK).returning(_LINKS.c.person_id)
# Asked at every page: built once, because building a statement costs as much as running it.
_KEPT = tuple(_SESSIONS.c[name] for name in ("person_id", "opened_at", "seen_at", "ends_at"))
_SESSION = select(*_KEPT).where(_SESSIONS.c.key_hash == bindparam("wanted"))
_SEEN = update(_SESSIONS).where(_SESSIONS.c.key_hash == bindparam("wanted")).values(seen_at=bindparam("at"))


class SqlSignIns:
    """Implements ``bot.ports.sign_ins.SignIns``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def offer(self, key_hash: str, person_id: str, ends_at: datetime) -> None:
        await self._session.execute(delete(_LINKS).where(_LINKS.c.person_id == person_id))
        row = {"key_hash": key_hash, "person_id": person_id, "ends_at": ends_at}
        await self._session.execute(insert(_LINKS).values(row))

    async def offered_to(self, key_hash: str, now: datetime) -> str | None:
        return await self._session.scalar(_OFFERED, {"wanted": key_hash, "now": now})

    async def use(self, key_hash: str, now: datetime) -> str | None:
        return await self._session.scalar(_USE, {"wanted": key_hash, "now": now})

    async def open(self, key_hash: str, session: PageSession) -> None:
        row = {
            "key_hash": key_hash,
            "person_id": session.person_id,
            "opened_at": session.opened_at,
            "seen_at": session.seen_at,
            "ends_at": session.ends_at,
        }
        await self._session.execute(insert(_SESSIONS).values(row))

    async def session(self, key_hash: str) -> PageSession | None:
        row = (await self._session.execute(_SESSION, {"wanted": key_hash})).one_or_none()
        return PageSession(*row) if row else None

    async def seen(self, key_hash: str, at: datetime) -> None:
        await self._session.execute(_SEEN, {"wanted": key_hash, "at": at})

    async def end(self, key_hash: str) -> None:
        await self._session.execute(delete(_SESSIONS).where(_SESSIONS.c.key_hash == key_hash))

    async def sessions(self, person_id: str, now: datetime) -> list[PageSession]:
        theirs = (_SESSIONS.c.person_id == person_id, _SESSIONS.c.ends_at > now)
        query = select(*_KEPT).where(*theirs).order_by(_SESSIONS.c.seen_at.desc(), _SESSIONS.c.key_hash)
        return [PageSession(*row) for row in await self._session.execute(query)]

    async def end_all(self, person_ids: Collection[str]) -> None:
        for table in (_LINKS, _SESSIONS):
            await self._session.execute(delete(table).where(table.c.person_id.in_(sorted(person_ids))))

    async def forget_ended(self, now: datetime) -> int:
        gone = 0
        for table in (_LINKS, _SESSIONS):
            ended = delete(table).where(table.c.ends_at <= now).returning(table.c.key_hash)
            gone += len((await self._session.execute(ended)).all())
        return gone
