"""What people read of records they share with others: their own part, and what reached them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import count
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from pydantic import TypeAdapter

from bot.services.exporting import Names, Words
from bot.services.flow import Flows
from bot.services.flows import FLOWS
from nudges.cards import Attachment
from nudges.flows.collaboration import CollaborationPoint
from nudges.flows.consultations import Consultation
from nudges.flows.consultations import State as Asked
from nudges.flows.pauses.pause import Pause
from nudges.flows.shares import Share, Terms
from nudges.flows.shares import State as Shared
from nudges.flows.spotlights.chains import Chain, Link
from nudges.flows.spotlights.chains import State as Traced
from nudges.flows.spotlights.nominations import NOMINATED, Nomination
from nudges.flows.spotlights.nominations import State as Named
from nudges.flows.spotlights.spotlights import AGREE, Contributor, Lines, Said, Size, Spotlight
from nudges.flows.spotlights.spotlights import State as Told
from nudges.flows.thanks import State as Thanked
from nudges.flows.thanks import Thanks, Way
from nudges.people import Person
from nudges.records import Record
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, MONDAY, Scene, nairobi, row

KINDS = [kind for flow in FLOWS for kind in flow.records]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RIGHTS = {"pillar": "Human rights", "entity": "Rights Office"}

_PLAIN: Mapping[Any, Any] = {
    bool: True,
    int: 3,
    float: 1.5,
    datetime: NOW,
    date: NOW.date(),
    time: time(9),
    timedelta: timedelta(days=30),
    NoneType: None,
}


class Filler:
    """Values for every field of a record, where no two words are the same."""

    def __init__(self, *, last: bool) -> None:
        self._numbers = count(1)
        self._last = last

    def value(self, hint: Any) -> Any:
        if hint is str:
            return f"word-{next(self._numbers)}-"
        if hint in _PLAIN:
            return _PLAIN[hint]
        if isinstance(hint, type) and issubclass(hint, Enum):
            return list(hint)[-1 if self._last else 0]
        return self.of(hint) if is_dataclass(hint) else self._many(hint)

    def _many(self, hint: Any) -> Any:
        origin, inside = get_origin(hint), get_args(hint)
        if origin is UnionType:
            return self.value(next(each for each in inside if each is not NoneType))
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {self.value(inside[0]): self.value(inside[1])}
        assert origin is tuple
        each = inside[:1] * 2 if inside[-1] is Ellipsis else inside
        return tuple(self.value(one) for one in each)

    def of(self, kind: Any) -> Any:
        hints = get_type_hints(kind)
        return kind(**{each.name: self.value(hints[each.name]) for each in fields(kind) if each.init})


def strings(value: object) -> Iterator[str]:
    """All words in an exported row that are not shown as names."""
    match value:
        case Names() | Words():
            return
        case Mapping():
            for name, inside in value.items():
                yield str(name)
                yield from strings(inside)
        case list() | tuple():
            for inside in value:
                yield from strings(inside)
        case _:
            yield str(value)


def stored(record: Record) -> dict[str, Any]:
    document = TypeAdapter(type(record)).dump_python(record, mode="json")
    own = {"id": record.id, "kind": record.KIND, "setting_id": record.setting_id, "state": record.state}
    return {**own, "document": document, "wake_at": None, "created_at": NOW, "changed_at": NOW}


def test_every_kind_of_record_has_its_export() -> None:
    lacking = [kind.KIND for flow in FLOWS for kind in flow.records if kind not in flow.exports]
    assert lacking == []


def leaks(scene: Scene, record: Record, letters: frozenset[str]) -> Iterator[str]:
    """Ids of others that one of its people would read in a record."""
    for reader in record.people:
        shown = Flows(FLOWS).exported(scene.app.deps, stored(record), reader, letters)
        others = set(record.people) - {reader}
        yield from (word for word in strings(shown) if any(other in word for other in others))


async def test_no_export_holds_the_id_of_anybody_else(scene: Scene) -> None:
    every = frozenset(Flows(FLOWS).letters)
    found = {
        (kind.KIND, last, bool(letters)): list(leaks(scene, Filler(last=last).of(kind), letters))
        for kind in KINDS
        for last in (False, True)
        for letters in (frozenset[str](), every)
    }
    assert {case: words for case, words in found.items() if words} == {}


async def test_without_a_reader_of_its_own_a_record_shows_kind_state_and_dates(scene: Scene) -> None:
    record = Filler(last=False).of(Consultation)
    shown = Flows([]).exported(scene.app.deps, stored(record), record.asker_id, frozenset())
    assert set(shown) == {"kind", "state", "created_at", "changed_at"}


def test_the_filler_fills_what_has_a_default() -> None:
    """Else the test above would find nothing."""
    assert all(each.default is not MISSING for each in fields(Consultation)[-3:])
    assert Filler(last=False).of(Consultation).answer.startswith("word-")


async def three(scene: Scene) -> tuple[Person, Person, Person]:
    await scene.taking_part(row(ADA), row(BO, **RIGHTS), row(CLEO, **RIGHTS))
    return await scene.person(ADA), await scene.person(BO), await scene.person(CLEO)


async def keep(scene: Scene, record: Record) -> None:
    async with scene.app.deps.begin() as uow:
        await uow.records.save(record, scene.clock.now())
        await uow.commit()


async def read(scene: Scene, email: str) -> str:
    """Everything the file of one's own data says of *What you did with others*."""
    [card] = (await scene.press(email, "export:file:")).say
    [file] = card.body
    assert isinstance(file, Attachment)
    return flat(json.loads(file.content).get("records", []))


