"""The strip above the demo's pages: virtual time, and letting it pass."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.demo import stage
from bot.local.incoming import RejectedError, check_origin
from bot.simulation.world import World
from nudges.texts import Speaker

HOME = ZoneInfo("Africa/Nairobi")
"""Where most people of the sample work: "next morning" is theirs."""
MORNING = time(11, 30)
STEPS = ("hour", "morning", "monday")


def after(step: str, now: datetime) -> datetime:
    """The moment a step leads to. Raises ``ValueError`` for a step we do not know."""
    if step == "hour":
        return now + timedelta(hours=1)
    if step not in STEPS:
        raise ValueError(f'there is no step "{step}"')
    day = now.astimezone(HOME).date() + timedelta(days=1)
    while day.weekday() > 4 if step == "morning" else day.weekday() != 0:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, HOME)


@dataclass(frozen=True, slots=True)
class Bar:
    """Draws the strip, and lets time pass when one of its buttons is pressed."""

    world: World
    speak: Speaker
    _passing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def draw(self) -> Markup:
        buttons = Markup("").join(
            Markup('<button name="step" value="{}">{}</button>').format(step, self.speak(f"demo.{step}"))
            for step in STEPS
        )
        people = Markup(" · ").join(self._link(*each) for each in _ROLES)
        now = self.world.clock.now().astimezone(HOME)
        moment = f"{self.speak(f'day.{now.weekday()}')} {now:%Y-%m-%d %H:%M}"
        return Markup(
            '<form method="post" action="/demo/advance"><strong>{}</strong> <span>{}</span> {}</form>'
            "<p>{} {}</p>"
        ).format(self.speak("demo.sample"), moment, buttons, self.speak("demo.try"), people)

    def _link(self, key: str, email: str) -> Markup:
        name = self.world.people[email].name if email in self.world.people else email
        return Markup('<a href="/chat/{}">{}: {}</a>').format(email, self.speak(key), name)

    def routes(self) -> Sequence[BaseRoute]:
        return [Route("/demo/advance", self.advance, methods=["POST"])]

    async def advance(self, request: Request) -> Response:
        """Let time pass up to the chosen moment; two presses wait for one another."""
        try:
            check_origin(request)
        except RejectedError as refusal:
            return Response(self.speak(f"local_chat.problem.{refusal.word}"), refusal.status)
        form = await request.form()
        async with self._passing:
            try:
                until = after(str(form.get("step", "")), self.world.clock.now())
            except ValueError as error:
                return Response(str(error), status_code=400)
            await self.world.run_until(until)
        return Response(status_code=204)


_ROLES = (
    ("demo.newcomer", stage.NEWCOMER),
    ("demo.staff", stage.STAFF),
    ("demo.manager", stage.MANAGER),
    ("demo.coordinator", stage.COORDINATOR),
)
