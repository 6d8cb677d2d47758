"""Forms become dialogs that Teams takes, and what people fill in comes back as they meant it."""

import base64
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load_content
from bot.teams.dialogs import asked_people, dialog, dialog_again, found_people, title_of
from bot.teams.submissions import form_of, kept_of, token_of, values_of
from bot.teams.words import MAX_CARD, size_of
from nudges.cards import ChoiceInput, Form, Option, PersonInput, TextInput
from tests.any_cards import forms, names, words

Json = dict[str, Any]

SPEAK = load_content().texts.speaker("en")
ADA, BO = ("p-1", "Ada Okafor · Seed Fund"), ("p-2", "Bo, Lindqvist | Relief")
OPTIONS = (Option("1,2", "One, *two*"), Option("b|c", "Bar"), Option("é %2C", "Quoted"))
FORM = Form(
    "thank:1",
    "Thank a colleague",
    "Send",
    (
        TextInput("what", "For what?", hint="One line"),
        ChoiceInput("one", "Which?", OPTIONS),
        ChoiceInput("many", "Which ones?", OPTIONS, multiple=True, required=False),
        PersonInput("who", "Whom?"),
    ),
)


def inputs(card: Json) -> list[Json]:
    return [each for each in card["body"] if each["type"].startswith("Input.")]


def texts(card: Json) -> list[str]:
    runs = [each["inlines"][0]["text"] for each in card["body"] if each["type"] == "RichTextBlock"]
    return [str(each) for each in runs]


def sent(card: Json, *filled: str) -> Json:
    """What Teams sends: the button's data and what stands in each field, or these in order."""
    fields = inputs(card)
    values = filled or [each.get("value", "") for each in fields]
    typed = {each["id"]: value for each, value in zip(fields, values, strict=False)}
    return {**card["body"][-1]["actions"][0]["data"], **typed}


def chosen(card: Json, field: int, *options: int) -> str:
    return ",".join(inputs(card)[field]["choices"][n]["value"] for n in options)


@given(forms)
def test_every_form_becomes_a_dialog_teams_takes(form: Form) -> None:
    card = dialog(form, SPEAK, people=[ADA, BO])
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.5")
    assert size_of(card) <= MAX_CARD
    assert len({each["id"] for each in inputs(card)}) == len(form.inputs)
    for each, field in zip(inputs(card), form.inputs, strict=True):
        assert each["label"]
        assert each["isRequired"] is field.required
        assert each["errorMessage"] == "Please fill this in."


@given(forms)
def test_what_stands_in_the_fields_comes_back_with_the_token_and_what_was_kept(form: Form) -> None:
    kept = {"conversation": "a:1", "message": "17"}
    data = sent(dialog(form, SPEAK, kept=kept))
    assert (token_of(data), kept_of(data)) == (form.token, kept)
    expected = {field.id: stands(field) for field in form.inputs}
    assert values_of(data) == expected


def stands(field: TextInput | ChoiceInput | PersonInput) -> tuple[str, ...]:
    match field:
        case TextInput():
            words = field.initial[: field.limit].strip().replace("\x00", "")
            return (words,) if words else ()
        case ChoiceInput():
            initial = [each for each in field.initial if each in {o.value for o in field.options}]
            return tuple(initial if field.multiple else initial[:1])
        case _:
            return (field.initial.value,) if field.initial else ()


def test_choices_and_people_come_back_as_they_are_known_to_us() -> None:
    card = dialog(FORM, SPEAK, people=[ADA, BO])
    data = sent(card, "  Good advice ", chosen(card, 1, 0), chosen(card, 2, 0, 1, 2), chosen(card, 3, 1))
    assert values_of(data) == {
        "what": ("Good advice",),
        "one": ("1,2",),
        "many": ("1,2", "b|c", "é %2C"),
        "who": ("p-2",),
    }


def test_a_day_is_chosen_from_a_calendar() -> None:
    form = Form("t", "Title", "Send", (TextInput("by", "By when?", initial="2026-05-31", day=True),))
    card = dialog(form, SPEAK)
    (field,) = inputs(card)
    assert (field["type"], field["value"]) == ("Input.Date", "2026-05-31")
    assert values_of(sent(card, "2026-06-01")) == {"by": ("2026-06-01",)}
    again = dialog_again(sent(card, "soon"), SPEAK, {"by": "Please choose a day."})
    assert again is not None
    assert "value" not in inputs(again)[0]


def test_fields_left_empty_or_left_out_come_back_without_values() -> None:
    data = sent(dialog(FORM, SPEAK))
    assert values_of(data) == {"what": (), "one": (), "many": (), "who": ()}
    for field in ("words:what", "one:one"):
        del data[field]
    assert values_of(data) == {"what": (), "one": (), "many": (), "who": ()}


@given(st.lists(st.tuples(names, words), min_size=1, max_size=30))
def test_anybody_found_comes_back_by_our_id(people: list[tuple[str, str]]) -> None:
    results = found_people(people)["value"]["results"]
    assert len(results) == min(len(people), 15)
    card = dialog(Form("t", "T", "S", (PersonInput("who", "Whom?"),)), SPEAK)
    for (person_id, _), result in zip(people, results, strict=False):
        assert values_of(sent(card, result["value"])) == {"who": (person_id,)}


def test_a_client_that_shows_what_comes_back_shows_a_name_first() -> None:
    [result, *_] = found_people([("9f00c0ffee", "Bo Lindqvist · Relief Office")])["value"]["results"]
    assert str(result["value"]).startswith("Bo Lindqvist · Relief Office")


