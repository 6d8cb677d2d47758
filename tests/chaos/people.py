"""People at work: they press, type and fill forms, and press again until it is acknowledged."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any

import httpx

from bot.slack.app import PATH
from tests.chaos.diary import Diary
from tests.chaos.filling import filled
from tests.chaos.fleet import Fleet
from tests.chaos.history import Act, Deed
from tests.chaos.slack import RoughSlack, Told
from tests.clients.slack_requests import interaction, press, signed, slash, submission

GIVES_UP_AFTER = 150
"""Tries; between two of them somebody waits a moment."""
ANSWERS_IN = 3.0
"""Seconds in which Slack wants its acknowledgement."""
FORM_OPENS_IN = 1.5
BEGINNINGS = ("stop and think", "pact", "consult", "hurdle", "share", "thank a colleague")
ONE_QUESTION = frozenset({"answer", "letter", "still_useful", "confirmation"})
WISHES = {
    "optin": (Act.START, "yes"),
    "optout": (Act.STOP, "no"),
    "stop": (Act.STOP, "stop"),
    "snooze": (Act.SNOOZE, "snooze"),
    "snooze_month": (Act.SNOOZE, "snooze"),
    "resume": (Act.RESUME, "resume"),
}


@dataclass(repr=False)
class Crowd:
    """``people``: user id by person id. ``words``: what each behaviour is called after ``did``."""

    people: Mapping[str, str]
    words: Mapping[str, str]
    fleet: Fleet
    slack: RoughSlack
    client: httpx.AsyncClient
    rng: Random
    diary: Diary
    deeds: list[Deed] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)
    pressed: set[str] = field(default_factory=set)
    acknowledged: int = 0
    tries: int = 0
    out: set[str] = field(default_factory=set)
    """Who said stop, and has not begun again."""
    joined: set[str] = field(default_factory=set)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def work(self, at_once: int, over: asyncio.Event) -> None:
        """So many people at a time do something, until it is over."""
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(self._go_on(over))

    async def _go_on(self, over: asyncio.Event) -> None:
        while not over.is_set():
            person = self.rng.choice([each for each in self.people if each not in self.busy])
            self.busy.add(person)
            try:
                await self._do_something(person)
            finally:
                self.busy.discard(person)
            await asyncio.sleep(self.rng.uniform(0.02, 0.2))

    async def _do_something(self, person: str) -> None:
        if person in self.out:
            await self._say(person, "start", Act.START)
            return
        buttons = self._open_buttons(person)
        welcome = next((each for each in buttons if each[1].startswith("optin")), None)
        if welcome is not None:
            await self._press(person, *welcome)
        elif buttons and self.rng.random() < 0.6:
            await self._press(person, *self.rng.choice(buttons))
        elif person in self.joined or self.rng.random() < 0.02:
            await self._speak(person)

    async def _speak(self, person: str) -> None:
        chance = self.rng.random()
        if chance < 0.05 and person in self.joined:
            await self._say(person, "stop", Act.STOP)
        elif chance < 0.25:
            await self._say(person, self.rng.choice(BEGINNINGS), None)
        else:
            behaviour = self.rng.choice(sorted(self.words))
            await self._say(person, f"did {self.words[behaviour]}", Act.DID, behaviour)

    def _open_buttons(self, person: str) -> Sequence[tuple[Told, str]]:
        user = self.people[person]
        told = [*self.slack.told.get(f"D{user[1:]}", ()), *filter(None, [self.slack.replies.get(user)])]
        return [
            (each, t) for each in told for t in each.tokens if f"{person} {each.ts} {t}" not in self.pressed
        ]

    async def _say(self, person: str, words: str, act: Act | None, behaviour: str = "") -> None:
        trigger = f"t{next(self._numbers)}"
        body = slash(
            words,
            response_url=self.slack.reply_to(self.people[person]),
            trigger=trigger,
            user=self.people[person],
        )
        began = self.diary.seconds
        acknowledged = await self._deliver(person, words, body) is not None
        if act is not None:
            self._remember(Deed(person, act, trigger, acknowledged, behaviour=behaviour, began=began))
        if act is None and acknowledged:
            await self._fill_in(person, trigger)

    async def _press(self, person: str, told: Told, token: str) -> None:
        self.pressed.add(f"{person} {told.ts} {token}")
        number = next(self._numbers)
        tap = press(
            token,
            user=self.people[person],
            channel=told.channel,
            message=told.ts,
            trigger=f"t{number}",
            response_url=self.slack.reply_to(self.people[person]),
        )
        tap["actions"][0]["action_ts"] = f"1700000001.{number:06}"
        began = self.diary.seconds
        acknowledged = await self._deliver(person, token, interaction(tap)) is not None
        deed = _pressed(person, token, f"press {number}", acknowledged=acknowledged)
        if deed is not None:
            self._remember(replace(deed, began=began))
        if acknowledged:
            await self._fill_in(person, f"t{number}")

    def _remember(self, deed: Deed) -> None:
        self.deeds.append(replace(deed, ended=self.diary.seconds, clock=self.diary.now()))
        if deed.act is Act.STOP:
            self.out.add(deed.person)
        elif deed.act in (Act.START, Act.RESUME):
            self.out.discard(deed.person)
            self.joined.add(deed.person)

    async def _fill_in(self, person: str, trigger: str) -> None:
        """Fill whatever form opens, and those that take its place."""
        view = await self._form(trigger)
        for _ in range(8):
            if view is None:
                return
            colleague = self.rng.choice([each for each in self.people if each != person])
            values = filled(view, self.rng, colleague)
            sent = submission(view, values, user=self.people[person])
            sent["view"]["id"] = f"V{next(self._numbers)}"
            answer = await self._deliver(person, "a form", interaction(sent))
            view = (answer or {}).get("view")

    async def _form(self, trigger: str) -> dict[str, Any] | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(FORM_OPENS_IN if self.rng.random() < 0.3 else 0.2):
                while trigger not in self.slack.forms:  # noqa: ASYNC110  it may never open
                    await asyncio.sleep(0.05)
        return self.slack.forms.pop(trigger, None)

    async def _deliver(self, person: str, what: str, body: str) -> dict[str, Any] | None:
        """The acknowledgement; None where everybody gave up. The same is delivered until there is one."""
        for _ in range(GIVES_UP_AFTER):
            doors = self.fleet.doors
            if doors:
                self.tries += 1
                self.diary.note(f"{what}: delivered", person)
                answer = await self._post(self.rng.choice(doors).url, body)
                self.diary.note(
                    f"{what}: {answer if isinstance(answer, str) else answer.status_code}", person
                )
                if isinstance(answer, httpx.Response) and answer.status_code == 200:
                    self.acknowledged += 1
                    return answer.json() if answer.content else {}
            await asyncio.sleep(self.rng.uniform(0.1, 0.5))
        return None

    async def _post(self, url: str, body: str) -> httpx.Response | str:
        """The answer, or why there is none."""
        headers = signed(body)
        try:
            return await self.client.post(f"{url}{PATH}", content=body, headers=headers, timeout=ANSWERS_IN)
        except httpx.HTTPError as error:
            return type(error).__name__


def _pressed(person: str, token: str, key: str, *, acknowledged: bool) -> Deed | None:
    """What a press says, by the button's token; None where only a flow knows."""
    name, *arguments = token.split(":")
    if name in WISHES:
        act, choice = WISHES[name]
        prompt = arguments[0] if arguments else ""
        return Deed(person, act, key, acknowledged, prompt=prompt, choice=choice)
    if name in ONE_QUESTION and len(arguments) == 2:
        act = Act.STOP if (name, arguments[1]) == ("still_useful", "stop") else Act.ANSWER
        return Deed(person, act, key, acknowledged, prompt=arguments[0], choice=arguments[1])
    if name == "checkin" and len(arguments) == 3:
        prompt, behaviour, said = arguments
        counts = behaviour if said == "yes" else ""
        return Deed(person, Act.ANSWER, key, acknowledged, prompt, behaviour, said, counts)
    return None
