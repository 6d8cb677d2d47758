"""The one way to a page: who asks is known, may see it, and a form comes from a page of ours."""

import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256

import structlog
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.admission import RejectedError as TooLargeError
from bot.ports.limits import Call, Limits, Rate
from bot.services.access import Access, Reader, may
from bot.services.deps import Deps
from bot.services.signing_in import PATH, TAB_KEY, SignInService
from bot.web.forms import FORM_KEY, Form, SentFile, read_form
from bot.web.rendering import Frame, Way, draw
from bot.web.site import TAB, WINDOW, Seat, Site
from nudges.texts import FALLBACK, Speaker

log = structlog.get_logger(__name__)

THEME = "tab-theme"
MAX_FORM = 16 * 1024
"""Bytes; the pages' forms are a few buttons."""
THEMES: Mapping[str, str] = {"default": "light", "dark": "dark", "contrast": "dark"}
"""What Teams calls its themes, and what we look like in them."""

EVERYBODY = (Rate(limit=600, seconds=60, burst=120),)
ONE_PLACE = (Rate(limit=240, seconds=600, burst=60),)
"""Attempts to sign in from one network address, which a whole office may share. Keys cannot be guessed
in any number of attempts: this is against load."""


class RefusedError(Exception):
    """A request that is answered with a sentence; ``word`` is the key of its text."""

    def __init__(self, status: int, word: str, *, retry_after: float = 0) -> None:
        super().__init__(word)
        self.status = status
        self.word = word
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was let in. ``form`` holds the fields of a form, ``file`` what was chosen in it;
    ``key`` is the session's.
    """

    request: Request
    seat: Seat
    frame: Frame
    key: str
    form: Mapping[str, str]
    places: Mapping[str, str]
    file: SentFile | None = None

    @property
    def reader(self) -> Reader:
        """Who asks; never on a public page."""
        if self.frame.reader is None:
            raise RefusedError(404, "not_here")
        return self.frame.reader

    @property
    def speak(self) -> Speaker:
        return self.frame.speak

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        return HTMLResponse(draw(template, self.frame, **values), status)


Answer = Callable[[Asked], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """One address below ``/pages``: whom it is for and what answers there.

    ``counted``: each request counts as an attempt to sign in. ``seat`` is that of a public page,
    as nobody need be signed in there; every other page belongs to whichever seat asks for it.
    ``largest`` is how many bytes a form may have; whoever sends more is told so with the text
    ``too_large``.
    """

    path: str
    access: Access
    answer: Answer
    method: str = "GET"
    counted: bool = False
    seat: Seat = WINDOW
    largest: int = MAX_FORM
    too_large: str = "too_large"


class PageRoute(Route):
    """A route that knows whom it is for; there is no other way to add a page."""

    def __init__(self, page: Page, endpoint: Callable[[Request], Awaitable[Response]]) -> None:
        super().__init__(PATH + page.path, endpoint, methods=[page.method])
        self.access = page.access


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets requests in, and answers those that are not."""

    deps: Deps
    site: Site
    sign_ins: SignInService
    limits: Limits

    def route(self, page: Page) -> PageRoute:
        return PageRoute(page, partial(self._answer, page))

    async def _answer(self, page: Page, request: Request) -> Response:
        speak = self.deps.texts.speaker(_language(request, self.deps.texts.languages))
        seat = page.seat if page.access is Access.PUBLIC else self._seat(request)
        frame = Frame(speak, request.url.path, theme=self._theme(request, seat))
        try:
            key = self._key(request, seat)
            reader = await self.sign_ins.reader(key) if key else None
            frame = self._signed_in(frame, reader, key) if reader else frame
            response = await self._admitted(page, request, seat, frame, key)
        except RefusedError as refusal:
            response = _refused(frame, refusal)
        except TooLargeError as refusal:
            response = _refused(frame, RefusedError(refusal.status, page.too_large))
        except Exception:
            log.exception("pages.broken", page=page.path)
            response = _refused(frame, RefusedError(500, "broken"))
        begins = page.access is Access.PUBLIC
        self.site.protect(response, framed=seat.framed and (begins or frame.reader is not None))
        return response

    def _seat(self, request: Request) -> Seat:
        """The tab where its cookie came alone; without any, in a frame, so that one can sign in there.

        A page of the window is refused by every frame, so nothing of it comes to be shown in one
        because both cookies are there.
        """
        framed = bool(self._key(request, TAB)) or request.headers.get("sec-fetch-dest") == "iframe"
        return TAB if self.site.framed_by and framed and not self._key(request, WINDOW) else WINDOW

    def _key(self, request: Request, seat: Seat) -> str:
        """The key of a session at this seat; those of another are none."""
        key = request.cookies.get(self.site.cookie_name(seat.cookie), "")
        return key if key.startswith(TAB_KEY) == seat.framed else ""

    def _theme(self, request: Request, seat: Seat) -> str:
        """How the chat program around a tab looks, as it told when the tab was opened."""
        theme = request.cookies.get(self.site.cookie_name(THEME), "") if seat.framed else ""
        return theme if theme in THEMES.values() else ""

    async def _admitted(self, page: Page, request: Request, seat: Seat, frame: Frame, key: str) -> Response:
        post = page.method == "POST"
        if post and request.headers.get("origin") != self.site.address:
            raise RefusedError(403, "other_site")  # every browser names a form's origin
        places = {name: str(value) for name, value in request.path_params.items()}
        if page.counted:
            await self.count(request)
        if not may(frame.reader, page.access, places):
            return _turned_away(frame, seat, post=post)
        # Only now: what others send is not even read.
        form = await self._form(page, request, frame.form_key) if post else Form()
        return await page.answer(Asked(request, seat, frame, key, form.fields, places, form.file))

    def _signed_in(self, frame: Frame, reader: Reader, key: str) -> Frame:
        speak = self.deps.texts.speaker(reader.person.language)
        return replace(frame, speak=speak, reader=reader, form_key=form_key(key), ways=ways(reader))

    async def _form(self, page: Page, request: Request, expected: str) -> Form:
        """A form of our own page; of somebody who is signed in it brings the key only their pages hold."""
        form = await read_form(request, page.largest)
        if expected and not hmac.compare_digest(form.fields.get(FORM_KEY, "").encode(), expected.encode()):
            raise RefusedError(403, "old_form")
        return form

    async def count(self, request: Request) -> None:
        """One more attempt to sign in; refused where they are too many."""
        where = self.deps.address_hash(request.client.host if request.client else "")[:16]
        turn = await self.limits.take(Call("sign-in", EVERYBODY, where, ONE_PLACE), patience=0)
        if not turn.kept:
            raise RefusedError(429, "too_often", retry_after=turn.seconds)


