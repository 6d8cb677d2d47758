"""The front desk: whatever a person does in any chat comes here and is answered."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.ports import Actor, Amendment, Command, Home, Press, Section, Shortcut, Submission
from bot.services import (
    answering,
    beginning,
    consenting,
    coordinating,
    managing,
    own_data,
    own_settings,
    practising,
    signing_in,
)
from bot.services.deeds import fits, once
from bot.services.deps import Deps
from bot.services.drawing import DigestCard
from bot.services.flow import Flows, Handler
from bot.services.helping import half_understood, help_about, not_understood, show_help
from bot.services.home import home_of
from bot.services.pointing import pointed
from bot.services.strangers import Stranger, opens_for_strangers
from bot.services.visits import Visit
from bot.services.welcoming import welcomed_first
from nudges.cards import Reply, announcing, say, split_token
from nudges.commands import NotUnderstood, Understood, length_meant, understand
from nudges.people import Person, Standing

PRESSES: Mapping[str, Handler] = {
    "answer": answering.answer,
    "letter": answering.answer_letter,
    "checkin": answering.check_in,
    "still_useful": answering.still_useful,
    "confirmation": answering.confirm,
    "optin": consenting.opt_in,
    "optout": consenting.opt_out,
    "snooze": consenting.snooze,
    "snooze_month": consenting.snooze_month,
    "resume": consenting.resume,
    "stop": consenting.stop,
    "did": practising.did_behaviour,
    "export": own_data.export,
    "pause_now": coordinating.pause_now,
    "crisis_now": coordinating.crisis_now,
    "leave_running": coordinating.leave_running,
    "forget_me": own_data.forget_me,
    "keep_me": own_data.keep_me,
    "help": help_about,
}

DIALOGS: Mapping[str, Handler] = {
    "with": practising.ask_with,
    "change": own_settings.change,
}
"""As ``Flow.dialogs``."""

SUBMISSIONS: Mapping[str, Handler] = {
    "with": practising.named_with,
    "change": own_settings.changed,
    "begin": beginning.begun,
}

WORDS: Mapping[str, Handler] = {
    "start": consenting.opt_in,
    "stop": consenting.stop,
    "snooze": consenting.snooze,
    "resume": consenting.resume,
    "practice": managing.practice,
    "pages": signing_in.pages,
    "why": own_data.why,
    "settings": own_settings.settings,
    "export": own_data.export,
    "forget": own_data.forget,
    "pause": coordinating.pause,
    "unpause": coordinating.unpause,
    "crisis": coordinating.crisis,
    "crisis_over": coordinating.crisis_over,
}

_LEAST_ONTO = 3
"""A dialog's token that leads back to a message: the message, what was pressed on it, and its own name."""

LEAVERS_MAY = frozenset({"why", "export", "forget", "forget_me", "keep_me", "stop"})
"""What somebody who left the roster can still do: everything about their own data, nothing else."""

ALONE = frozenset({"start", "stop", "forget", "pause", "unpause", "crisis", "crisis_over"})
"""Words that act only when typed alone: "stop and think" must not stop anything."""


