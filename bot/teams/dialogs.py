"""Forms drawn as dialogs (task modules). Pure.

Teams closes a dialog that is not drawn anew, so one with faults must be drawn again, perhaps by
another process than the one that opened it: its button carries the form along, see ``submissions``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, assert_never

from bot.teams.cards import document, lines
from bot.teams.fields import PEOPLE, field_id, initial_of, person_value, quoted
from bot.teams.submissions import form_of, kept_of, packed
from bot.teams.words import MAX_CARD, Json, is_plain, loosened, rich, run, shorten, size_of
from nudges.cards import MAX_LABEL, ChoiceInput, Form, Input, Option, PersonInput, TextInput
from nudges.texts import Speaker

NO_FAULTS: Mapping[str, str] = {}
NOTHING_KEPT: Mapping[str, str] = {}

MAX_TITLE = 60
MAX_INPUT_LABEL = 300
MAX_HINT = 500
MAX_FAULT = 300
MAX_INTRO = 3000
MAX_TEXT = 4000
MAX_LISTED = 7
"""Up to so many options are all shown; more go into a menu."""
MAX_FOUND = 15
"""People Teams lists at most."""
BETWEEN = " · "
"""Stands between a colleague's name and their entity."""


def title_of(form: Form) -> str:
    """What stands in the dialog's frame."""
    return shorten(form.title, MAX_TITLE)


def dialog(form: Form, speak: Speaker, *, kept: Mapping[str, str] = NOTHING_KEPT) -> Json:
    """The card of a dialog that is opened. ``kept`` comes back with what was filled in.

    Raises ``ValueError`` where Teams cannot hold it.
    """
    filled = {field_id(each): initial_of(each) for each in form.inputs}
    return _drawn(form, speak, filled, NO_FAULTS, kept)


def dialog_again(data: Mapping[str, Any], speak: Speaker, faults: Mapping[str, str]) -> Json | None:
    """The card with all that was filled in and each fault at its field; None where it cannot be drawn.

    ``data`` is what was submitted. A fault of no field (input id to text) stands above all.
    """
    form = form_of(data)
    if form is None:
        return None
    try:
        return _drawn(form, speak, data, faults, kept_of(data))
    except ValueError:
        return None


def asked_people(query: Mapping[str, Any]) -> str:
    """The words typed so far, from the value of an ``application/search`` invoke; empty if none of ours."""
    words = query.get("queryText")
    return words.strip() if query.get("dataset") == PEOPLE and isinstance(words, str) else ""


def found_people(people: Iterable[tuple[str, str]]) -> Json:
    """The answer to that invoke, from (person id, name and entity)."""
    results = [_person(person_id, name) for person_id, name in people][:MAX_FOUND]
    return {"type": "application/vnd.microsoft.search.searchResponse", "value": {"results": results}}


def _drawn(
    form: Form, speak: Speaker, filled: Mapping[str, Any], faults: Mapping[str, str], kept: Mapping[str, str]
) -> Json:
    if len({field.id for field in form.inputs}) < len(form.inputs):
        raise ValueError(f"the form {form.title!r} uses an input id twice")
    body = [*_opening(form), *_stray(form, faults)]
    for field in form.inputs:
        body += _input(field, speak, filled.get(field_id(field)), faults.get(field.id, ""))
    data = {"token": form.token, "kept": dict(kept), "form": packed(form)}
    submit = {
        "type": "Action.Submit",
        "title": shorten(form.submit, MAX_LABEL),
        "style": "positive",
        "data": data,
    }
    card = document([*body, {"type": "ActionSet", "actions": [submit], "spacing": "Medium"}])
    if size_of(card) > MAX_CARD:
        raise ValueError(f"the form {form.title!r} is too large for a Teams dialog")
    return card


def _opening(form: Form) -> Iterator[Json]:
    """A title cut off in the frame is repeated in full."""
    if title_of(form) != " ".join(form.title.split()) and form.title.strip():
        yield rich(run(shorten(form.title, MAX_INPUT_LABEL), weight="Bolder"))
    if form.intro.strip():
        yield from lines(form.intro[:MAX_INTRO])


def _stray(form: Form, faults: Mapping[str, str]) -> Iterator[Json]:
    fields = {field.id for field in form.inputs}
    yield from (_fault(text) for field, text in faults.items() if field not in fields)


def _fault(text: str) -> Json:
    return rich(run(shorten(text, MAX_FAULT), color="Attention", weight="Bolder"), spacing="Small")


def _input(field: Input, speak: Speaker, filled: Any, fault: str) -> Iterator[Json]:
    yield {
        "id": field_id(field),
        "label": shorten(field.label, MAX_INPUT_LABEL),
        "isRequired": field.required,
        "errorMessage": speak("teams.required"),
        **_control(field, speak, filled if isinstance(filled, str) else ""),
    }
    if fault:
        yield _fault(fault)
    hint = "" if isinstance(field, ChoiceInput) else field.hint
    if hint.strip():
        yield rich(run(shorten(hint, MAX_HINT), size="Small", isSubtle=True), spacing="Small")


def _control(field: Input, speak: Speaker, filled: str) -> Json:
    match field:
        case TextInput():
            return _text(field, filled)
        case ChoiceInput():
            return _choice(field, filled)
        case PersonInput():
            return _who(speak, filled)
        case _:
            assert_never(field)


def _text(field: TextInput, filled: str) -> Json:
    limit = max(1, min(field.limit, MAX_TEXT))
    control = {"type": "Input.Text", "isMultiline": field.multiline, "maxLength": limit}
    return {**control, "value": filled[:limit]} if filled else control


def _choice(field: ChoiceInput, filled: str) -> Json:
    if not field.options:
        raise ValueError(f"the field {field.id!r} has no options")
    options = [_option(option) for option in field.options]
    offered = {each["value"] for each in options}
    chosen = [value for value in filled.split(",") if value in offered]
    control: Json = {
        "type": "Input.ChoiceSet",
        "choices": options,
        "isMultiSelect": field.multiple,
        "style": "expanded" if len(options) <= MAX_LISTED else "compact",
        "wrap": True,
    }
    return {**control, "value": ",".join(chosen)} if chosen else control


def _option(option: Option) -> Json:
    """Some clients read Markdown in options, and none takes text runs there."""
    label = shorten(option.label, MAX_LABEL)
    return {"title": label if is_plain(label) else loosened(label), "value": quoted(option.value)}


def _who(speak: Speaker, filled: str) -> Json:
    """Colleagues are looked up as somebody types; whoever is named already is there from the start."""
    _, named, label = filled.partition("|")
    return {
        "type": "Input.ChoiceSet",
        "choices": [{"title": label, "value": filled}] if named else [],
        "choices.data": {"type": "Data.Query", "dataset": PEOPLE},
        "style": "filtered",
        "placeholder": speak("teams.find_person"),
        **({"value": filled} if named else {}),
    }


def _person(person_id: str, name: str) -> Json:
    label = _whole(name)
    return {"title": label, "value": person_value(person_id, label)}


def _whole(name: str) -> str:
    """Name and entity within a label: of two people called alike, the entity says who is meant."""
    person, between, entity = name.rpartition(BETWEEN)
    if len(name) <= MAX_LABEL or not between:
        return shorten(name, MAX_LABEL)
    tail = between + shorten(entity, MAX_LABEL // 2)
    return shorten(person, MAX_LABEL - len(tail)) + tail
