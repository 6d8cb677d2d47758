"""Whatever a browser sends as a form, with a file or without: read, or a form without fields."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.requests import Request
from starlette.types import Message

from bot.admission import RejectedError
from bot.web.forms import read_form
from tests.fuzz.driving import AsyncTry, on_a_loop
from tests.fuzz.mutating import as_json
from tests.fuzz.sending import Sent
from tests.fuzz.target import LARGEST, Target
from tests.unit.test_page_forms import IN_PARTS, PLAIN, in_parts

_FILE = in_parts(('name="form_key"', b"k"), ('name="file"; filename="people.csv"', b"email,name\n"))


def _form(kind: str, body: bytes) -> bytes:
    return Sent("/", {"content-type": kind}, body.decode("latin-1")).written()


@asynccontextmanager
async def _opened() -> AsyncIterator[AsyncTry]:
    async def attempt(data: bytes) -> None:
        sent = Sent.of(data)
        if sent is None:
            return

        async def receive() -> Message:
            return {"type": "http.request", "body": sent.body_bytes}

        request = Request({"type": "http", "headers": sent.raw_headers}, receive)
        with suppress(RejectedError):
            form = await read_form(request, LARGEST)
            json.dumps(dict(form.fields)).encode()
            assert "\0" not in "".join(form.fields.values())

    yield attempt


TARGET = Target(
    seeds=[_form(PLAIN, b"form_key=k&words=one+two"), _form(IN_PARTS, _FILE), _form(IN_PARTS, in_parts())],
    opened=lambda: on_a_loop(_opened()),
    words=[b"--b", b"filename*=utf-8''", b"charset=utf-16", b"Content-Transfer-Encoding: base64", b"%00"],
    large=[
        _form(PLAIN, b"a=b&" * (LARGEST // 4)),
        _form(IN_PARTS, in_parts(*[('name="a"', b"b")] * (LARGEST // 64))),
        _form("multipart/form-data; boundary=--", b"-" * LARGEST),
    ],
    mutate=as_json,
)