def form_key(session_key: str) -> str:
    """What each form of a session holds; another site can neither read nor guess it."""
    return hmac.new(session_key.encode(), b"forms", sha256).hexdigest()


def ways(reader: Reader) -> Sequence[Way]:
    """The pages this reader may open, as the list on each page names them."""
    here = f"{PATH}/settings/{reader.setting.id}"
    known = (
        (Access.SETTING, Way(f"{here}/practice", "practice.way", "practice.about")),
        (Access.GROUP, Way(f"{PATH}/groups/{reader.person.id}/practice", "group.way", "group.about")),
        (Access.COORDINATOR, Way(f"{here}/coordination", "coordination.way", "coordination.about")),
        (Access.COORDINATOR, Way(f"{here}/week", "week.way", "week.about")),
        (Access.COORDINATOR, Way(f"{here}/catalogue", "catalogue.way", "catalogue.about_way")),
        (Access.COORDINATOR, Way(f"{here}/roster", "roster.way", "roster.about")),
        (Access.COORDINATOR, Way(f"{here}/registers", "registers.way", "registers.about")),
        (Access.COORDINATOR, Way(f"{here}/digests", "digests.way", "digests.about")),
        (Access.COORDINATOR, Way(f"{here}/acts", "acts.way", "acts.about_way")),
        (Access.OPERATOR, Way(f"{PATH}/operations", "operations.way", "operations.about")),
        (Access.OPERATOR, Way(f"{PATH}/acts", "acts.way_everywhere", "acts.about_everywhere")),
    )
    own = {"setting": reader.setting.id, "manager": reader.person.id}
    return [way for access, way in known if may(reader, access, own)]


def _turned_away(frame: Frame, seat: Seat, *, post: bool) -> Response:
    if frame.reader is not None:
        # Whether there is such a page is nobody's business who may not see it.
        raise RefusedError(404, "not_here")
    if post and not seat.framed:
        raise RefusedError(401, "signed_out")
    # What is said in a frame has to be on a page that may stand in one.
    return RedirectResponse(seat.sign_in, status_code=303)


def _refused(frame: Frame, refusal: RefusedError) -> Response:
    headers = {"Retry-After": str(max(1, round(refusal.retry_after)))} if refusal.retry_after else {}
    drawn: Markup = draw("problem.html", frame, word=refusal.word)
    return HTMLResponse(drawn, refusal.status, headers)


def _language(request: Request, spoken: Mapping[str, object]) -> str:
    """The first language of the browser that the product speaks."""
    asked = request.headers.get("accept-language", "").split(",")
    wanted = (each.split(";")[0].strip().split("-")[0].lower() for each in asked)
    return next((each for each in wanted if each in spoken), FALLBACK)
