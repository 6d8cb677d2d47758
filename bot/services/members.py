"""Accounts on a chat platform, brought together with the people on the rosters.

An ordinary account belongs to whoever has its e-mail address on a roster. Nobody is added to a
roster, and an id that a roster names counts more than an address.

Time zone and language: what somebody chose here stays. Else the profile's time zone counts more
than the roster's, as platforms keep it up to date where people travel. The profile's language
counts where it is one of ours and another than the one a roster gives without being asked, or
where the profile gave it before: most people leave their platform in English, whatever they speak. Of
somebody who is in several workspaces one profile counts, always the same: two must not take turns.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.ports import SendError
from bot.ports.members import Account, Member, MemberSource
from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from nudges.chance import stable_id
from nudges.people import Identity, Person, Platform, Standing
from nudges.roster.change import LANGUAGE_OF_PROFILE, ZONE_OF_PROFILE
from nudges.texts import FALLBACK


@dataclass(frozen=True, slots=True)
class Synced:
    """What came of one workspace; ``problem`` says, for an operator, why not everything was read."""

    workspace: str
    members: int = 0
    linked: int = 0
    closed: int = 0
    reopened: int = 0
    changed: int = 0
    problem: str = ""


async def sync_members(
    deps: Deps, source: MemberSource, zones: Collection[str], only: str = ""
) -> list[Synced]:
    """Compare every connected workspace, or one, with the rosters. Doing it again changes nothing."""
    places = [only] if only else await source.workspaces()
    return [await _sync(deps, source, zones, place) for place in places]


async def _sync(deps: Deps, source: MemberSource, zones: Collection[str], workspace: str) -> Synced:
    done, problem = Counter[str](), ""
    try:
        async for page in source.members(workspace):
            done["members"] += len(page)
            done += await take_members(deps, source.platform, workspace, page, zones)
    except SendError as error:
        problem = str(error)
    return Synced(workspace, **done, problem=problem)


async def take_members(
    deps: Deps, platform: Platform, workspace: str, members: Sequence[Member], zones: Collection[str]
) -> Counter[str]:
    """Take in what a platform says of some accounts; what was done is counted as in ``Synced``."""
    async with deps.begin() as uow:
        page = await _read(uow, platform, workspace, members)
        work = _Work(deps, uow, platform, workspace, page, zones, Counter())
        for member in members:
            await work.take(member)
        await uow.commit()
    return work.done


@dataclass(frozen=True, slots=True)
class _Page:
    """What we know about the accounts of a page."""

    accounts: Mapping[str, Account]
    by_email: Mapping[str, Person]
    here: frozenset[str]
    """Ids of the people of ``by_email`` who have an open account in this workspace, or decided on one."""
    own: Mapping[str, frozenset[str]]
    profiles: Mapping[str, str]
    """By person: the one workspace whose profile counts, of those they are in on this platform."""


async def _read(uow: UnitOfWork, platform: Platform, workspace: str, members: Sequence[Member]) -> _Page:
    known = await uow.people.accounts(platform, workspace, [each.user_id for each in members])
    by_email = await uow.people.by_email([each.email for each in members if each.email])
    ids = sorted({person.id for person in by_email.values()} | {each.person.id for each in known})
    identities = await uow.people.identities(ids)
    profiles = {each.person_id: each.workspace for each in reversed(identities) if each.platform is platform}
    place = (platform, workspace)
    here = {each.person_id for each in identities if (each.platform, each.workspace) == place}
    here |= {person_id for person_id, own in (await uow.people.own_places(ids)).items() if place in own}
    own = await uow.people.own_choices(ids)
    return _Page({each.identity.user_id: each for each in known}, by_email, frozenset(here), own, profiles)


@dataclass(frozen=True, slots=True)
class _Work:
    deps: Deps
    uow: UnitOfWork
    platform: Platform
    workspace: str
    page: _Page
    zones: Collection[str]
    done: "Counter[str]"

    async def take(self, member: Member) -> None:
        account = self.page.accounts.get(member.user_id)
        if not member.active:
            await self._close(account)
            return
        if account is not None and account.is_unlinked:
            return
        person = account.person if account else self._named_by_email(member)
        if person is None or person.standing is not Standing.ACTIVE:
            return
        if account is None or not account.is_open:
            await self._open(person, member, account)
        await self._profile(person, member)

    def _named_by_email(self, member: Member) -> Person | None:
        person = self.page.by_email.get(member.email) if member.ordinary and member.email else None
        return None if person is None or person.id in self.page.here else person

    async def _close(self, account: Account | None) -> None:
        if account is not None and account.is_open:
            await self.uow.people.close_identity(account.identity.id, self.deps.clock.now())
            self.done["closed"] += 1

    async def _open(self, person: Person, member: Member, account: Account | None) -> None:
        place = (self.platform, self.workspace, member.user_id)
        identity = Identity(stable_id(person.id, *place), person.id, *place)
        await self.uow.people.set_identities([identity])
        await self.uow.looks.schedule({person.id: self.deps.clock.now()})
        self.done["reopened" if account else "linked"] += 1

    async def _profile(self, person: Person, member: Member) -> None:
        if self.page.profiles.get(person.id, self.workspace) != self.workspace:
            return
        own = self.page.own.get(person.id, frozenset())
        news: dict[str, str] = {}
        if member.time_zone in self.zones and member.time_zone != person.time_zone:
            news[ZONE_OF_PROFILE] = member.time_zone
        if self._speaks(person, member, own):
            news[LANGUAGE_OF_PROFILE] = member.language
        if news:
            changed = replace(
                person,
                time_zone=news.get(ZONE_OF_PROFILE, person.time_zone),
                language=news.get(LANGUAGE_OF_PROFILE, person.language),
            )
            await self.uow.people.choose(changed, frozenset(news))
            await self.uow.looks.look_again(person.id, self.deps.clock.now())
            self.done["changed"] += 1

    def _speaks(self, person: Person, member: Member, own: frozenset[str]) -> bool:
        """Whether the profile's language is news that counts."""
        if "language" in own or member.language not in self.deps.texts.languages:
            return False
        counts = member.language != FALLBACK or LANGUAGE_OF_PROFILE in own
        return counts and member.language != person.language