def flat(value: object) -> str:
    """In one line, names before their values."""
    match value:
        case dict():
            return ", ".join(f"{name} {flat(each)}" for name, each in value.items())
        case list():
            return ", ".join(flat(each) for each in value)
    return str(value)


async def shown_in_chat(scene: Scene, email: str) -> str:
    summary = (await scene.type(email, "export")).say[0]
    token = next(each.token for each in summary.actions if each.token.startswith("export:records"))
    return words_of((await scene.press(email, token)).say[0])


class TestConsultations:
    async def asked(self, scene: Scene) -> Consultation:
        ada, bo, _ = await three(scene)
        return Consultation("c", ada.setting_id, ada.id, bo.id, "the plan", "Who knows wells?", MONDAY)

    async def test_the_asker_reads_own_words_and_a_name(self, scene: Scene) -> None:
        known = await self.asked(scene)
        await keep(scene, known)
        words = await read(scene, ADA)
        assert "Who knows wells?" in words
        assert "asked Bo" in words
        assert known.asked_id not in words

    async def test_a_question_is_not_read_before_it_arrived(self, scene: Scene) -> None:
        await keep(scene, await self.asked(scene))
        words = await read(scene, BO)
        assert "consultation" in words
        assert "wells" not in words
        assert "Ada" not in words

    async def test_a_pass_looks_like_silence(self, scene: Scene) -> None:
        known = await self.asked(scene)
        shown = []
        for state in (Asked.ASKED, Asked.PASSED):
            await keep(scene, replace(known, state=state))
            shown.append(await read(scene, ADA))
        assert shown[0] == shown[1]


async def test_nobody_reads_that_a_share_was_not_for_its_receiver(scene: Scene) -> None:
    ada, bo, _ = await three(scene)
    share = Share("s", ada.setting_id, ada.id, bo.id, "the map", Terms.QUOTE, MONDAY)
    shown = []
    for state in (Shared.SENT, Shared.PASSED):
        await keep(scene, replace(share, state=state))
        shown.append(await read(scene, ADA))
    assert shown[0] == shown[1]
    assert "the map" in shown[0]


