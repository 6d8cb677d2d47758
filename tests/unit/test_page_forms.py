"""What a form of the pages brings, however a browser sends it."""

import pytest
from starlette.requests import Request
from starlette.types import Message

from bot.web.forms import FILE, Form, SentFile, read_form

PLAIN = "application/x-www-form-urlencoded"
IN_PARTS = "multipart/form-data; boundary=b"


async def read(kind: str, body: bytes) -> Form:
    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    headers = [(b"content-type", kind.encode("latin-1"))]
    return await read_form(Request({"type": "http", "headers": headers}, receive), 1000)


def in_parts(*parts: tuple[str, bytes]) -> bytes:
    told = (f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body for head, body in parts)
    return b"\r\n".join(told) + b"\r\n--b--\r\n"


@pytest.mark.parametrize(
    ("kind", "body"), [(PLAIN, b"words=one%00+two"), (IN_PARTS, in_parts(('name="words"', b"one\0 two")))]
)
async def test_what_no_database_takes_is_left_out_of_its_fields(kind: str, body: bytes) -> None:
    assert await read(kind, body) == Form({"words": "one two"})


async def test_a_file_is_brought_as_it_is() -> None:
    found = await read(IN_PARTS, in_parts((f'name="{FILE}"; filename="a.csv"', b"a\0b")))
    assert found == Form({}, SentFile("a.csv", b"a\0b"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=é", b"--\xe9\r\n"),
        ("multipart/form-data; boundary=b; charset=nothing", in_parts(('name="words"', b"x"))),
        (IN_PARTS, b"--b\r\nbroken"),
        (IN_PARTS, in_parts(("", b"x"))),
        (IN_PARTS, in_parts(('name="words"', b"\xff"))),
        (PLAIN, b"\xff=\xfe&&==&%zz"),
        (PLAIN, b"a&" * 400),
    ],
)
async def test_a_form_that_cannot_be_read_breaks_nothing(kind: str, body: bytes) -> None:
    assert (await read(kind, body)).file is None