@dataclass(frozen=True, slots=True)
class FrontDeskService:
    """Implements ``bot.ports.FrontDesk``."""

    deps: Deps
    digest_card: DigestCard
    flows: Flows

    async def press(self, press: Press) -> Reply:
        name, arguments = split_token(press.token)

        async def handle(visit: Visit) -> Reply:
            handler = self._words if name == "words" else self._pressed(name)
            if _has_left(visit) and name not in (*LEAVERS_MAY, "words"):
                return visit.stale()
            if handler is None or not fits(handler, visit, *arguments):
                return visit.stale()
            reply = await handler(visit, *arguments)
            if name not in self.flows.presses:
                return reply
            await visit.uow.prompts.moved_on(visit.person.id, arguments, visit.now)
            return await welcomed_first(visit, reply)

        return await self._visit(
            press.actor, press.key, handle, lambda stranger: stranger.presses(press.token)
        )

    def _pressed(self, name: str) -> Handler | None:
        return PRESSES.get(name) or DIALOGS.get(name) or self.flows.presses.get(name)

    async def submit(self, submission: Submission) -> Reply:
        name, arguments = split_token(submission.token)

        async def handle(visit: Visit) -> Reply:
            if name != answering.ONTO or len(arguments) < _LEAST_ONTO:
                return await self._submitted(visit, submission.values, name, *arguments)
            prompt_id, said, *inner = arguments
            reply = await self._submitted(visit, submission.values, *inner)
            return await answering.sent_from(visit, prompt_id, said, reply)

        return await self._visit(
            submission.actor,
            submission.key,
            handle,
            lambda stranger: stranger.submits(submission.token, submission.values),
        )

    async def _submitted(
        self, visit: Visit, values: dict[str, tuple[str, ...]], name: str, *arguments: str
    ) -> Reply:
        handler = SUBMISSIONS.get(name, self.flows.submissions.get(name))
        if handler is None or not fits(handler, visit, values, *arguments):
            return visit.stale()
        await visit.uow.prompts.moved_on(visit.person.id, arguments, visit.now)
        return await handler(visit, values, *arguments)

    async def command(self, command: Command) -> Reply:
        async def handle(visit: Visit) -> Reply:
            if not command.with_files:
                return await self._words(visit, command.text)
            reply = await self._words(visit, command.text) if command.text else Reply()
            refused = say("", visit.speak("common.no_files"))
            return replace(reply, say=(refused, *reply.say))

        return await self._visit(
            command.actor, command.key, handle, lambda stranger: stranger.types(command.text)
        )

    async def amend(self, amendment: Amendment) -> Reply:
        async def handle(visit: Visit) -> Reply:
            for flow in self.flows.all:
                if flow.amends is None or _has_left(visit):
                    continue
                if (reply := await flow.amends(visit, amendment.of, amendment.text)) is not None:
                    return reply
            return Reply()

        return await self._visit(amendment.actor, amendment.key, handle, _says_nothing)

    async def shortcut(self, shortcut: Shortcut) -> Reply:
        async def handle(visit: Visit) -> Reply:
            if _has_left(visit):
                return visit.stale()
            handler = self.flows.shortcuts.get(shortcut.name)
            if handler is None:
                return await welcomed_first(visit, await beginning.begin(visit))
            return await welcomed_first(visit, await handler(visit, await pointed(visit, shortcut)))

        return await self._visit(shortcut.actor, shortcut.key, handle)

    async def home(self, actor: Actor) -> Home:
        async with self.deps.begin() as uow:
            visitor = await uow.people.visitor(actor)
            if visitor is None:
                return Home((Section(Stranger(self.deps, uow, actor, self.deps.clock.now()).card),))
            person, setting = visitor
            visit = Visit(
                self.deps, uow, person, setting, self.deps.clock.now(), "home", self.flows, actor.platform
            )
            page = await home_of(visit)
            await uow.commit()  # windows that closed meanwhile are released for good
            return Home(
                tuple(replace(each, card=announcing(each.card, self.opens_form)) for each in page.sections)
            )

    async def _words(self, visit: Visit, text: str) -> Reply:
        understood = understand(text, visit.speak, self.flows.words)
        if isinstance(understood, NotUnderstood):
            return await (not_understood(visit, understood) if understood.words else show_help(visit))
        if _has_left(visit) and understood.name not in LEAVERS_MAY:
            return visit.stale()
        if understood.rest and understood.name in ALONE:
            return await not_understood(visit, NotUnderstood(text, understood.phrase))
        words = {**WORDS, "digest": coordinating.digest_handler(self.digest_card)}
        if understood.name in words:
            return await _in_few_words(visit, understood, words[understood.name])
        if understood.name == "help":
            return await show_help(visit, understood.rest)
        with_rest = self.flows.words.get(understood.name, practising.did)
        return await welcomed_first(visit, await with_rest(visit, understood.rest))

    async def find_people(self, actor: Actor, words: str, limit: int = 20) -> Sequence[tuple[str, str]]:
        async with self.deps.begin() as uow:
            visitor = await uow.people.visitor(actor)
            if visitor is None or visitor[0].standing is not Standing.ACTIVE:
                return []
            me, setting = visitor
            colleagues = await uow.people.of_setting(setting.id)
        found = [
            each
            for each in colleagues
            if each.standing is Standing.ACTIVE and each.id != me.id and _matches(each, words)
        ]
        # Those of other pillars first: they are who is mostly looked for here.
        found.sort(key=lambda each: (each.pillar == me.pillar, each.entity == me.entity, each.name))
        return [(each.id, f"{each.name} · {each.entity}") for each in found[:limit]]

    async def _visit(
        self,
        actor: Actor,
        key: str,
        handle: Callable[[Visit], Awaitable[Reply]],
        turned_away: "Callable[[Stranger], Awaitable[Reply]] | None" = None,
    ) -> Reply:
        """Do one thing for one person, once. ``turned_away`` answers whom nobody knows."""
        async with self.deps.begin() as uow:
            visitor, now = await uow.people.visitor(actor), self.deps.clock.now()
            if visitor is None:
                stranger = Stranger(self.deps, uow, actor, now, key)
                reply = await turned_away(stranger) if turned_away else Reply(say=(stranger.card,))
                return replace(reply, say=tuple(announcing(each, opens_for_strangers) for each in reply.say))
            person, setting = visitor
            visit = Visit(self.deps, uow, person, setting, now, key, self.flows, actor.platform)
            reply = await once(visit, handle)
            return self._announcing(reply)

    def _announcing(self, reply: Reply) -> Reply:
        redrawn = announcing(reply.replace, self.opens_form) if reply.replace else None
        return replace(
            reply, replace=redrawn, say=tuple(announcing(each, self.opens_form) for each in reply.say)
        )

    def opens_form(self, action: str) -> bool:
        """As in ``Flows``, and of what belongs to no flow."""
        return action in DIALOGS or self.flows.opens_form(action)


async def _says_nothing(_: Stranger) -> Reply:
    return Reply()


async def _in_few_words(visit: Visit, understood: Understood, handler: Handler) -> Reply:
    """A command that takes no other words; but for the length of one's quiet."""
    length = length_meant(understood.rest, visit.speak) if understood.name == "snooze" else None
    if length is not None:
        return await consenting.snooze(visit, length=length)
    return half_understood(visit, understood, await handler(visit))


def _has_left(visit: Visit) -> bool:
    return visit.person.standing is not Standing.ACTIVE


def _matches(person: Person, words: str) -> bool:
    text = f"{person.name} {person.entity} {person.pillar} {person.email}".lower()
    return all(word in text for word in words.lower().split())
