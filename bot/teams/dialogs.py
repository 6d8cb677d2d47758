"""Forms drawn as dialogs (task modules). Pure.

Teams closes a dialog that is not drawn anew, so one with faults must be drawn again, perhaps by
another process than the one that opened it: its button carries the form along, see ``submissions``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias

from bot.shortening import shorten
from bot.teams.cards import document, lines
from bot.teams.fields import PEOPLE, field_id, initial_of
from bot.teams.inputs import MAX_INPUT_LABEL, Drawing, fault_of, input_of, person_option
from bot.teams.submissions import form_of, kept_of, packed
from bot.teams.words import MAX_CARD, Json, rich, run, size_of
from nudges.cards import MAX_LABEL, Form
from nudges.texts import Speaker

People: TypeAlias = Iterable[tuple[str, str]]
"""Colleagues as (person id, name and entity)."""
NO_FAULTS: Mapping[str, str] = {}
NOTHING_KEPT: Mapping[str, str] = {}

MAX_TITLE = 60
MAX_INTRO = 3000
MAX_FOUND = 15
"""People Teams lists at most while somebody types."""
MAX_OFFERED = 25
"""People offered before; Teams filters them, too."""


def title_of(form: Form) -> str:
    """What stands in the dialog's frame."""
    return shorten(form.title, MAX_TITLE)


def dialog(
    form: Form, speak: Speaker, *, people: People = (), kept: Mapping[str, str] = NOTHING_KEPT
) -> Json:
    """The card of a dialog that is opened. ``kept`` comes back with what was filled in.

    ``people`` are offered in its person fields before anything is typed; a client that does not look
    people up offers them alone. Raises ``ValueError`` where Teams cannot hold the dialog.
    """
    filled = {field_id(each): initial_of(each) for each in form.inputs}
    return _drawn(form, Drawing(speak, filled, NO_FAULTS, _offered(people)), kept)


def dialog_again(
    data: Mapping[str, Any], speak: Speaker, faults: Mapping[str, str], *, people: People = ()
) -> Json | None:
    """The card with all that was filled in and each fault at its field; None where it cannot be drawn.

    ``data`` is what was submitted. A fault of no field (input id to text) stands above all.
    """
    form = form_of(data)
    if form is None:
        return None
    try:
        return _drawn(form, Drawing(speak, data, faults, _offered(people)), kept_of(data))
    except ValueError:
        return None


def asked_people(query: Mapping[str, Any]) -> str:
    """The words typed so far, from the value of an ``application/search`` invoke; empty if none of ours."""
    words = query.get("queryText")
    return words.strip() if query.get("dataset") == PEOPLE and isinstance(words, str) else ""


def found_people(people: People) -> Json:
    """The answer to that invoke."""
    results = [person_option(person_id, name) for person_id, name in islice(people, MAX_FOUND)]
    return {"type": "application/vnd.microsoft.search.searchResponse", "value": {"results": results}}


def _offered(people: People) -> tuple[Json, ...]:
    return tuple(person_option(person_id, name) for person_id, name in islice(people, MAX_OFFERED))


def _drawn(form: Form, drawing: Drawing, kept: Mapping[str, str]) -> Json:
    if len({field.id for field in form.inputs}) < len(form.inputs):
        raise ValueError(f"the form {form.title!r} uses an input id twice")
    body = [*_opening(form), *_stray(form, drawing.faults)]
    for field in form.inputs:
        body += input_of(field, drawing)
    data = {"token": form.token, "kept": dict(kept), "form": packed(form)}
    submit = {
        "type": "Action.Submit",
        "title": shorten(form.submit, MAX_LABEL),
        "style": "positive",
        "data": data,
    }
    card = document([*body, {"type": "ActionSet", "actions": [submit], "spacing": "Medium"}])
    if size_of(card) <= MAX_CARD:
        return card
    if not drawing.people:
        raise ValueError(f"the form {form.title!r} is too large for a Teams dialog")
    return _drawn(form, replace(drawing, people=()), kept)


def _opening(form: Form) -> Iterator[Json]:
    """A title cut off in the frame is repeated in full."""
    if title_of(form) != " ".join(form.title.split()) and form.title.strip():
        yield rich(run(shorten(form.title, MAX_INPUT_LABEL), weight="Bolder"))
    if form.intro.strip():
        yield from lines(form.intro[:MAX_INTRO])


def _stray(form: Form, faults: Mapping[str, str]) -> Iterator[Json]:
    fields = {field.id for field in form.inputs}
    yield from (fault_of(text) for field, text in faults.items() if field not in fields)
