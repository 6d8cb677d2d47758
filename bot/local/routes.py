"""The local chat's pages and what they post, as Starlette routes."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps

from anyio import Event
from sse_starlette import EventSourceResponse
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.local.incoming import Posted, PostedCommand, PostedPress, PostedSubmission, RejectedError, posted
from bot.local.messages import LocalMessages, channel, direct
from bot.local.pages import Pages
from bot.local.ports import Directory, LocalPerson
from bot.local.rendering import ChatPage, Conversation
from bot.local.replies import Moment, Replies, actor_of
from bot.local.stream import EVERY, Updates, Watch
from bot.ports import Clock, Command, FrontDesk, Press, Submission
from nudges.cards import Reply, say
from nudges.texts import FALLBACK

Endpoint = Callable[[Request], Awaitable[Response]]

SHOWN = 8
"""Names offered at once; a few typed letters find the others."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def routes(
    desk: FrontDesk,
    directory: Directory,
    messages: LocalMessages,
    clock: Clock,
    pages: Pages,
) -> list[BaseRoute]:
    """Everything below ``/chat``.

    There is no login: whoever reaches these routes can be anybody, so they belong on a
    loopback address only. Forms in the strip above the page are posted without leaving it.
    """
    chat = LocalChat(desk, directory, messages, clock, pages)
    return [
        Mount("/chat/static", StaticFiles(packages=[("bot.local", "static")])),
        Route("/chat", chat.page(chat.choose)),
        Route("/chat/{user}", chat.page(chat.show)),
        Route("/chat/{user}/events", chat.data(chat.events)),
        Route("/chat/{user}/people", chat.data(chat.people)),
        Route("/chat/{user}/press", chat.data(chat.press), methods=["POST"]),
        Route("/chat/{user}/submit", chat.data(chat.submit), methods=["POST"]),
        Route("/chat/{user}/command", chat.data(chat.command), methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class LocalChat:
    """The endpoints; each does one thing and leaves refusals to ``page`` and ``data``."""

    desk: FrontDesk
    directory: Directory
    messages: LocalMessages
    clock: Clock
    pages: Pages

    async def choose(self, request: Request) -> Response:
        people = await self.directory.people()
        drawn = self.pages.renderer().chooser(people, self.pages.top_bar(None))
        return HTMLResponse(drawn, headers=_HEADERS)

    async def show(self, request: Request) -> Response:
        person = await self._person(request)
        conversations = await self._conversations(person)
        current = _pick(conversations, request.query_params.get("in"))
        page = ChatPage(
            person=person,
            people=await self.directory.people(person.language),
            conversations=conversations,
            current=current,
            messages=await self.messages.conversation(current.name, person.email),
            latest=await self.messages.latest(person.email),
            commands=self.pages.commands(person.language),
            now=self.clock.now(),
            top_bar=self.pages.top_bar(person),
            home=await self.desk.home(actor_of(person)) if current.home else None,
        )
        return HTMLResponse(self.pages.renderer(person.language).chat(page), headers=_HEADERS)

    async def events(self, request: Request) -> Response:
        person = await self._person(request)
        current = _pick(await self._conversations(person), request.query_params.get("in"))
        watch = Watch(person, current.name, await self.directory.people(person.language))
        renderer = self.pages.renderer(person.language)
        updates = Updates(self.messages, renderer, self.clock, partial(self.pages.top_bar, person))
        stopping = Event()
        events = updates.events(watch, stopping=stopping)
        return EventSourceResponse(events, shutdown_event=stopping, shutdown_grace_period=2 * EVERY)

    async def people(self, request: Request) -> Response:
        actor = actor_of(await self._person(request))
        found = await self.desk.find_people(actor, request.query_params.get("words", ""), limit=SHOWN + 1)
        people = [{"id": person_id, "label": label} for person_id, label in found[:SHOWN]]
        return JSONResponse({"people": people, "more": len(found) > SHOWN})

    async def press(self, request: Request) -> Response:
        body = await posted(request, PostedPress)
        moment = await self._moment(request, body, body.message)
        reply = await self.desk.press(Press(moment.actor, body.token, moment.event_key))
        return await self._answer(reply, moment)

    async def submit(self, request: Request) -> Response:
        body = await posted(request, PostedSubmission)
        moment = await self._moment(request, body, body.message)
        submission = Submission(moment.actor, body.token, body.values, moment.event_key)
        return await self._answer(await self.desk.submit(submission), moment)

    async def command(self, request: Request) -> Response:
        body = await posted(request, PostedCommand)
        moment = await self._moment(request, body)
        await self._replies(moment).echo(say("", body.text), moment)
        text = body.text.strip().removeprefix("/").strip()
        reply = await self.desk.command(Command(moment.actor, text, moment.event_key))
        return await self._answer(reply, moment)

    def page(self, endpoint: Endpoint) -> Endpoint:
        """Refusals as a page for people."""
        return _refusing(endpoint, self.pages, as_page=True)

    def data(self, endpoint: Endpoint) -> Endpoint:
        """Refusals as JSON for the page's script."""
        return _refusing(endpoint, self.pages, as_page=False)

    async def _person(self, request: Request) -> LocalPerson:
        email = request.path_params["user"]
        person = await self.directory.person(email)
        if person is None:
            raise RejectedError(404, "unknown_person", email=email)
        request.state.language = person.language
        return person

    async def _conversations(self, person: LocalPerson) -> list[Conversation]:
        channels = await self.directory.channels(person.email)
        name, word = direct(person.email), self.pages.renderer(person.language).word
        own = (Conversation(name, word("home"), home=True), Conversation(name, word("direct")))
        return [*own, *(Conversation(channel(one.id), one.name, one.id) for one in channels)]

    async def _moment(self, request: Request, body: Posted, message: str = "") -> Moment:
        """What is happening, checked: the person is known and sees the conversation and message."""
        person = await self._person(request)
        if body.conversation not in {one.name for one in await self._conversations(person)}:
            raise RejectedError(404, "unknown_channel")
        if message:
            pressed = await self.messages.get(message, person.email)
            if pressed is None or pressed.conversation != body.conversation:
                raise RejectedError(404, "unknown_message")
        return Moment(person, body.conversation, body.key, message)

    def _replies(self, moment: Moment) -> Replies:
        return Replies(self.messages, self.pages.renderer(moment.person.language), self.clock)

    async def _answer(self, reply: Reply, moment: Moment) -> Response:
        return JSONResponse(await self._replies(moment).apply(reply, moment))


def _pick(conversations: Sequence[Conversation], channel_id: str | None) -> Conversation:
    """The conversation asked for; without a channel the direct message."""
    found = next((one for one in conversations if one.query == (channel_id or "")), None)
    if found is None:
        raise RejectedError(404, "unknown_channel")
    return found


def _refusing(endpoint: Endpoint, pages: Pages, *, as_page: bool) -> Endpoint:
    """Answer a refusal with its sentence, as a page or as JSON, in the person's language where known."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except RejectedError as refusal:
            renderer = pages.renderer(getattr(request.state, "language", FALLBACK))
            sentence = renderer.word(f"problem.{refusal.word}", **refusal.values)
            if as_page:
                return HTMLResponse(renderer.problem(sentence), refusal.status, _HEADERS)
            return JSONResponse({"error": sentence}, refusal.status)

    return answer
