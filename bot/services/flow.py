"""What a flow hands to the rest of the product: its words, buttons, letters and its own clock."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from bot.services.deps import Deps
from bot.services.exporting import Readable, row_for
from bot.services.turn import Turn
from nudges.cards import Card, Reply
from nudges.channels import Channel
from nudges.decisions import Prompt
from nudges.digests import Line
from nudges.letters import Letter
from nudges.people import Person, Setting
from nudges.prompt_cards import NO_PART, CheckInPart
from nudges.records import Record

Key = TypeVar("Key")
Value = TypeVar("Value")

Handler: TypeAlias = Callable[..., Awaitable[Reply]]
"""Takes the visit, then the action token's arguments (and, for dialogs, the values first)."""

Amends: TypeAlias = Callable[..., Awaitable[Reply | None]]
"""Takes the visit, the key of words typed before, and the words they are now (None: taken back).

None where the flow did nothing with them.
"""

Facts: TypeAlias = Mapping[str, str] | None
"""What fills the places of a letter; None where it has lost its point."""

FactsOf: TypeAlias = Callable[[Turn, str, Person], Awaitable[Facts]]
"""Looks up, for a record's id and the person written to, what their letter says now."""

Wake: TypeAlias = Callable[[Turn, Any], Awaitable[None]]
"""Looks at a record whose moment came. It must store it with a later moment, or none."""

Awaits: TypeAlias = tuple[str, Letter]
"""The state in which a record waits for the answers to this request. Its time counts from their arrival."""

Daily: TypeAlias = Callable[[Turn], Awaitable[None]]
"""What time alone brings in a setting. Runs every few hours: it must know what it did before."""

Apart: TypeAlias = Callable[[Deps, Setting], Awaitable[None]]
"""As ``Daily``, for work too long for one transaction: it opens its own, and must check again in each."""

Material: TypeAlias = Callable[[Turn, Channel], Awaitable[str | None]]
"""The id of the record a nudge would be about in this channel today; None where there is none."""

Week: TypeAlias = Callable[[Turn, datetime, datetime], Awaitable[Sequence[Line]]]
"""The flow's lines in the coordinator's digest, for what happened between two moments."""

Needs: TypeAlias = Callable[[Turn], Awaitable[Sequence[Line]]]
"""What waits for a coordinator now, for the head of their digest: only what they can do themselves."""

CheckIn: TypeAlias = Callable[[Turn, Person, Prompt], Awaitable[CheckInPart]]
"""What the flow asks in this check-in of this person, or what they answered there already."""

InCrisis: TypeAlias = Callable[..., Awaitable[Sequence[Card]]]
"""What a coordinator is shown, given their visit, right after they declared a crisis."""


AtHome: TypeAlias = Callable[..., Awaitable[Card | None]]
"""The flow's part of somebody's own page, given their visit; None where it has nothing to show them."""


RegisterCards: TypeAlias = Callable[..., Awaitable[Sequence[Card]]]
"""What a setting has of the flow, given the visit of a coordinator; none where there is nothing yet."""


Settle: TypeAlias = Callable[[Turn, str], Awaitable[None]]
"""Settles what a record's post waited for, given the record's id."""


@dataclass(frozen=True, slots=True)
class Waited:
    """What a flow does once a post that waited for a second yes goes out, or does not.

    ``out`` comes right before it; ``back`` where it was sent back, taken back or lapsed.
    """

    out: Settle | None = None
    back: Settle | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """What coordinators see of a flow on their pages, and which of its presses they may do there."""

    cards: RegisterCards
    acts: frozenset[str] = frozenset()


class Audience(StrEnum):
    """Whom a command is for; others who type it are told so kindly."""

    EVERYONE = "everyone"
    LEADERS = "leaders"
    COORDINATORS = "coordinators"
    FIXERS = "fixers"
    """Whoever mends what others log as an obstacle; every coordinator too."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow. Its ``name`` is what nudges of the catalogue refer to.

    ``presses``, ``dialogs`` and ``submissions`` go by the name of an action token; a choice of a
    nudge that opens a flow, and a letter's button, lead to a press with the record's id (``""``
    where a nudge came without one). ``words`` go by the name of a command and are given the words
    after it.
    """

    name: str
    records: tuple[type[Record], ...] = ()
    presses: Mapping[str, Handler] = field(default_factory=dict)
    dialogs: Mapping[str, Handler] = field(default_factory=dict)
    """Those presses that open a form whenever they mean anything: some platforms must know it beforehand."""
    submissions: Mapping[str, Handler] = field(default_factory=dict)
    words: Mapping[str, Handler] = field(default_factory=dict)
    audience: Mapping[str, Audience] = field(default_factory=dict)
    """For words that are not for everyone."""
    letters: Mapping[Letter, FactsOf] = field(default_factory=dict)
    posts: Mapping[str, tuple[Material, FactsOf]] = field(default_factory=dict)
    """By nudge: what it is about in a channel, and what fills the places of its text."""
    invitations: frozenset[str] = frozenset()
    """Those of them that could always be posted: they give way to what somebody made."""
    first: frozenset[str] = frozenset()
    """Those of them that somebody wrote and waits for: nothing else is posted before them."""
    waited: Mapping[Letter, Waited] = field(default_factory=dict)
    """By post, where the second yes to it, or its lack, changes the record."""
    wakes: Mapping[type[Record], Wake] = field(default_factory=dict)
    over: Mapping[type[Record], frozenset[str]] = field(default_factory=dict)
    """States in which a record is history: untouched for as long as the deployment keeps things, it goes."""
    awaits: Mapping[type[Record], Awaits] = field(default_factory=dict)
    exports: Mapping[type[Record], Readable] = field(default_factory=dict)
    """What each of its people may read of a record beside its kind, state and dates."""
    check_in: CheckIn | None = None
    daily: Daily | None = None
    crisis: InCrisis | None = None
    apart: Apart | None = None
    week: Week | None = None
    home: Mapping[Audience, AtHome] = field(default_factory=dict)
    """Its parts of the own page of these people; each looks after who may see what itself."""
    shortcuts: Mapping[str, Handler] = field(default_factory=dict)
    """By the name of a shortcut: takes the visit and the message it was begun from (``Pointed``)."""
    needs: Needs | None = None
    register: Register | None = None
    amends: Amends | None = None
    """What becomes of words typed to it that are changed or taken back where they were typed."""


