"""The strip above the demo's pages: virtual time, and letting it pass."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.demo import stage
from bot.local.incoming import RejectedError, check_origin
from bot.local.ports import Directory, LocalPerson
from bot.simulation.world import World
from nudges.dates import short_day
from nudges.texts import FALLBACK, Speaker, Texts

HOME = ZoneInfo("Africa/Nairobi")
"""Where most people of the sample work: the time shown while nobody is chosen yet."""
MORNING = time(10, 30)
"""Late enough for the digest, which comes at nine, and for what is sent early in a working day."""
STEPS = ("hour", "morning", "monday")


def after(step: str, now: datetime, zone: ZoneInfo = HOME) -> datetime:
    """The moment a step leads to, by the mornings of ``zone``. Raises ``ValueError`` for an unknown step."""
    if step == "hour":
        return now + timedelta(hours=1)
    if step not in STEPS:
        raise ValueError(f'there is no step "{step}"')
    day = now.astimezone(zone).date() + timedelta(days=1)
    while day.weekday() > 4 if step == "morning" else day.weekday() != 0:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, zone)


@dataclass(frozen=True, slots=True)
class Bar:
    """Draws the strip, and lets time pass when one of its buttons is pressed."""

    world: World
    texts: Texts
    directory: Directory
    _passing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def draw(self, person: LocalPerson | None) -> Markup:
        """In the language and by the clock of whoever the visitor is."""
        speak = self.texts.speaker(person.language if person else FALLBACK)
        zone = ZoneInfo(person.time_zone) if person else HOME
        buttons = Markup("").join(
            Markup('<button name="step" value="{}">{}</button>').format(step, speak(f"demo.{step}"))
            for step in STEPS
        )
        people = Markup(" ").join(self._link(speak, *each) for each in _ROLES)
        now = self.world.clock.now().astimezone(zone)
        moment = speak(
            "demo.moment",
            weekday=speak(f"demo.day.{now.weekday()}"),
            day=short_day(now, speak),
            time=f"{now:%H:%M}",
        )
        return Markup(
            '<form method="post" action="/demo/advance"><strong>{}</strong> <time datetime="{}">{}</time> '
            '<input type="hidden" name="zone" value="{}">{}</form><p>{} {}</p>'
        ).format(speak("demo.sample"), now.isoformat(), moment, zone.key, buttons, speak("demo.try"), people)

    def _link(self, speak: Speaker, key: str, email: str) -> Markup:
        name = self.world.people[email].name if email in self.world.people else email
        whole = f"{speak(f'{key}_whole')}: {name}"
        return Markup('<a href="/demo/be/{}" title="{}" aria-label="{}">{}</a>').format(
            email, whole, whole, speak(key)
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/demo/advance", self.advance, methods=["POST"]),
            Route("/demo/be/{user}", self.be),
        ]

    async def be(self, request: Request) -> Response:
        """Lead to a person's chat; where they were forgotten meanwhile, to the choice of the others."""
        email = request.path_params["user"]
        there = await self.directory.person(email) is not None
        return RedirectResponse(f"/chat/{quote(email)}" if there else "/chat", status_code=303)

    async def advance(self, request: Request) -> Response:
        """Let time pass up to the chosen moment; two presses wait for one another."""
        try:
            check_origin(request)
        except RejectedError as refusal:
            words = self.texts.get(FALLBACK, f"local_chat.problem.{refusal.word}")
            return Response(words, refusal.status)
        form = await request.form()
        async with self._passing:
            try:
                zone = ZoneInfo(str(form.get("zone", HOME.key)))
                until = after(str(form.get("step", "")), self.world.clock.now(), zone)
            except (ValueError, ZoneInfoNotFoundError) as error:
                return Response(str(error), status_code=400)
            await self.world.run_until(until)
        return Response(status_code=204)


_ROLES = (
    ("demo.newcomer", stage.NEWCOMER),
    ("demo.staff", stage.STAFF),
    ("demo.manager", stage.MANAGER),
    ("demo.coordinator", stage.COORDINATOR),
)
