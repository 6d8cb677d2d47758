"""What a form brings: fields, and a file where one was chosen. All of it stays in memory."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.admission import read_body, storable

FORM_KEY = "form_key"
FILE: Final = "file"
"""The name of a form's field in which a file is chosen."""
_MOST_FIELDS = 60


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as somebody chose it; ``name`` is their word for it and means nothing here."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    fields: Mapping[str, str] = field(default_factory=dict)
    file: SentFile | None = None


class _InMemory(MultiPartParser):
    """Starlette's, which writes a larger file to the disk: here the body was measured before."""

    spool_max_size = 0  # of a temporary file: never rolled over


async def read_form(request: Request, most: int) -> Form:
    """A form of at most so many bytes; one that cannot be read has no fields.

    Raises ``bot.admission.RejectedError`` as soon as it is larger.
    """
    body = await read_body(request, most)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _multipart(request, body)
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        return Form()
    return Form({storable(name): storable(value) for name, value in pairs})


async def _multipart(request: Request, body: bytes) -> Form:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = _InMemory(request.headers, stream(), max_files=1, max_fields=_MOST_FIELDS)
    try:
        sent = await parser.parse()
    except MultiPartException:
        return Form()
    try:
        fields = {name: storable(value) for name, value in sent.multi_items() if isinstance(value, str)}
        return Form(fields, await _file(sent.get(FILE)))
    finally:
        await sent.close()


async def _file(sent: UploadFile | str | None) -> SentFile | None:
    """None where no file was chosen: browsers then send one without a name."""
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    return SentFile(sent.filename, await sent.read())
