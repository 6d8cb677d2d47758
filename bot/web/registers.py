"""Coordinators' registers: what runs between people in a setting, with the acts that chat gives."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from bot.card_json import decode, encode
from bot.services.access import Access
from bot.services.page_registers import Deed, PageRegisters
from bot.services.signing_in import PATH
from bot.web.carried import Carrier, packed, unpacked
from bot.web.guard import Asked, Page, RefusedError
from nudges.cards import (
    Card,
    ChoiceInput,
    Facts,
    Form,
    Input,
    Option,
    Paragraph,
    PersonInput,
    TextInput,
    say,
)
from nudges.flows.scorecard import Scores
from nudges.texts import Speaker

SCORECARD = "scorecard"
"""The register with a picture."""
FIELD, WHO = "in-", "who-"
"""What begins the name of a form's field: words, or a colleague named in words."""
_LONGEST = 6000
"""Characters of what is said in an address: servers in between often end at eight thousand."""
_FEW_OPTIONS, _FEW_CHOICES = 6, 3
"""More options than that, or more fields with some, fold into lists."""


@dataclass(frozen=True, slots=True)
class RegisterPages:
    """Whatever is pressed or sent leads on to an address: whoever reloads it or comes back sends nothing."""

    use: PageRegisters
    carrier: Carrier

    @property
    def pages(self) -> list[Page]:
        here = "/settings/{setting}/registers"
        return [
            Page(here, Access.COORDINATOR, self.all),
            *(page for name in self.use.names for page in self._of(f"{here}/{name}", name)),
            Page(f"{here}/{SCORECARD}/picture.png", Access.COORDINATOR, self.picture),
        ]

    def _of(self, path: str, name: str) -> list[Page]:
        coordinator = Access.COORDINATOR
        return [
            Page(path, coordinator, partial(self.look, name)),
            Page(path, coordinator, partial(self.press, name), "POST"),
            Page(f"{path}/form", coordinator, partial(self.dialog, name)),
            Page(f"{path}/form", coordinator, partial(self.send, name), "POST"),
        ]

    async def all(self, asked: Asked) -> Response:
        """Every register, with what waits there."""
        waiting = await self.use.waiting(asked.reader)
        registers = [(name, waiting.get(name, 0)) for name in self.use.names]
        return asked.page("registers.html", here=_here(asked), registers=registers)

    async def look(self, name: str, asked: Asked) -> Response:
        """The register as it stands, below what the last deed said of itself."""
        return await self._register(name, asked, self._carried(name, asked))

    async def press(self, name: str, asked: Asked) -> Response:
        """A button: on to the dialog it opens, or back to the register."""
        deed = _deed(asked)
        reply = await self.use.press(asked.reader, name, deed)
        if reply.form is not None:
            return _lead(f"{_here(asked)}/{name}/form", opener=deed.token)
        return self._done(name, asked, reply.say)

    async def dialog(self, name: str, asked: Asked) -> Response:
        """A dialog as its button opens it; the register, where the address names no button or an old one."""
        opener = asked.request.query_params.get("opener", "")
        if not opener:
            return _lead(f"{_here(asked)}/{name}")
        form = await self.use.form(asked.reader, name, opener)
        return self._drawn(name, asked, form, opener) if form else self._over(name, asked)

    async def send(self, name: str, asked: Asked) -> Response:
        """A dialog handed in: what is wrong stands at its fields, with what was written."""
        values, named = _values(asked.form, FIELD), _values(asked.form, WHO)
        opener = asked.form.get("opener", "")
        reply = await self.use.send(asked.reader, name, _deed(asked), values, named)
        if reply.form is not None:
            return self._drawn(name, asked, reply.form, opener)
        if not reply.faults:
            return self._done(name, asked, reply.say)
        form = await self.use.form(asked.reader, name, opener)
        if form is None:
            return self._over(name, asked)
        filled = tuple(_filled(each, {**values, **named}) for each in form.inputs)
        return self._drawn(name, asked, replace(form, inputs=filled), opener, reply.faults)

    async def picture(self, asked: Asked) -> Response:
        """The scorecard's picture."""
        found = await self.use.scores(asked.reader)
        if found is None:
            raise RefusedError(404, "not_here")
        return Response(await asyncio.to_thread(_draw, *found, asked.speak), media_type="image/png")

    async def _register(self, name: str, asked: Asked, said: Sequence[Card] | None) -> Response:
        cards = await self.use.shown(asked.reader, name)
        # A dialog's answer often is the very card that stands below, as the register's head.
        heads = {each.title for each in cards[:1] if each.title}
        news = [each for each in said or () if each.title not in heads]
        return asked.page(
            "register.html",
            here=f"{_here(asked)}/{name}",
            back=_here(asked),
            name=name,
            cards=cards,
            picture=name == SCORECARD and await self.use.scores(asked.reader) is not None,
            done=said is not None,
            news=news,
            key=self.use.deps.new_id(),
        )

    def _over(self, name: str, asked: Asked) -> Response:
        """Whatever a dialog was about is over by now."""
        return self._done(name, asked, [say("", asked.speak("common.stale"))])

    def _done(self, name: str, asked: Asked, said: Sequence[Card]) -> Response:
        """On to the register, with what the deed said, unless that is too long for an address."""
        sealed = self.carrier.seal(asked, name, _written(said))
        if len(sealed) > _LONGEST:
            sealed = self.carrier.seal(asked, name, _written([]))
        return _lead(f"{_here(asked)}/{name}", said=sealed)

    def _carried(self, name: str, asked: Asked) -> Sequence[Card] | None:
        """What the deed said that led here; None where none did, or too long ago."""
        match self.carrier.unseal(asked, asked.request.query_params.get("said", "")):
            case [register, words] if register == name:
                return _read(words)
            case _:
                return None

    def _drawn(
        self, name: str, asked: Asked, form: Form, opener: str, faults: Mapping[str, str] | None = None
    ) -> Response:
        return asked.page(
            "register_form.html",
            status=422 if faults else 200,
            here=f"{_here(asked)}/{name}",
            name=name,
            form=form,
            fields=list(_fields(form)),
            faults=faults or {},
            first=next((each.id for each in form.inputs if faults and each.id in faults), ""),
            opener=opener,
            key=self.use.deps.new_id(),
        )