async def test_nobody_reads_that_thanks_were_kept_between_two(scene: Scene) -> None:
    ada, bo, _ = await three(scene)
    thanks = Thanks("t", ada.setting_id, ada.id, bo.id, "You saved the day.", Way.PUBLIC, MONDAY)
    shown = []
    for state in (Thanked.ASKED, Thanked.KEPT):
        await keep(scene, replace(thanks, state=state))
        shown.append(await read(scene, ADA))
    assert shown[0] == shown[1]
    assert "saved the day" in shown[0]


async def test_nobody_reads_the_first_step_of_the_other_side(scene: Scene) -> None:
    ada, bo, _ = await three(scene)
    made: CollaborationPoint = Filler(last=False).of(CollaborationPoint)
    plan = next(iter(made.plans.values()))
    plans = {ada.id: replace(plan, whom="my neighbour"), bo.id: replace(plan, whom="my boss")}
    point = replace(
        made, setting_id=ada.setting_id, opener_id=ada.id, other_id=bo.id, put_by=ada.id, plans=plans
    )
    await keep(scene, replace(point, wake_at=None))
    assert "my neighbour" in await read(scene, ADA)
    assert "my boss" not in await read(scene, ADA)


class TestSpotlights:
    async def told(self, scene: Scene) -> Spotlight:
        ada, bo, cleo = await three(scene)
        named = (Contributor(bo.id, bo.entity), Contributor(cleo.id, cleo.entity, Said.NAMED))
        lines = Lines("no water", "dug a well", "there is water")
        return Spotlight(
            "s", ada.setting_id, ada.id, ada.entity, lines, Size.SMALL, named, True, MONDAY, state=Told.ASKED
        )

    async def test_the_author_reads_own_lines_and_not_who_agreed(self, scene: Scene) -> None:
        await keep(scene, await self.told(scene))
        words = await read(scene, ADA)
        assert "dug a well" in words
        assert "named Bo, Cleo" in words
        assert "you_said" not in words

    async def test_one_who_is_named_reads_own_word_and_nobody_else_s(self, scene: Scene) -> None:
        spotlight = await self.told(scene)
        await keep(scene, spotlight)
        words = await read(scene, BO)
        assert "you_said open" in words
        assert "Cleo" not in words
        assert "dug a well" not in words

    async def test_words_that_arrived_are_read(self, scene: Scene) -> None:
        spotlight = await self.told(scene)
        flows = Flows(FLOWS)
        bo = spotlight.contributors[0].person_id
        shown = flows.exported(scene.app.deps, stored(spotlight), bo, {AGREE.id})
        assert shown["lines"]["done"] == "dug a well"


async def test_whoever_named_somebody_does_not_read_what_they_said(scene: Scene) -> None:
    ada, bo, _ = await three(scene)
    named = Nomination("n", ada.setting_id, bo.id, ada.id, "always there", MONDAY)
    shown = []
    for state in (Named.ASKED, Named.AGREED):
        await keep(scene, replace(named, state=state))
        shown.append(await read(scene, ADA))
    assert shown[0] == shown[1]
    assert "always there" in shown[0]
    assert "always there" not in await read(scene, BO)


async def test_an_owner_reads_only_their_own_line_of_a_chain(scene: Scene) -> None:
    ada, bo, cleo = await three(scene)
    links = (Link("a list", ada.id), Link("Bo's line", bo.id), Link("Cleo's line", cleo.id))
    chain = Chain("k", ada.setting_id, ada.id, ada.entity, "wells", links, MONDAY, state=Traced.ASKED)
    shown = Flows(FLOWS).exported(scene.app.deps, stored(chain), bo.id, {"chain_asked"})
    assert shown["your_lines"] == ["Bo's line"]
    assert not [word for word in strings(shown) if "Cleo" in word or "a list" in word]


