"""What comes back from a dialog. Whoever sends it may have written it themselves; nothing of it can hurt."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from bot.admission import storable
from bot.teams.fields import field_id, values_in
from nudges.cards import ChoiceInput, Form, Input, PersonInput, TextInput

MAX_FORM = 256 * 1024
"""Bytes of a form unpacked: nothing larger was ever packed."""
_FORMS: TypeAdapter[Form] = TypeAdapter(Form)


def token_of(data: Mapping[str, Any]) -> str:
    """The token of a pressed button or a submitted dialog; empty where there is none."""
    token = data.get("token")
    return storable(token) if isinstance(token, str) else ""


def kept_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What the dialog was opened with, to be kept."""
    kept = data.get("kept")
    if not isinstance(kept, Mapping):
        return {}
    return {str(name): value for name, value in kept.items() if isinstance(value, str)}


def values_of(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The values by input id, empty for a field left empty; nothing where the dialog is none of ours."""
    form = form_of(data)
    fields = form.inputs if form else ()
    found = {field.id: data.get(field_id(field)) for field in fields}
    return {
        field.id: values_in(field, storable(each)) if isinstance(each := found[field.id], str) else ()
        for field in fields
    }


def packed(form: Form) -> str:
    """A form in small, without what stands in it: that comes back by itself."""
    empty = replace(form, inputs=tuple(map(_emptied, form.inputs)))
    return base64.b64encode(zlib.compress(_FORMS.dump_json(empty), 9)).decode()


def form_of(data: Mapping[str, Any]) -> Form | None:
    """The form of a submitted dialog; None where it holds none that can be read."""
    text = data.get("form")
    if not isinstance(text, str):
        return None
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(base64.b64decode(text, validate=True), MAX_FORM)
        return _FORMS.validate_json(content)
    except (ValueError, binascii.Error, zlib.error):
        return None


def _emptied(field: Input) -> Input:
    match field:
        case TextInput():
            return replace(field, initial="")
        case ChoiceInput():
            return replace(field, initial=())
        case PersonInput():
            return replace(field, initial=None)