class Flows:
    """All flows of this version, looked up by what came in.

    Raises ``ValueError`` where two flows claim the same name: the second would never be heard.
    """

    def __init__(self, flows: Iterable[Flow]) -> None:
        self.all = tuple(flows)
        self.names = tuple(flow.name for flow in self.all)
        self.dialogs = _merged(flow.dialogs for flow in self.all)
        self.presses = _merged(part for flow in self.all for part in (flow.presses, flow.dialogs))
        self.submissions = _merged(flow.submissions for flow in self.all)
        self.words = _merged(flow.words for flow in self.all)
        self._audience = _merged(flow.audience for flow in self.all)
        self.wakes = _merged(flow.wakes for flow in self.all)
        self.awaits = _merged(flow.awaits for flow in self.all)
        self._asking = {silence: letters for flow in self.all for silence, letters in _requests_of(flow)}
        self.records = {record.KIND: record for flow in self.all for record in flow.records}
        self._exports = _merged({kind.KIND: read for kind, read in flow.exports.items()} for flow in self.all)
        self.over = _merged(flow.over for flow in self.all)
        self.shortcuts = _merged(flow.shortcuts for flow in self.all)
        self.invitations = frozenset().union(*(flow.invitations for flow in self.all))
        self.first = frozenset().union(*(flow.first for flow in self.all))
        self.registers = {flow.name: flow.register for flow in self.all if flow.register}
        self._posts = _merged(flow.posts for flow in self.all)
        self._waited = {letter.id: each for flow in self.all for letter, each in flow.waited.items()}
        self._facts = _merged(flow.letters for flow in self.all)
        self.letters = {letter.id: letter for letter in self._facts}

    def opens_form(self, action: str) -> bool:
        """Whether pressing what has this name opens a form, unless it is out of date."""
        return action in self.dialogs

    def words_for(self, audience: Audience) -> list[str]:
        """The commands that are for these people."""
        return [name for name in self.words if self._audience.get(name, Audience.EVERYONE) is audience]

    async def facts(self, turn: Turn, letter: Letter, record_id: str, person: Person) -> Facts:
        """What a letter to this person says now; None where it has lost its point."""
        return await self._facts[letter](turn, record_id, person)

    async def goes_out(self, turn: Turn, post: str, record_id: str) -> None:
        """A post that waited for a second yes got it."""
        if (settle := self._waited.get(post, _NOTHING).out) is not None:
            await settle(turn, record_id)

    async def stays_back(self, turn: Turn, post: str, record_id: str) -> None:
        """A post that waited for a second yes does not go out."""
        if (settle := self._waited.get(post, _NOTHING).back) is not None:
            await settle(turn, record_id)

    async def unreached(self, turn: Turn, letter: Letter, record_id: str) -> bool:
        """Whether a letter of silence is about a request that never arrived: that is nobody's silence."""
        asking = self._asking.get(letter, ()) if letter.of_silence else ()
        found = [each for one in asking for each in await turn.uow.prompts.requests(record_id, one.id)]
        return any(each.is_lost(turn.now) for each in found)

    async def check_in(self, turn: Turn, person: Person, prompt: Prompt) -> CheckInPart:
        """Everything flows add to this check-in."""
        parts = [await flow.check_in(turn, person, prompt) for flow in self.all if flow.check_in]
        return sum(parts, NO_PART)

    async def at_home(self, visit: Any, audience: Audience) -> list[Card]:
        """What flows show on somebody's own page, in the order of the flows."""
        parts = [flow.home[audience] for flow in self.all if audience in flow.home]
        cards = [await part(visit) for part in parts]
        return [card for card in cards if card is not None]

    def exported(
        self, deps: Deps, row: Mapping[str, Any], person_id: str, told: Collection[str]
    ) -> Mapping[str, Any]:
        """A stored record's row as this person may read it; ``told``: letters about it that reached them."""
        return row_for(row, self._exports.get(row["kind"]), deps, person_id, told)

    async def material(self, turn: Turn, nudge: str, channel: Channel) -> str | None:
        """The record a nudge would be about in a channel today, if it has anything to say."""
        if nudge not in self._posts:
            return None
        find, _ = self._posts[nudge]
        return await find(turn, channel)

    async def post_facts(self, turn: Turn, nudge: str, record_id: str, reader: Person) -> Facts:
        """What fills the places of a posted nudge, in its reader's language."""
        _, facts = self._posts[nudge]
        return await facts(turn, record_id, reader)


_NOTHING = Waited()


def _requests_of(flow: Flow) -> Iterable[tuple[Letter, tuple[Letter, ...]]]:
    asking = tuple(letter for _, letter in flow.awaits.values())
    return ((letter, asking) for letter in flow.letters if letter.of_silence)


def _merged(parts: Iterable[Mapping[Key, Value]]) -> dict[Key, Value]:
    found: dict[Key, Value] = {}
    for part in parts:
        if taken := found.keys() & part.keys():
            raise ValueError(f"two flows claim {', '.join(map(str, taken))}")
        found.update(part)
    return found
