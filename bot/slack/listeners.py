"""What people do in Slack, brought to the front desk. Nothing is acknowledged before it is stored."""

import re
from dataclasses import dataclass, replace

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from starlette.background import BackgroundTasks

from bot.ports import Command, FrontDesk, Press, Submission
from bot.slack.doorway import AGAIN
from bot.slack.forms import CALLBACK, PERSON_PREFIX, draw_form, person_options, place_faults, read_form
from bot.slack.home_page import HomePage
from bot.slack.incoming import (
    SHORTCUT_PREFIX,
    actor,
    amendment_of,
    command_place,
    command_words,
    form_place,
    is_mention,
    mention_place,
    mention_words,
    press_key,
    press_place,
    reading,
    shortcut_of,
    shortcut_place,
    submit_key,
    text,
    workspace,
    written_of,
)
from bot.slack.links import permalink, wants_link
from bot.slack.replies import Answerer, Place
from nudges.cards import Reply

FOLLOW_UPS = "follow_ups"
"""Where a request's context holds the work to do after the acknowledgement, while Slack no longer waits."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """One method for each thing Slack reports."""

    desk: FrontDesk
    answerer: Answerer
    page: HomePage

    def listen(self, app: AsyncApp) -> None:
        """Register every listener."""
        app.action(re.compile(r"^act:"))(self.pressed)
        app.action(AGAIN)(self.pressed_again)
        app.view(CALLBACK)(self.submitted)
        app.command(re.compile("^/"))(self.commanded)
        app.shortcut(re.compile("^" + SHORTCUT_PREFIX))(self.pointed)
        app.event("message")(self.written)
        app.event("app_mention")(self.mentioned)
        app.event("app_home_opened")(self.came_by)
        app.options(re.compile("^" + PERSON_PREFIX))(self.looked_for)

    async def pressed(self, args: AsyncArgs) -> None:
        """A button of a card."""
        with reading():
            press = Press(actor(args.context), text(args.payload["value"]), press_key(args.body))
            place = press_place(args.body, args.context)
        reply = await self.desk.press(press)
        await args.ack()
        self._later(args, reply, place)

    async def pressed_again(self, args: AsyncArgs) -> None:
        """The button that repeats what was typed, now that a form may be opened."""
        with reading():
            command = Command(actor(args.context), text(args.payload["value"]), press_key(args.body))
            place = press_place(args.body, args.context)
        reply = await self.desk.command(command)
        await args.ack()
        self._later(args, reply, place)

    async def commanded(self, args: AsyncArgs) -> None:
        """A slash command; answered where it was typed, seen by this person only."""
        with reading():
            key = f"slack:command:{args.body['trigger_id']}"
            command = Command(actor(args.context), command_words(args.body), key)
            place = command_place(args.body, args.context)
        reply = await self.desk.command(command)
        await args.ack()
        self._later(args, reply, place)

    async def written(self, args: AsyncArgs) -> None:
        """A direct message to the bot, or a change to one."""
        with reading():
            command, place = written_of(args.payload, args.context)
            amendment = amendment_of(args.payload, workspace(args.context))
        if command is not None:
            self._later(args, await self.desk.command(command), place)
        elif amendment is not None:
            self._later(args, await self.desk.amend(amendment), replace(place, user=amendment.actor.user_id))
        await args.ack()

    async def mentioned(self, args: AsyncArgs) -> None:
        """The bot's name in a channel: the same words as elsewhere, answered for this person's eyes only."""
        event = args.payload
        if is_mention(event):
            with reading():
                words = mention_words(event, args.context.bot_user_id)
                key = f"slack:mention:{event['channel']}:{event['ts']}"
                command = Command(actor(args.context), words, key)
                place = mention_place(event, words, args.context)
            self._later(args, await self.desk.command(command), place)
        await args.ack()

    async def pointed(self, args: AsyncArgs) -> None:
        """A shortcut, from the menu of a message or from anywhere."""
        with reading():
            shortcut, place = shortcut_of(args.body, args.context), shortcut_place(args.body, args.context)
            link = await permalink(args.client, args.body) if wants_link(args.body) else ""
        reply = await self.desk.shortcut(replace(shortcut, link=link))
        await args.ack()
        self._later(args, reply, place)

    async def came_by(self, args: AsyncArgs) -> None:
        """Somebody opened their own page; there is nothing to store, so it is drawn after the answer."""
        await args.ack()
        if args.payload.get("tab") == "home":
            self._redraw(args)

    async def submitted(self, args: AsyncArgs) -> None:
        """A form; faults keep it open, a further form takes its place."""
        view = args.body["view"]
        with reading():
            token, origin, values = read_form(view)
            submission = Submission(actor(args.context), text(token), values, submit_key(view))
        reply = await self.desk.submit(submission)
        if faults := place_faults(view, reply.faults):
            await args.ack(response_action="errors", errors=faults)
        elif reply.form is not None:
            cancel = self.answerer.speak("slack.cancel")
            await args.ack(response_action="update", view=draw_form(reply.form, cancel=cancel, origin=origin))
        else:
            await args.ack()
        self._later(args, Reply(replace=reply.replace, say=reply.say), form_place(origin, args.context))

    async def looked_for(self, args: AsyncArgs) -> None:
        """Letters typed into a field that names a colleague."""
        with reading():
            words = text(args.body.get("value", ""))
        people = await self.desk.find_people(actor(args.context), words)
        await args.ack(options=person_options(people))

    def _later(self, args: AsyncArgs, reply: Reply, place: Place) -> None:
        tasks: BackgroundTasks = args.context[FOLLOW_UPS]
        tasks.add_task(self.answerer.carry_out, reply, place)
        if place.home:
            self._redraw(args)

    def _redraw(self, args: AsyncArgs) -> None:
        """Their own page as it is now."""
        tasks: BackgroundTasks = args.context[FOLLOW_UPS]
        tasks.add_task(self.page.show, actor(args.context), args.client)
