"""The unit of work: one session, one transaction, every repository."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.db.acts_repository import SqlActs
from bot.db.channels_repository import SqlChannels
from bot.db.editions_repository import Fits, KnownEditions, SqlEditions, always
from bot.db.engine import sessions_of
from bot.db.erasing import Forget
from bot.db.guidance_search import SqlGuidanceSearch
from bot.db.handled_repository import SqlHandled
from bot.db.installations_repository import SqlInstallations
from bot.db.link_requests_repository import SqlLinkRequests
from bot.db.looks_repository import SqlLooks
from bot.db.people_repository import SqlPeople
from bot.db.practice_repository import SqlPractices
from bot.db.prompts_repository import SqlPrompts
from bot.db.records_repository import SqlRecords
from bot.db.reports_repository import SqlReports
from bot.db.retention_repository import SqlRetention
from bot.db.settings_repository import SqlSettings
from bot.db.sign_ins_repository import SqlSignIns
from bot.db.usable import EVERY_PLATFORM, Connected
from bot.ports.records import RecordKinds
from bot.ports.storage import Begin, UnitOfWork
from bot.ports.wakeups import Due
from nudges.people import Platform


class SqlUnitOfWork:
    """Implements ``bot.ports.storage.UnitOfWork``."""

    def __init__(
        self,
        session: AsyncSession,
        also_forget: Sequence[Forget],
        connected: Connected,
        kinds: RecordKinds,
        stored: Due | None,
        editions: KnownEditions,
    ) -> None:
        self._session = session
        self._stored = stored
        self.settings = SqlSettings(session, editions)
        self.people = SqlPeople(session, connected, editions, also_forget)
        self.looks = SqlLooks(session, connected, editions)
        self.prompts = SqlPrompts(session, connected)
        self.practices = SqlPractices(session)
        self.channels = SqlChannels(session)
        self.links = SqlLinkRequests(session)
        self.records = SqlRecords(session, kinds)
        self.guidance = SqlGuidanceSearch(session)
        self.reports = SqlReports(session, connected)
        self.retention = SqlRetention(session)
        self.installations = SqlInstallations(session, connected)
        self.handled = SqlHandled(session)
        self.sign_ins = SqlSignIns(session)
        self.editions = SqlEditions(session)
        self.acts = SqlActs(session)

    async def commit(self) -> None:
        await self._session.commit()
        if self._stored is not None and self.prompts.first_due is not None:
            self._stored(self.prompts.first_due)
            self.prompts.first_due = None


def units_of_work(
    engine: AsyncEngine,
    also_forget: Sequence[Forget] = (),
    connected: Collection[Platform] = EVERY_PLATFORM,
    kinds: RecordKinds | None = None,
    homes: Mapping[Platform, str] | None = None,
    stored: Due | None = None,
    fits: Fits = always,
) -> Begin:
    """Opens units of work on an engine; leaving one without commit rolls back.

    ``also_forget`` deletes, in the same transaction, what other adapters keep in this
    database about a person who is erased. ``connected`` are the platforms people can be
    reached on; accounts elsewhere wait until theirs is connected. ``kinds`` are the types of
    the flows' records. ``homes`` are as in ``Connected``. ``stored`` hears of new messages once
    they are committed. ``fits`` tells which words of a setting's own can still be used.
    """
    editions = KnownEditions(fits)
    places = Connected(frozenset(connected), frozenset((homes or {}).items()))
    sessions = sessions_of(engine)

    @asynccontextmanager
    async def begin() -> AsyncIterator[UnitOfWork]:
        session = sessions()
        try:
            yield SqlUnitOfWork(session, also_forget, places, kinds or {}, stored, editions)
        finally:
            # Here and now: the session's own context manager closes it in a task; until that ran, an
            # open transaction would keep SQLite's one lock from everybody else in this loop.
            await session.close()

    return begin
