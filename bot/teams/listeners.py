"""What people do in Teams, brought to the front desk. Nothing is answered before it is stored."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from traceback import extract_tb
from typing import Any

import structlog
from starlette.background import BackgroundTasks

from bot.admission import storable
from bot.ports import Actor, Command, FrontDesk, Press, Submission
from bot.teams.app import Answered
from bot.teams.cards import card_in_dialog
from bot.teams.dialogs import MAX_OFFERED, asked_people, dialog, dialog_again, found_people, title_of
from bot.teams.incoming import CHANGED, DELETED, Incoming, shortcut_of
from bot.teams.invokes import (
    CLOSED,
    card_in_place,
    dialog_of_words,
    dialog_with,
    found,
    not_taken,
    taken,
)
from bot.teams.messenger import drawn
from bot.teams.news import News
from bot.teams.replies import Answerer, Spot, repeated
from bot.teams.submissions import form_of, kept_of, token_of, values_of
from bot.teams.words import Json
from nudges.cards import Form, PersonInput, Reply

log = structlog.get_logger(__name__)

Listener = Callable[[Incoming, Actor], Awaitable[Answered]]

MESSAGE, WORDS = "message", "words"


class NotShownError(Exception):
    """The desk stored what was done, so it must not be done again, but its reply cannot be shown in place.

    ``follow_ups`` say what there is to say elsewhere.
    """

    def __init__(self, why: Exception, follow_ups: BackgroundTasks) -> None:
        super().__init__()
        self.why = why
        self.follow_ups = follow_ups


@contextmanager
def _showing(later: Answered) -> Iterator[None]:
    """What breaks in here breaks after the desk was done."""
    try:
        yield
    except Exception as error:
        raise NotShownError(error, later.follow_ups) from error


@dataclass(frozen=True, slots=True)
class Listeners:
    """One method for each thing Teams brings. ``news`` are what no person meant for the bot."""

    desk: FrontDesk
    answerer: Answerer
    news: News

    async def take(self, activity: Mapping[str, Any]) -> Answered:
        """As in ``Taker``. Whatever breaks, the person is told, and Teams gets an answer in its form."""
        incoming = Incoming(activity)
        try:
            return await self._take(incoming)
        except NotShownError as error:
            _log_failed(incoming, error.why)
            return replace(self._not_shown(incoming), follow_ups=error.follow_ups)
        except Exception as error:  # noqa: BLE001  the person must hear of it, whatever it is
            _log_failed(incoming, error)
            return self._failed(incoming)

    async def _take(self, incoming: Incoming) -> Answered:
        kinds: Mapping[str, Listener] = {
            "message": self.written,
            CHANGED: self.amended,
            DELETED: self.amended,
            "invoke:adaptiveCard/action": self.pressed,
            "invoke:task/fetch": self.opened,
            "invoke:task/submit": self.submitted,
            "invoke:composeExtension/fetchTask": self.pointed,
            "invoke:composeExtension/submitAction": self.submitted,
            "invoke:application/search": self.looked_for,
        }
        listener, actor = kinds.get(incoming.kind), incoming.actor
        if listener is None or actor is None:
            return await self.news.take(incoming)
        await self.news.visited(incoming, actor)
        return await listener(incoming, actor)

    async def written(self, incoming: Incoming, actor: Actor) -> Answered:
        """A message to the bot, or its name in a channel or a group chat."""
        words, with_files = incoming.words, incoming.with_files
        if not words and not with_files:
            return Answered()
        reply = await self.desk.command(Command(actor, words, incoming.key, with_files))
        return self._later(reply, Spot.of(incoming, actor), {WORDS: repeated(words)})

    async def amended(self, incoming: Incoming, actor: Actor) -> Answered:
        """A message to the bot was changed or deleted where it stands."""
        amendment = incoming.amendment
        if amendment is None:
            return Answered()
        return self._later(await self.desk.amend(amendment), Spot.of(incoming, actor))

    async def pressed(self, incoming: Incoming, actor: Actor) -> Answered:
        """A button of a card."""
        token, spot = token_of(incoming.data), Spot.of(incoming, actor)
        reply = await self.desk.press(Press(actor, token, incoming.key))
        answered = self._later(reply, spot, {"token": token, "kept": {MESSAGE: spot.message}})
        if reply.replace is not None:
            with _showing(answered):
                shown = drawn(reply.replace, self.answerer.link_of)
                return replace(answered, body=card_in_place(shown.card))
        where = "teams.answered" if spot.is_personal else "teams.answered_elsewhere"
        return replace(answered, body=taken(self.answerer.speak(where)))

    async def opened(self, incoming: Incoming, actor: Actor) -> Answered:
        """A button that opens a dialog: one of a card, or one that repeats what was typed."""
        words = incoming.data.get(WORDS)
        if isinstance(words, str):
            reply = await self.desk.command(Command(actor, storable(words), incoming.key))
        else:
            reply = await self.desk.press(Press(actor, token_of(incoming.data), incoming.key))
        kept = {MESSAGE: incoming.message, **kept_of(incoming.data)}
        return await self._in_dialog(reply, incoming, actor, kept)

    async def pointed(self, incoming: Incoming, actor: Actor) -> Answered:
        """An entry in the menu of a message."""
        reply = await self.desk.shortcut(shortcut_of(incoming, actor))
        return await self._in_dialog(reply, incoming, actor, {})

    async def submitted(self, incoming: Incoming, actor: Actor) -> Answered:
        """A dialog; faults keep it open, a further form takes its place. A card in it has only a token."""
        data, key = incoming.data, incoming.key
        if form_of(data) is None:
            reply = await self.desk.press(Press(actor, token_of(data), key))
        else:
            reply = await self.desk.submit(Submission(actor, token_of(data), values_of(data), key))
        if reply.faults:
            people = await self._colleagues(form_of(data), actor)
            again = dialog_again(data, self.answerer.speak, reply.faults, people=people)
            title = title_of(form) if (form := form_of(data)) else ""
            return Answered(dialog_with(again, title) if again else dialog_of_words(_told(reply)))
        shows = reply.form is not None or (bool(reply.say) and not incoming.is_personal)
        if shows:
            return await self._in_dialog(reply, incoming, actor, kept_of(data))
        return replace(self._later(reply, _spot(incoming, actor, kept_of(data))), body=CLOSED)

    async def looked_for(self, incoming: Incoming, actor: Actor) -> Answered:
        """Letters typed into a field that names a colleague."""
        people = await self.desk.find_people(actor, asked_people(incoming.value))
        return Answered(found(found_people(people)))

    async def _in_dialog(
        self, reply: Reply, incoming: Incoming, actor: Actor, kept: Mapping[str, str]
    ) -> Answered:
        """The form, else the first that is said; the rest follows in the person's own conversation."""
        spot, rest = _spot(incoming, actor, kept), reply
        with _showing(self._later(reply, spot)):
            if reply.form is not None:
                people = await self._colleagues(reply.form, actor)
                card = dialog(reply.form, self.answerer.speak, people=people, kept=kept)
                body = dialog_with(card, title_of(reply.form))
            elif reply.say:
                body = dialog_with(card_in_dialog(reply.say[0], self.answerer.link_of), "")
                rest = replace(reply, say=reply.say[1:])
            else:
                body = dialog_of_words(self.answerer.speak("teams.answered"))
        return replace(self._later(rest, spot), body=body)

    async def _colleagues(self, form: Form | None, actor: Actor) -> Sequence[tuple[str, str]]:
        asks = form is not None and any(isinstance(field, PersonInput) for field in form.inputs)
        return await self.desk.find_people(actor, "", MAX_OFFERED) if asks else ()

    def _later(self, reply: Reply, spot: Spot, again: Json | None = None) -> Answered:
        """What need not be done before the answer. ``again`` opens the reply's form from a button."""
        tasks = BackgroundTasks()
        if reply.replace is not None:
            tasks.add_task(self.answerer.redraw, reply.replace, spot)
        if reply.say:
            tasks.add_task(self.answerer.tell, reply.say, spot)
        if reply.form is not None and again is not None:
            tasks.add_task(self.answerer.offer, reply.form, again, spot)
        return Answered(follow_ups=tasks)

    def _not_shown(self, incoming: Incoming) -> Answered:
        words = self.answerer.speak("teams.not_shown")
        pressed = incoming.kind == "invoke:adaptiveCard/action"
        return Answered(taken(words) if pressed else dialog_of_words(words))

    def _failed(self, incoming: Incoming) -> Answered:
        """Nothing was stored: it may be done again."""
        words, actor = self.answerer.speak("teams.failed"), incoming.actor
        if incoming.kind == "invoke:adaptiveCard/action":
            return Answered(not_taken(words))
        if incoming.kind == "invoke:application/search":
            return Answered(found(found_people(())))
        if incoming.kind.startswith("invoke:"):
            return Answered(dialog_of_words(words))
        tasks = BackgroundTasks()
        if incoming.kind == "message" and actor is not None:
            tasks.add_task(self.answerer.apologise, Spot.of(incoming, actor))
            return Answered(follow_ups=tasks)
        return Answered(status=500)


def _spot(incoming: Incoming, actor: Actor, kept: Mapping[str, str]) -> Spot:
    """A dialog stands before the message it was opened from.

    What was kept came back from the person's own device, so it counts in their own conversation only.
    """
    spot = Spot.of(incoming, actor)
    return replace(spot, message=kept.get(MESSAGE) or spot.message) if spot.is_personal else spot


def _told(reply: Reply) -> str:
    return "\n\n".join(reply.faults.values())


def _log_failed(incoming: Incoming, error: Exception) -> None:
    log.error("teams_activity_failed", kind=incoming.kind, error=type(error).__name__, at=_where(error))


def _where(error: Exception) -> list[str]:
    """The innermost calls. Not the error's text nor variables: a database's errors quote what was typed."""
    return [f"{Path(call.filename).name}:{call.lineno}" for call in extract_tb(error.__traceback__)[-6:]]
