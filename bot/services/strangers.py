"""Accounts on no roster: they are told so, and may be linked to a person who has another chat.

Whoever gives an address reads the same whether it is known or not, may try as often, and waits as
long. What tells is a code, and that goes to a chat in which the person is known already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.ports import Actor
from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from bot.services.flows.filling import Values, one
from bot.services.flows.linking import COMMAND
from bot.services.turn import Turn
from nudges.cards import Action, Card, Form, Reply, Style, TextInput, say, split_token, token
from nudges.chance import stable_id
from nudges.commands import Understood, understand
from nudges.consent import Consent
from nudges.flows.linking import codes, missing
from nudges.flows.linking.codes import LinkCode
from nudges.flows.linking.missing import NoChat
from nudges.flows.linking.requests import Outcome, ask, digits_of, enter, may_ask
from nudges.people import Identity, Person, Standing
from nudges.records import NotPossibleError
from nudges.texts import FALLBACK, Speaker

BEGIN, ENTER, ASK, CODE = "link_begin", "link_enter", "link_ask", "link_code"
ADDRESS, DIGITS = "address", "code"
_LONGEST_ADDRESS = 254
_LONGEST_CODE = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody on an account that is nobody's, inside one unit of work. ``key`` is as in ``Visit``."""

    deps: Deps
    uow: UnitOfWork
    actor: Actor
    now: datetime
    key: str = ""

    async def types(self, text: str) -> Reply:
        """The one command there is for them, in any language; with an address or a code after it, perhaps."""
        for language in self._languages:
            found = understand(text, self.deps.texts.speaker(language), (COMMAND,))
            if isinstance(found, Understood) and found.name == COMMAND:
                return await self._link(found.rest, language)
        return Reply(say=(self.card,))

    async def presses(self, pressed: str) -> Reply:
        name, arguments = split_token(pressed)
        language = self._language(arguments)
        if name == BEGIN:
            return Reply(form=self._address_form(language))
        if name == ENTER:
            return Reply(form=self._code_form(language))
        return Reply(say=(self.card,))

    async def submits(self, submitted: str, values: Values) -> Reply:
        name, arguments = split_token(submitted)
        language = self._language(arguments)
        if name == ASK:
            return await self._ask(one(values, ADDRESS), language)
        if name == CODE:
            return await self._enter(one(values, DIGITS), language)
        return Reply(say=(self.card,))

    @property
    def card(self) -> Card:
        """Nobody knows which language they read: the way in stands there in each."""
        speak = self.deps.texts.speaker(FALLBACK)
        begin = tuple(
            Action(token(BEGIN, each), self.deps.texts.get(each, "link.begin")) for each in self._languages
        )
        return say(speak("stranger.title"), speak("stranger.body"), speak("stranger.link"), actions=begin)

    @property
    def _languages(self) -> Sequence[str]:
        return sorted(self.deps.texts.languages, key=lambda each: (each != FALLBACK, each))

    def _language(self, arguments: Sequence[str]) -> str:
        named = arguments[0] if arguments else FALLBACK
        return named if named in self.deps.texts.languages else FALLBACK

    def _address_form(self, language: str) -> Form:
        speak = self.deps.texts.speaker(language)
        field = TextInput(ADDRESS, speak("link.field_address"), limit=_LONGEST_ADDRESS)
        return Form(
            token(ASK, language), speak("link.begin"), speak("link.send"), (field,), speak("link.intro")
        )

    def _code_form(self, language: str) -> Form:
        speak = self.deps.texts.speaker(language)
        field = TextInput(DIGITS, speak("link.field_code"), speak("link.hint_code"), limit=_LONGEST_CODE)
        return Form(token(CODE, language), speak("link.enter"), speak("link.enter"), (field,))

    async def _link(self, rest: str, language: str) -> Reply:
        if "@" in rest:
            return await self._ask(rest, language)
        if digits_of(rest):
            return await self._enter(rest, language)
        return Reply(form=self._address_form(language))

    async def _ask(self, address: str, language: str) -> Reply:
        """Whatever becomes of it, the answer is the same."""
        speak = self.deps.texts.speaker(language)
        known = await self.uow.links.get(self._account)
        first = await self._first_time()
        if first and not may_ask(known, self.now):
            return _short(speak, "too_often")
        if first:
            code_id = await self._sent(_address(address))
            await self.uow.links.save(ask(known, self._account, code_id, self.now))
            await self.uow.commit()
        enter_it = Action(token(ENTER, language), speak("link.enter"), Style.PRIMARY)
        words = speak("link.asked"), speak("link.if_none")
        return Reply(say=(say(speak("link.asked_title"), *words, actions=(enter_it,)),))

    async def _sent(self, address: str) -> str:
        """The id of the code that is on its way; empty where none is."""
        person = (await self.uow.people.by_email([address])).get(address)
        if person is None or person.standing is not Standing.ACTIVE:
            return ""
        turn = Turn(self.deps, self.uow, await self.uow.settings.alone(person.setting_id), self.now)
        standing = await self.uow.looks.standing(person.id)
        if standing is None or standing.consent is Consent.OPTED_OUT:
            return ""
        if not standing.reachable:
            await self._tell_coordinators(turn, person)
            return ""
        if not codes.may_send(await self.uow.records.of_person(LinkCode, person.id), self.now):
            return ""
        code = LinkCode(
            id=self.deps.new_id(),
            setting_id=person.setting_id,
            person_id=person.id,
            asked_at=self.now,
            platform=self.actor.platform.value,
            workspace=self.actor.workspace,
        )
        await turn.keep(*codes.send(code))
        return code.id

    async def _tell_coordinators(self, turn: Turn, person: Person) -> None:
        """Of whom nobody can be sure, as no chat of theirs is connected; once in a while."""
        found = NoChat(stable_id(person.id, NoChat.KIND), person.setting_id, person.id, self.now)
        if await self.uow.records.get(NoChat, found.id) is None:
            everybody = await self.uow.people.coordinators()
            here = [each.id for each in everybody if each.setting_id == person.setting_id]
            await turn.keep(found, missing.told(found, here))

    async def _enter(self, typed: str, language: str) -> Reply:
        """A code counts as tried once, however often it is delivered."""
        speak = self.deps.texts.speaker(language)
        known = await self.uow.links.get(self._account)
        after, outcome = enter(known, typed, self.deps.link_code, self.now)
        first = await self._first_time()
        if first and after is not None:
            await self.uow.links.save(after)
        linked = None
        if outcome is Outcome.RIGHT and first and after is not None:
            linked = await self._linked(after.code_id)
        if first:
            await self.uow.commit()
        if linked is None:
            return _short(speak, "wrong" if outcome is Outcome.WRONG else "over")
        own = self.deps.texts.speaker(linked.language)
        told = say(own("link.done_title"), own("link.done", name=linked.name), own("link.how"))
        return Reply(say=(told,))

    async def _linked(self, code_id: str) -> Person | None:
        """The person whose account it is from now on; None where the code was refused or they are gone."""
        code = await self.uow.records.get(LinkCode, code_id)
        person = await self.uow.people.get(code.person_id) if code else None
        if code is None or person is None or person.standing is not Standing.ACTIVE:
            return None
        place = (self.actor.platform, self.actor.workspace, self.actor.user_id)
        identity = Identity(stable_id(person.id, *place), person.id, *place)
        try:
            step = codes.use(code, identity, self.now)
        except NotPossibleError:
            return None
        before = await self.uow.people.own_accounts(person.id)
        await self.uow.people.link(identity, self.now)
        await self._stay(person, [each.identity.id for each in before if each.reached])
        setting = await self.uow.settings.get(person.setting_id)
        await Turn(self.deps, self.uow, setting, self.now).keep(*step)
        log.info("account.linked", person=person.id, platform=identity.platform.value)
        return person

    async def _stay(self, person: Person, before: Sequence[str]) -> None:
        """Messages go on where they went: a new chat changes nothing until its person says so."""
        after = {each.identity.id for each in await self.uow.people.own_accounts(person.id)}
        if before and before[0] in after:
            await self.uow.people.prefer(person.id, before[0])

    async def _first_time(self) -> bool:
        deed = stable_id(self._account, "deed", self.key)
        return await self.uow.handled.first_time(deed, self.now)

    @property
    def _account(self) -> str:
        """A keyed hash: of whoever stays unknown nothing else is stored."""
        actor = self.actor
        return self.deps.address_hash(f"{actor.platform}:{actor.workspace}:{actor.user_id}")


def opens_for_strangers(action: str) -> bool:
    """Whether a stranger's button opens a form; whoever is linked by then is shown their chats."""
    return action in (BEGIN, ENTER)


def _address(typed: str) -> str:
    """An address as rosters have it, also where it stands between other words or in brackets."""
    word = next((each for each in typed.split() if "@" in each), "")
    return word.strip("<>()[].,;:\"'").removeprefix("mailto:").partition("|")[0].lower()


def _short(speak: Speaker, key: str) -> Reply:
    return Reply(say=(say("", speak(f"link.{key}")),))
