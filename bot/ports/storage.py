"""What the services need stored: repositories, and the unit of work that commits them.

Repositories never commit. One unit of work is one transaction: leaving its ``async with``
without ``commit`` undoes everything.
"""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias

from bot.ports import Actor
from bot.ports.acts import Acts
from bot.ports.channels import Channels
from bot.ports.editions import Editions
from bot.ports.installations import Installations
from bot.ports.linking import LinkRequests, OwnAccount
from bot.ports.members import Account
from bot.ports.messages import (
    Claimed,
    Delivery,
    PastMessage,
    PromptLine,
    Result,
    StoredPrompt,
    Workspace,
)
from bot.ports.records import Records
from bot.ports.retention import Retention
from bot.ports.search import GuidanceSearch
from bot.ports.sign_ins import SignIns
from nudges.attention import Attention, Kind
from nudges.candidates import Happening
from nudges.channel_planning import PastPost
from nudges.channels import Channel
from nudges.consent import Consent, ConsentRecord
from nudges.decisions import Decision, Prompt
from nudges.digests import WeekCounts
from nudges.events import EventKind
from nudges.people import Identity, Person, Platform, Setting
from nudges.practice import Evidence, PracticeRecord
from nudges.requests import Request


class Settings(Protocol):
    """The settings (places) of this deployment."""

    async def get(self, setting_id: str) -> Setting: ...
    async def alone(self, setting_id: str) -> Setting:
        """The setting as it is now; whoever else asks for it alone waits until this unit of work ends."""
        ...

    async def named(self, name: str) -> Setting | None: ...
    async def all(self) -> list[Setting]: ...
    async def add(self, setting: Setting) -> None: ...
    async def save(self, setting: Setting) -> None: ...


class People(Protocol):
    """People with their leave and identities."""

    async def get(self, person_id: str) -> Person | None: ...
    async def of_setting(self, setting_id: str) -> list[Person]:
        """Everybody who was ever on the roster, erased people excepted."""
        ...

    async def active_ids(self, setting_id: str) -> set[str]:
        """Who is on the setting's roster now."""
        ...

    async def typical(self, setting_id: str) -> Person | None:
        """An active person with the hours, country and language of most; None where there is nobody."""
        ...

    async def active(self) -> list[Person]:
        """Everybody who is on a roster now, of every setting."""
        ...

    async def by_email(self, emails: Iterable[str]) -> dict[str, Person]: ...
    async def visitor(self, actor: Actor) -> tuple[Person, Setting] | None:
        """Who presses or types, and the setting they belong to; None for a stranger."""
        ...

    async def coordinators(self) -> list[Person]: ...
    async def manages(self, person_id: str) -> bool: ...
    async def add(self, people: Sequence[Person]) -> None: ...
    async def save(self, people: Sequence[Person]) -> None: ...
    async def erase(self, person_id: str, address_hash: str, at: datetime) -> None:
        """Remove the person and everything stored about them; only counts of groups stay.

        The keyed hash of their address is kept, so that no roster brings them back.
        """
        ...

    async def forgotten(self, address_hashes: Iterable[str]) -> set[str]:
        """Those of the hashes that belong to people who asked to be forgotten."""
        ...

    async def identities(self, person_ids: Sequence[str]) -> list[Identity]: ...
    async def set_identities(self, identities: Sequence[Identity]) -> None:
        """Add identities; one that another person held moves to the new one.

        What its own person unlinked stays so.
        """
        ...

    async def link(self, identity: Identity, at: datetime) -> None:
        """As ``set_identities``, by the person's own hand: it brings back what they unlinked."""
        ...

    async def unlink(self, identity_id: str, at: datetime) -> None:
        """Close an account by its person's own hand: nothing but ``link`` opens it again."""
        ...

    async def prefer(self, person_id: str, identity_id: str) -> None:
        """Send this person's messages to this account, while it can be reached."""
        ...

    async def own_accounts(self, person_id: str) -> list[OwnAccount]:
        """The open accounts of a person, in the order in which messages try them."""
        ...

    async def own_places(self, person_ids: Sequence[str]) -> dict[str, frozenset[tuple[Platform, str]]]:
        """By person: the workspaces in which they linked or unlinked an account themselves."""
        ...

    async def close_identity(self, identity_id: str, at: datetime) -> None: ...
    async def remember_conversations(self, conversations: Mapping[str, str]) -> None:
        """Where the last message to each account (by id) went."""
        ...

    async def accounts(
        self, platform: Platform, workspace: str, user_ids: Collection[str] | None = None
    ) -> list[Account]:
        """The accounts we know in a workspace, closed ones too: these, or all of them for None."""
        ...

    async def own_choices(self, person_ids: Sequence[str]) -> dict[str, frozenset[str]]:
        """Fields (``hours``, ``language``) people chose themselves, which the roster must not undo."""
        ...

    async def choose(self, person: Person, fields: frozenset[str]) -> None:
        """Store what the person settled: hours or language chosen here, or what their profile says."""
        ...

    async def export(self, person_id: str) -> dict[str, Any]:
        """Everything stored about one person, by table, as plain values, oldest first."""
        ...