def _draw(scores: Scores, of: str, speak: Speaker) -> bytes:
    # Here: loading what draws takes a while.
    from bot.pictures.scorecard import scorecard_picture  # noqa: PLC0415

    return scorecard_picture(scores, speak, of)


def _lead(path: str, **query: str) -> Response:
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, status_code=303)


def _written(cards: Sequence[Card]) -> str:
    return packed(json.dumps([encode(_plain(each)) for each in cards]).encode())


def _read(words: str) -> list[Card]:
    return [decode(each) for each in json.loads(unpacked(words))]


def _plain(card: Card) -> Card:
    """What the page draws of a card; a picture is none of it, and would make an address too long."""
    return replace(card, body=tuple(each for each in card.body if isinstance(each, Paragraph | Facts)))


def _deed(asked: Asked) -> Deed:
    return Deed(asked.form.get("token", ""), asked.form.get("key", ""))


def _values(form: Mapping[str, str], begins: str) -> dict[str, tuple[str, ...]]:
    return {name.removeprefix(begins): (said,) for name, said in form.items() if name.startswith(begins)}


def _name(field: Input) -> str:
    return f"{WHO if isinstance(field, PersonInput) else FIELD}{field.id}"


def _fields(form: Form) -> Iterator[tuple[str, str, Input]]:
    """(how it is drawn, its name, the field)."""
    many = sum(isinstance(each, ChoiceInput) for each in form.inputs) > _FEW_CHOICES
    for each in form.inputs:
        yield _kind(each, many=many), _name(each), each


def _kind(field: Input, *, many: bool) -> str:
    match field:
        case TextInput(day=True):
            return "date"
        case TextInput(multiline=True):
            return "area"
        case ChoiceInput(options=options):
            return "list" if many or len(options) > _FEW_OPTIONS or not field.required else "radios"
        case PersonInput():
            return "person"
        case _:
            return "text"


def _filled(field: Input, written: Mapping[str, tuple[str, ...]]) -> Input:
    """The field with what was written in it."""
    said = written.get(field.id, ())
    match field:
        case TextInput():
            return replace(field, initial="".join(said))
        case ChoiceInput():
            return replace(field, initial=said)
        case PersonInput():
            return replace(field, initial=Option("", "".join(said)))


def _here(asked: Asked) -> str:
    return f"{PATH}/settings/{asked.reader.setting.id}/registers"