def test_people_are_looked_up_by_what_is_typed() -> None:
    assert asked_people({"dataset": "people", "queryText": " ad ", "queryOptions": {"top": 15}}) == "ad"
    assert asked_people({"dataset": "secrets", "queryText": "ad"}) == ""
    assert asked_people({"dataset": "people", "queryText": ["ad"]}) == ""
    query = next(each for each in inputs(dialog(FORM, SPEAK)) if each["id"] == "who:who")["choices.data"]
    assert query == {"type": "Data.Query", "dataset": "people"}


def test_a_long_name_keeps_the_entity_that_tells_whose_it_is() -> None:
    long = f"{'Maximiliana ' * 9}Osei · United Nations Development Programme"
    (found,) = found_people([("p1", long)])["value"]["results"]
    assert len(found["title"]) <= 75
    assert "· United Nations Development" in found["title"]


class TestFaults:
    def test_a_fault_stands_at_its_field_and_a_stray_one_above_all(self) -> None:
        card = dialog(FORM, SPEAK, people=[ADA])
        data = sent(card, "x", chosen(card, 1, 0), "", chosen(card, 3, 0))
        again = dialog_again(
            data, SPEAK, {"one": "Choose another.", "gone": "Closed meanwhile."}, people=[ADA]
        )
        assert again is not None
        kinds = [each.get("id") or each["inlines"][0]["text"] for each in again["body"][:-1]]
        assert kinds[0] == "Closed meanwhile."
        assert kinds[kinds.index("one:one") + 1] == "Choose another."

    def test_everything_filled_in_is_still_there(self) -> None:
        card = dialog(FORM, SPEAK, people=[ADA, BO], kept={"message": "17"})
        data = sent(card, "Good advice", chosen(card, 1, 1), chosen(card, 2, 0, 2), chosen(card, 3, 1))
        again = dialog_again(data, SPEAK, {"what": "Too short."})
        assert again is not None
        assert values_of(sent(again)) == values_of(data)
        assert kept_of(sent(again)) == {"message": "17"}
        assert inputs(again)[3]["choices"][0]["title"] == BO[1]

    @given(forms, words)
    def test_a_dialog_can_be_drawn_again_and_again(self, form: Form, fault: str) -> None:
        faults = {field.id: fault for field in form.inputs if fault}
        data = sent(dialog(form, SPEAK))
        for _ in range(2):
            again = dialog_again(data, SPEAK, faults)
            assert again is not None
            assert size_of(again) <= MAX_CARD
            assert values_of(sent(again)) == values_of(data)
            data = sent(again)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


class TestWhatAnybodyMaySend:
    @given(
        st.dictionaries(
            st.sampled_from(["token", "kept", "form", "words:what", "one:one", "many:many", "who:who", "x"]),
            anything,
        ),
        st.booleans(),
    )
    def test_nothing_of_it_does_harm(self, data: Json, with_form: bool) -> None:
        if with_form:
            data["form"] = sent(dialog(FORM, SPEAK))["form"]
        values = values_of(data)
        assert values.keys() <= {"what", "one", "many", "who"}
        assert all(isinstance(each, str) for value in values.values() for each in value)
        assert isinstance(token_of(data), str)
        assert all(isinstance(each, str) for each in kept_of(data).values())
        dialog_again(data, SPEAK, {"what": "No."})

    def test_what_no_database_takes_is_taken_out(self) -> None:
        data = sent(dialog(FORM, SPEAK), "a\x00b\ud800c")
        assert values_of(data)["what"] == ("ab?c",)

    def test_fields_the_form_does_not_have_are_ignored(self) -> None:
        assert "role" not in values_of({**sent(dialog(FORM, SPEAK)), "words:role": "coordinator"})

    def test_a_form_that_unpacks_to_far_more_than_any_has_is_not_read(self) -> None:
        bomb = base64.b64encode(zlib.compress(b'{"token":"' + b"x" * 50_000_000 + b'"}')).decode()
        assert form_of({"form": bomb}) is None

    def test_words_longer_than_the_field_do_not_make_the_dialog_too_large(self) -> None:
        again = dialog_again(sent(dialog(FORM, SPEAK), "x" * 100_000), SPEAK, {"what": "Too long."})
        assert again is not None
        assert size_of(again) <= MAX_CARD


class TestLimits:
    def test_a_title_too_long_for_the_frame_is_repeated_in_full(self) -> None:
        long = "Whom would you like to thank for their part in the joint visit to Kasese?"
        form = Form("t", long, "Send", ())
        assert title_of(form).endswith("…")
        assert texts(dialog(form, SPEAK)) == [long]
        assert texts(dialog(FORM, SPEAK)) == ["One line"]

    def test_people_are_left_to_be_looked_up_where_there_is_no_room_for_them(self) -> None:
        fields = tuple(PersonInput(f"who{n}", "Whom?") for n in range(9))
        crowd = [(f"p-{n}", "Ada " * 18) for n in range(40)]
        card = dialog(Form("t", "T", "S", fields), SPEAK, people=crowd)
        assert {len(each["choices"]) for each in inputs(card)} == {0}
        few = dialog(Form("t", "T", "S", fields[:1]), SPEAK, people=crowd)
        assert [len(each["choices"]) for each in inputs(few)] == [25]

    def test_a_form_teams_cannot_hold_is_refused(self) -> None:
        twice = replace(FORM, inputs=(TextInput("a", "A"), TextInput("a", "B")))
        with pytest.raises(ValueError, match="twice"):
            dialog(twice, SPEAK)
        with pytest.raises(ValueError, match="no options"):
            dialog(replace(FORM, inputs=(ChoiceInput("a", "A", ()),)), SPEAK)
        many = tuple(TextInput(f"a{n}", "A", hint="long " * 90) for n in range(60))
        with pytest.raises(ValueError, match="too large"):
            dialog(replace(FORM, inputs=many), SPEAK)