class Looks(Protocol):
    """When to look at whom next, and all that the attention budget knows about them."""

    async def due(self, now: datetime, limit: int) -> list[Attention]: ...
    async def at(self, person_ids: Sequence[str], now: datetime) -> dict[str, Attention]: ...
    async def standing(self, person_id: str) -> Attention | None:
        """All that may bar any message to a person, without leave and what came before.

        One small query. None for somebody who was erased.
        """
        ...

    async def schedule(self, looks: Mapping[str, datetime | None]) -> None: ...
    async def look_again(self, person_id: str, now: datetime) -> None:
        """Look at a person now, if they are being looked at at all."""
        ...

    async def next_at(self) -> datetime | None:
        """The earliest scheduled look."""
        ...

    async def set_consent(self, record: ConsentRecord, consent: Consent | None = None) -> None:
        """Write an act down; ``consent`` is the standing after it, where it changes."""
        ...

    async def consents(self, person_ids: Sequence[str]) -> dict[str, Consent]: ...
    async def snooze(self, person_id: str, until: datetime | None) -> None: ...
    async def happened(self, happenings: Sequence[Happening], setting_id: str) -> None:
        """Store events; one with a known id is ignored."""
        ...

    async def take_back(self, happening_ids: Collection[str]) -> None:
        """Forget events that will not happen after all; unknown ids are ignored."""
        ...

    async def happened_here(self, setting_id: str, kind: EventKind, since: datetime) -> list[Happening]:
        """Everything of a kind that happened in a setting since then, oldest first."""
        ...

    async def happenings(
        self, person_ids: Sequence[str], since: datetime, until: datetime
    ) -> dict[str, list[Happening]]: ...


class Prompts(Protocol):
    """Decisions, prompts and their deliveries."""

    async def add(self, decisions: Sequence[Decision], prompts: Sequence[Prompt]) -> int:
        """Store a plan; a decision point that is already decided keeps its first decision.

        Returns how many prompts were new.
        """
        ...

    async def due(self, now: datetime, limit: int, within: Workspace | None = None) -> list[Delivery]:
        """What is to be sent by now, in one workspace or anywhere, the longest due first."""
        ...

    async def due_in(self, now: datetime) -> list[Workspace]:
        """Where something is to be sent by now."""
        ...

    async def next_due(self) -> datetime | None: ...
    async def claim(self, delivery_ids: Sequence[str], token: str, hold_until: datetime) -> list[Claimed]:
        """Mark planned deliveries as being sent; those another process took are left out."""
        ...

    async def settle(self, results: Mapping[str, Result], token: str | None) -> None:
        """Write what happened. With a token, only where the delivery is still claimed with it."""
        ...

    async def settle_strays(self, reason: str, now: datetime) -> int:
        """End, as unknown, expired claims whose identity is no longer stored. Returns how many."""
        ...

    async def stranded(self, now: datetime, limit: int) -> list[Claimed]:
        """Deliveries whose sender vanished: claimed, never settled, hold expired."""
        ...

    async def open_of(self, person_id: str) -> list[Delivery]:
        """What is planned for a person and not yet sent."""
        ...

    async def open_with(self, setting_id: str, nudge: str, limit: int) -> list[Delivery]:
        """What is planned of a nudge in a setting and not yet sent."""
        ...

    async def unwrite(self, record_id: str, person_ids: Collection[str]) -> None:
        """Delete a record's letters to these people, sent or waiting; sent unasked ones stay counted."""
        ...

    async def moved_on(self, person_id: str, record_ids: Sequence[str], at: datetime) -> None:
        """Somebody did something about these: what they were asked about them may be answered by it."""
        ...

    async def moved(self, limit: int) -> list[StoredPrompt]:
        """What may be overtaken and was not looked at since."""
        ...

    async def looked_at(self, prompt_ids: Sequence[str]) -> None:
        """Nothing more is to be done about them, until somebody does something again."""
        ...

    async def requests(self, record_id: str, letter_id: str) -> list[Request]:
        """Every letter of this kind that asks somebody something about a record, sent or waiting."""
        ...

    async def also_posted(self, post: Prompt, since: datetime) -> list[Channel]:
        """Other channels in which the same stands since then, or is about to."""
        ...

    async def posts_in(self, channel_id: str, since: datetime) -> list[PastPost]:
        """What the product posted in a channel by itself, or is about to."""
        ...

    async def get(self, prompt_id: str) -> StoredPrompt | None: ...
    async def latest_of(self, person_id: str, limit: int) -> list[StoredPrompt]: ...
    async def decision(self, decision_id: str) -> Decision | None: ...
    async def answer(self, prompt_id: str, person_id: str, part: str, choice: str, at: datetime) -> bool:
        """Store an answer once. False where this part of the card was answered before."""
        ...

    async def remember(self, prompt_id: str, person_id: str, choice: str, at: datetime) -> None:
        """Store an answer that leaves the person's silence as it is: they asked for quiet."""
        ...

    async def acknowledge(self, prompt_id: str, at: datetime) -> None:
        """The person came back by other words: no longer silent, and the card stays open."""
        ...

    def lines(self, setting_id: str | None = None) -> AsyncIterator[PromptLine]:
        """Every prompt, streamed, oldest first."""
        ...


