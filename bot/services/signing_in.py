"""Signing in to the pages: by a link that the bot gives in chat, or by an account somewhere else.

A key is random and known to the browser alone; a hash of it is stored.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from bot.ports import Actor
from bot.ports.sign_ins import PageSession
from bot.ports.storage import UnitOfWork
from bot.services.access import Reader
from bot.services.deps import Deps
from bot.services.visits import Visit
from nudges.cards import Card, Link, Paragraph, Reply, say
from nudges.people import Person, Standing

PATH = "/pages"
LINK_PATH = f"{PATH}/sign-in/link"
TAB_PATH = f"{PATH}/tab"
"""Where a chat program's tab begins."""
LINK_LIFE = timedelta(minutes=15)
TAB_KEY = "tab."
"""How keys of a tab's sessions begin: one of a tab counts nowhere else, and no other in a tab."""
SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written down no more often: looking at a page should not write."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who somebody is according to a provider of accounts, as far as it can be trusted.

    ``account`` is the person's account on a chat platform, which cannot be made up; ``address`` an
    e-mail address that the provider has verified. Either may be missing.
    """

    account: Actor | None = None
    address: str = ""


async def pages(visit: Visit) -> Reply:
    """``pages``: a link that lets this person in, once; in a chat program with a tab, there as well."""
    speak, rules = visit.speak, visit.deps.pages
    if not rules.address:
        return Reply(say=(say(speak("pages_link.title"), speak("pages_link.none")),))
    key = _new_key()
    await visit.uow.sign_ins.offer(_hashed(key), visit.person.id, visit.now + LINK_LIFE)
    minutes = int(LINK_LIFE.total_seconds() // 60)
    tab = rules.tabs.get(visit.at) if visit.at else None
    body = (
        Paragraph(speak("pages_link.either" if tab else "pages_link.body", minutes=minutes)),
        *((Link(speak("pages_link.tab"), tab.link(key)),) if tab else ()),
        Link(speak("pages_link.open"), f"{rules.address}{LINK_PATH}/{key}"),
    )
    return Reply(say=(Card(speak("pages_link.title"), body, footer=speak("pages_link.footer")),))


@dataclass(frozen=True, slots=True)
class SignInService:
    """Turns links and accounts into sessions, and sessions into readers."""

    deps: Deps

    async def invited(self, key: str) -> Person | None:
        """Whom a link would let in; looking does not use it up."""
        async with self.deps.begin() as uow:
            person_id = await uow.sign_ins.offered_to(_hashed(key), self.deps.clock.now())
            return await _active(uow, person_id)

    async def by_link(self, key: str, *, in_tab: bool = False) -> str | None:
        """Use a link up. Returns the key of a new session, None where the link does not count."""
        async with self.deps.begin() as uow:
            person_id = await uow.sign_ins.use(_hashed(key), self.deps.clock.now())
            session = await self._opened(uow, await _active(uow, person_id), TAB_KEY if in_tab else "")
            await uow.commit()
            return session

    async def by_account(self, vouched: Vouched) -> str | None:
        """The key of a new session for whoever is vouched for, None for a stranger to the rosters."""
        async with self.deps.begin() as uow:
            session = await self._opened(uow, await _found(uow, vouched))
            await uow.commit()
            return session

    async def reader(self, key: str) -> Reader | None:
        """Who is signed in with a session; None where it has ended, or they are off the roster."""
        now, hashed = self.deps.clock.now(), _hashed(key)
        async with self.deps.begin() as uow:
            session = await uow.sign_ins.session(hashed)
            if session is None:
                return None
            person = await _active(uow, session.person_id)
            if person is None or now >= min(session.ends_at, session.seen_at + self.deps.pages.idle):
                await uow.sign_ins.end(hashed)
                await uow.commit()
                return None
            if now - session.seen_at >= SEEN_EVERY:
                await uow.sign_ins.seen(hashed, now)
                await uow.commit()
            return await self._reader(uow, person)

    async def sessions(self, reader: Reader) -> list[PageSession]:
        """Where a person is signed in at present, the latest used first."""
        now = self.deps.clock.now()
        async with self.deps.begin() as uow:
            found = await uow.sign_ins.sessions(reader.person.id, now)
        return [each for each in found if now < each.seen_at + self.deps.pages.idle]

    async def sign_out(self, key: str) -> None:
        async with self.deps.begin() as uow:
            await uow.sign_ins.end(_hashed(key))
            await uow.commit()

    async def sign_out_everywhere(self, reader: Reader) -> None:
        async with self.deps.begin() as uow:
            await uow.sign_ins.end_all([reader.person.id])
            await uow.commit()

    async def _opened(self, uow: UnitOfWork, person: Person | None, kind: str = "") -> str | None:
        if person is None:
            return None
        key, now = kind + _new_key(), self.deps.clock.now()
        session = PageSession(person.id, now, now, now + self.deps.pages.whole)
        await uow.sign_ins.open(_hashed(key), session)
        return key

    async def _reader(self, uow: UnitOfWork, person: Person) -> Reader:
        return Reader(
            person,
            await uow.settings.get(person.setting_id),
            manages=await uow.people.manages(person.id),
            operates=person.email.lower() in self.deps.pages.operators,
        )


async def forget_sign_ins(deps: Deps) -> int:
    """Delete links and sessions that have ended. Returns how many."""
    async with deps.begin() as uow:
        gone = await uow.sign_ins.forget_ended(deps.clock.now())
        await uow.commit()
    return gone


async def _active(uow: UnitOfWork, person_id: str | None) -> Person | None:
    person = await uow.people.get(person_id) if person_id else None
    return person if person is not None and person.standing is Standing.ACTIVE else None


async def _found(uow: UnitOfWork, vouched: Vouched) -> Person | None:
    """By the account where it is known, else by the address."""
    visitor = await uow.people.visitor(vouched.account) if vouched.account else None
    if visitor is not None:
        return await _active(uow, visitor[0].id)
    address = vouched.address.strip().lower()
    known = (await uow.people.by_email([address])).get(address) if address else None
    return await _active(uow, known.id if known else None)


def _new_key() -> str:
    return secrets.token_urlsafe(32)


def _hashed(key: str) -> str:
    return sha256(key.encode()).hexdigest()
