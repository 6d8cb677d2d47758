"""From a document to a checked shape: what the shape refuses becomes faults with lines."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.content.documents import Document, Path
from bot.content.faults import Fault

ShapeT = TypeVar("ShapeT", bound=BaseModel)

_MENDS = {
    "missing": "`{last}` is missing: add it",
    "extra_forbidden": "`{last}` is not known here: remove it or correct its name",
    "too_short": "`{last}` is empty: give at least one",
    "bool_type": "`{last}` must be true or false",
    "bool_parsing": "`{last}` must be true or false",
    "int_type": "`{last}` must be a whole number",
    "int_parsing": "`{last}` must be a whole number",
    "string_type": "`{last}` must be text",
    "tuple_type": "`{last}` must be a list: write it in [brackets]",
    "string_pattern_mismatch": "`{last}` must be lower-case letters, digits and _ only",
    "dict_type": "`{last}` must hold keys and values",
    "model_type": "`{last}` must hold keys and values",
}


def shaped(document: Document, path: Path, shape: type[ShapeT], faults: list[Fault]) -> ShapeT | None:
    """What stands at ``path`` as ``shape``; None, and faults added, where it does not fit."""
    value: Any = document.value
    for key in path:
        value = value[key]
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        details = [dict(detail) for detail in error.errors()]
        faults.extend(_fault(document, path, detail) for detail in details if not _echo(detail, details))
        return None


def _echo(detail: dict[str, Any], details: list[dict[str, Any]]) -> bool:
    """A list is called too short when its items were refused, which is said at the items."""
    size = len(detail["loc"])
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > size and other["loc"][:size] == detail["loc"] for other in details
    )


def _fault(document: Document, path: Path, detail: dict[str, Any]) -> Fault:
    place = _place(document, path, detail["loc"])
    last = next((part for part in reversed(detail["loc"]) if isinstance(part, str)), path[-1] if path else "")
    mend = _MENDS.get(detail["type"], "`{last}` is wrong: {said}")
    said = detail["msg"].removeprefix("Value error, ")
    message = mend.format(last=last, said=said[:1].lower() + said[1:])
    return document.fault(place, f"{path[-1]}: {message}" if path else message)


def _place(document: Document, path: Path, loc: tuple[Any, ...]) -> Path:
    """The path of a refused value; names the shape adds on the way (tags) are left out."""
    for part in loc:
        step = part if (*path, part) in document.lines else str(part)
        if (*path, step) in document.lines:
            path = (*path, step)
    return path