class TestRefusals:
    """A no that nobody is told of stands nowhere among the answers."""

    async def named(self, scene: Scene) -> str:
        await scene.taking_part(row(ADA), row(BO, **RIGHTS))
        bo = await scene.person(BO)
        scene.clock.move_to(nairobi(3, 9))
        await scene.submit(ADA, "nominate", colleague=bo.id, line="always there")
        await scene.run_until(nairobi(20, 17))
        letter = next(each for each in scene.post.to(BO) if "named you" in each.card.title)
        return letter.token("letter", last="no")

    async def test_a_no_is_not_among_the_answers(self, scene: Scene) -> None:
        await scene.press(BO, await self.named(scene))
        [line] = await scene.lines(BO, NOMINATED.id)
        assert line.answer is None
        async with scene.app.deps.begin() as uow:
            document = await uow.people.export((await scene.person(BO)).id)
        assert [each for each in document["answers"] if each["choice"] == "no"] == []

    async def test_the_letter_shows_what_was_pressed_all_the_same(self, scene: Scene) -> None:
        answered = (await scene.press(BO, await self.named(scene))).replace
        assert answered is not None
        assert "Rather not" in words_of(answered)

    async def test_whoever_said_no_does_not_count_as_silent(self, scene: Scene) -> None:
        token = await self.named(scene)
        await scene.press(BO, token)
        async with scene.app.deps.begin() as uow:
            document = await uow.people.export((await scene.person(BO)).id)
        [prompt] = [each for each in document["prompts"] if each["nudge"] == NOMINATED.id]
        assert prompt["answered_at"] is not None

    @pytest.mark.parametrize(
        ("letter", "button"),
        [
            ("spotlight_agree", "no"),
            ("nominated", "no"),
            ("chain_asked", "no"),
            ("thanks_may_be_public", "no"),
            ("introduction_made", "declined"),
            ("share_sent", "pass"),
            ("point_asked", "decline"),
            ("consultation_asked", "pass"),
            ("pact_invited", "not_now"),
            ("reading_asked", "pass"),
            ("acronym_explainer_asked", "decline"),
        ],
    )
    def test_no_such_no_is_kept(self, letter: str, button: str) -> None:
        buttons = {each.id: each for each in Flows(FLOWS).letters[letter].buttons}
        assert buttons[button].unkept
        assert not any(each.unkept for each in buttons.values() if each.id != button)


async def test_nobody_s_id_is_shown_on_any_card_of_an_export(scene: Scene) -> None:
    ada, bo, _ = await three(scene)
    await keep(scene, Consultation("c", ada.setting_id, ada.id, bo.id, "plan", "Who?", MONDAY))
    await scene.run_until(nairobi(12, 17))
    summary, *cards = (await scene.type(ADA, "export")).say
    for action in summary.actions:
        cards += (await scene.press(ADA, action.token)).say
    assert bo.id not in "\n".join(words_of(card) for card in cards)


async def test_what_was_done_together_is_told_in_chat_without_codes_or_column_names(scene: Scene) -> None:
    ada, bo, _ = await three(scene)
    asked = Consultation("c", ada.setting_id, ada.id, bo.id, "the water plan", "How many wells?", MONDAY)
    await keep(scene, asked)
    words = await shown_in_chat(scene, ADA)
    assert "2 March 2026: a question to a colleague; the water plan; How many wells?; Bo" in words
    assert not any(each in words for each in ("created_at", "consultation", "UTC", "state", "_"))


def test_every_kind_of_record_has_a_name_people_know(scene: Scene) -> None:
    for language in ("en", "fr"):
        table = scene.app.deps.texts.languages[language]
        assert [kind.KIND for kind in KINDS if f"export.kind.{kind.KIND}" not in table] == []


async def test_what_was_written_in_a_pause_is_never_put_into_the_chat(scene: Scene) -> None:
    ada, _, _ = await three(scene)
    text = scene.app.deps.sealer.seal("He never writes back.")
    await keep(scene, Pause("p", ada.setting_id, ada.id, NOW, NOW, sealed=text))
    for words in (await shown_in_chat(scene, ADA), await read(scene, ADA)):
        assert "never writes back" not in words
        assert "“stop and think” opens it for you alone" in words