class Practices(Protocol):
    """Practice records, and the views made from them."""

    async def add(self, records: Sequence[PracticeRecord]) -> int:
        """Store records; one with a known id is ignored. Returns how many were new."""
        ...

    async def get(self, record_id: str) -> PracticeRecord | None: ...
    async def remove(self, record_id: str) -> None: ...
    async def own(self, person_id: str, since: date) -> list[PracticeRecord]:
        """What one person practised since a day of their calendar, oldest first."""
        ...

    async def counterparts(self, person_id: str, behaviour: str) -> set[str]:
        """Everybody with whom this person practised a behaviour, as far as both sides said so."""
        ...

    async def name_other_side(self, record_id: str, counterpart_id: str) -> None: ...
    async def set_evidence(self, record_id: str, evidence: Evidence) -> None: ...
    async def practised(self, setting_id: str, first: date, last: date) -> dict[str, set[str]]:
        """Behaviour -> people who practised it in these days; only records that count."""
        ...

    async def members(self, setting_id: str, first: date) -> list[dict[str, Any]] | None:
        """Who is counted in the window that begins on ``first``, if that was decided."""
        ...

    async def store_members(
        self, setting_id: str, first: date, members: list[dict[str, Any]], at: datetime
    ) -> None: ...
    async def first_day(self, setting_id: str) -> date | None: ...
    async def released(self, setting_id: str) -> list[date]:
        """The first days of a setting's released windows, oldest first."""
        ...

    async def releases(
        self, setting_id: str, since: date, unit_ids: Collection[str] | None = None
    ) -> dict[date, list[dict[str, Any]]]:
        """By a window's first day, oldest first: the stored parts of its release.

        The part of the whole setting, ``""``, is always there and comes first; with it those
        of these units, or of all for None. A unit of which nothing is shown has no part.
        """
        ...

    async def store_release(
        self, setting_id: str, first: date, parts: Mapping[str, dict[str, Any]], at: datetime
    ) -> None:
        """Store a released view once, a part for each unit and ``""`` for the whole setting.

        A later one for the same window is ignored altogether.
        """
        ...


class Reports(Protocol):
    """Numbers for the digest, and the digests that were sent."""

    async def week(self, setting_id: str, start: datetime, end: datetime) -> WeekCounts:
        """What happened in a setting from ``start`` up to ``end``."""
        ...

    async def planned(
        self, setting_id: str, kinds: Collection[Kind], start: datetime, end: datetime
    ) -> dict[str, int]:
        """What was ever to go out from ``start`` up to ``end``, whatever became of it.

        By nudge, or by kind where it has none, the largest first: how many people or channels.
        """
        ...

    async def sent(self, setting_id: str) -> list[PastMessage]:
        """Every unasked message that went out in a setting, oldest first."""
        ...

    async def began(self, setting_id: str) -> datetime | None:
        """When the first person of a setting was asked to take part; None before that."""
        ...

    async def consent_acts(self, setting_id: str) -> list[ConsentRecord]:
        """Every act of consent in a setting, oldest first."""
        ...

    async def digest(self, setting_id: str, week: str) -> dict[str, Any] | None: ...
    async def digest_weeks(self, setting_id: str) -> list[str]:
        """The weeks (ISO labels) with a stored digest, the newest first."""
        ...

    async def digests(self, setting_id: str, first: str, last: str) -> list[dict[str, Any]]:
        """The stored digests of the weeks from ``first`` to ``last`` (ISO labels), as they were made."""
        ...

    async def store_digest(
        self, setting_id: str, week: str, document: dict[str, Any], at: datetime
    ) -> None: ...


class Handled(Protocol):
    """Deeds that were stored: each is stored once, in whatever order platforms deliver it again."""

    async def first_time(self, deed_id: str, at: datetime) -> bool:
        """Note a deed. False where it is known; whoever is storing it right now is waited for."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget deeds too old to be delivered again. Returns how many."""
        ...


class UnitOfWork(Protocol):
    """One transaction over all repositories."""

    @property
    def settings(self) -> Settings: ...
    @property
    def people(self) -> People: ...
    @property
    def looks(self) -> Looks: ...
    @property
    def prompts(self) -> Prompts: ...
    @property
    def practices(self) -> Practices: ...
    @property
    def channels(self) -> Channels: ...
    @property
    def links(self) -> LinkRequests: ...
    @property
    def records(self) -> Records: ...
    @property
    def guidance(self) -> GuidanceSearch: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def retention(self) -> Retention: ...
    @property
    def installations(self) -> Installations: ...
    @property
    def handled(self) -> Handled: ...
    @property
    def sign_ins(self) -> SignIns: ...
    @property
    def acts(self) -> Acts: ...
    @property
    def editions(self) -> Editions: ...

    async def commit(self) -> None: ...


Begin: TypeAlias = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a unit of work."""
