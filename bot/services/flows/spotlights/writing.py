"""``spotlight``: write four lines, see what became of one's own, take one back."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

from bot.services.flows.spotlights.fields import Values, first, text
from bot.services.flows.spotlights.posts import out_anywhere
from bot.services.flows.spotlights.telling import short
from bot.services.pointing import Pointed
from bot.services.reaching import cannot_be_asked
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    ChoiceInput,
    Form,
    Input,
    Option,
    Paragraph,
    PersonInput,
    Reply,
    Style,
    TextInput,
    say,
    token,
)
from nudges.chance import stable_id
from nudges.flows.spotlights.deciding import rework
from nudges.flows.spotlights.nominations import LEADERS
from nudges.flows.spotlights.spotlights import (
    OPEN,
    Contributor,
    Lines,
    Said,
    Size,
    Spotlight,
    State,
    faults,
    propose,
    take_back,
)
from nudges.people import Person
from nudges.records import NotPossibleError

PROBLEM, DONE, CHANGED, SOURCE = "problem", "done", "changed", "source"
SIZE, INTRODUCES, KEPT = "size", "introduces", "kept"
COLLEAGUES = ("colleague_1", "colleague_2", "colleague_3")
LONGEST_LINE, LONGEST_SOURCE = 220, 200
AT_HOME = 3


async def spotlight(visit: Visit, _: str = "") -> Reply:
    """What one can do here, and how far one's own have come."""
    speak = visit.speak
    actions = [
        Action("spotlight_write", speak("spotlight.write"), Style.PRIMARY),
        Action("nominate", speak("spotlight.nominate")),
        Action("chain", speak("spotlight.chain")),
    ]
    if visit.person.role_group in LEADERS:
        actions.append(Action("recognise", speak("spotlight.recognise")))
    body = (Paragraph(speak("spotlight.body")),)
    groups = tuple(_standing(visit, each) for each in await _own(visit))
    return Reply(say=(Card(speak("spotlight.title"), body, groups, tuple(actions)),))


async def at_home(visit: Visit) -> Card | None:
    """One's own that are under way."""
    rows = tuple([_standing(visit, each) for each in await _own(visit)])
    return Card(visit.speak("spotlight.own_title"), groups=rows[-AT_HOME:]) if rows else None


async def _own(visit: Visit) -> list[Spotlight]:
    """One's own, and those one agreed to, as long as they can be taken back."""
    out = await out_anywhere(visit.turn)
    found = await visit.uow.records.of_person(Spotlight, visit.person.id, sorted(OPEN))
    return [each for each in found if each.id not in out and _is_in(each, visit.person.id)]


def _is_in(spotlight: Spotlight, person_id: str) -> bool:
    agreed = {each.person_id for each in spotlight.contributors if each.said is not Said.OPEN}
    return person_id == spotlight.author_id or person_id in agreed


def _standing(visit: Visit, own: Spotlight) -> ActionGroup:
    state = visit.speak(f"spotlight.state_{own.state}")
    back = Action(token("spotlight_take_back", own.id), visit.speak("spotlight.take_back"))
    again = Action(token("spotlight_write", own.id), visit.speak("spotlight.rework"))
    mine = own.state is State.SENT_BACK and own.author_id == visit.person.id
    return ActionGroup(f"{short(own.lines.problem)} · {state}", (again, back) if mine else (back,))


async def open_writing(visit: Visit, record_id: str = "") -> Reply:
    """The dialog: empty, or with what an editor sent back."""
    old = await _sent_back(visit, record_id)
    speak = visit.speak
    intro = speak("spotlight.form_word", word=old.word) if old else speak("spotlight.form_intro")
    return Reply(
        form=Form(
            token=token("spotlight_write", old.id if old else ""),
            title=speak("spotlight.form_title"),
            submit=speak("spotlight.send"),
            inputs=tuple([each async for each in _inputs(visit, old)]),
            intro=intro,
        )
    )


async def open_pointed(visit: Visit, at: Pointed) -> Reply:
    """The dialog begun from a message: its link and its author are filled in, its words are not."""
    reply = await open_writing(visit)
    if reply.form is None:
        return reply
    note = "own" if at.is_own else "author" if at.author else "nobody"
    intro = visit.speak(f"spotlight.pointed_{note}", name=at.author.name if at.author else "")
    inputs = tuple(_filled(each, at) for each in reply.form.inputs)
    return Reply(form=replace(reply.form, inputs=inputs, intro=f"{intro}\n\n{reply.form.intro}"))


def _filled(field: Input, at: Pointed) -> Input:
    if isinstance(field, PersonInput) and field.id == COLLEAGUES[0] and at.author:
        named = Option(at.author.id, f"{at.author.name} · {at.author.entity}")
        return replace(field, initial=named)
    if isinstance(field, TextInput) and field.id == SOURCE:
        return replace(field, initial=at.link if len(at.link) <= field.limit else "")
    return field


async def _sent_back(visit: Visit, record_id: str) -> Spotlight | None:
    """The spotlight to rework; None where this is a new one (a nudge names what else it is about)."""
    found = await visit.uow.records.get(Spotlight, record_id) if record_id else None
    if found is None:
        return None
    if found.author_id != visit.person.id or found.state is not State.SENT_BACK:
        raise NotPossibleError(record_id)
    return found


async def _inputs(visit: Visit, old: Spotlight | None) -> AsyncIterator[Input]:
    lines = (old.suggested or old.lines) if old else Lines("", "", "")
    yield _line(visit, PROBLEM, lines.problem)
    if old:
        yield await _kept(visit, old)
    for place, name in enumerate(COLLEAGUES):
        label = visit.speak("spotlight.field_colleague" if place == 0 else "spotlight.field_more")
        hint = visit.speak("spotlight.hint_colleague") if place == 0 else ""
        yield PersonInput(name, label, hint, required=place == 0 and not old)
    yield _line(visit, DONE, lines.done)
    yield _line(visit, CHANGED, lines.changed)
    hint = visit.speak("spotlight.hint_source")
    yield TextInput(
        SOURCE, visit.speak("spotlight.field_source"), hint, lines.source, LONGEST_SOURCE, required=False
    )
    yield _choice(visit, SIZE, [each.value for each in Size], old.size.value if old else "")
    yield _choice(visit, INTRODUCES, ["yes", "no"], ("yes" if old.introduces else "no") if old else "")


def _line(visit: Visit, name: str, initial: str) -> TextInput:
    label = visit.speak(f"spotlight.field_{name}")
    return TextInput(name, label, initial=initial, limit=LONGEST_LINE, multiline=True)


def _choice(visit: Visit, name: str, values: list[str], initial: str) -> ChoiceInput:
    options = tuple(Option(each, visit.speak(f"spotlight.{name}_{each}_option")) for each in values)
    label = visit.speak(f"spotlight.field_{name}")
    return ChoiceInput(name, label, options, (initial,) if initial else ())


async def _kept(visit: Visit, old: Spotlight) -> ChoiceInput:
    ids = [each.person_id for each in old.contributors]
    options = tuple([Option(each, await visit.turn.name(each, visit.person.language)) for each in ids])
    label = visit.speak("spotlight.field_kept")
    return ChoiceInput(KEPT, label, options, tuple(ids), multiple=True, required=False)


async def written(visit: Visit, values: Values, record_id: str = "") -> Reply:
    """Everybody named is asked; sent twice it is one spotlight."""
    new_id = stable_id(visit.person.id, Spotlight.KIND, visit.key)
    if await visit.uow.records.get(Spotlight, new_id) is not None:
        return _sent(visit)
    old = await _sent_back(visit, record_id)
    named = list(_named(visit, values, await visit.turn.colleagues()))
    lines = Lines(
        text(values, PROBLEM, LONGEST_LINE),
        text(values, DONE, LONGEST_LINE),
        text(values, CHANGED, LONGEST_LINE),
        text(values, SOURCE, LONGEST_SOURCE),
    )
    wrong = _faults(visit, values, lines, named) | await _absent(visit, values, named)
    if wrong:
        return Reply(faults=wrong)
    new = Spotlight(
        id=new_id,
        setting_id=visit.setting.id,
        author_id=visit.person.id,
        author_entity=visit.person.entity,
        lines=lines,
        size=Size(first(values, SIZE)),
        contributors=tuple(Contributor(each.id, each.entity) for each in named),
        introduces=first(values, INTRODUCES) == "yes",
        asked_at=visit.now,
    )
    if old:
        await visit.turn.keep(*rework(old))
    await visit.turn.keep(*propose(new))
    return _sent(visit)


def _named(visit: Visit, values: Values, colleagues: dict[str, Person]) -> Iterator[Person]:
    """Colleagues of the setting, each once, never oneself."""
    wanted = [*values.get(KEPT, ()), *(first(values, name) for name in COLLEAGUES)]
    for person_id in dict.fromkeys(wanted):
        if person_id in colleagues and person_id != visit.person.id:
            yield colleagues[person_id]


def _faults(visit: Visit, values: Values, lines: Lines, named: list[Person]) -> dict[str, str]:
    entities = {visit.person.entity, *(each.entity for each in named)}
    found = dict(faults(lines, entities))
    if first(values, SIZE) not in set(Size):
        found[SIZE] = "choose"
    if first(values, INTRODUCES) not in ("yes", "no"):
        found[INTRODUCES] = "choose"
    return {field: visit.speak(f"spotlight.fault_{fault}") for field, fault in found.items()}


async def _absent(visit: Visit, values: Values, named: list[Person]) -> dict[str, str]:
    """All who are named must agree, so that nobody can be named who cannot be asked: said at their field."""
    found = {}
    for each in named:
        if fault := await cannot_be_asked(visit, each):
            found[next(name for name in (KEPT, *COLLEAGUES) if each.id in values.get(name, ()))] = fault
    return found


def _sent(visit: Visit) -> Reply:
    return Reply(say=(say(visit.speak("spotlight.sent_title"), visit.speak("spotlight.sent")),))


async def taken_back(visit: Visit, record_id: str) -> Reply:
    """No reason is asked; what is in the channel already stays there."""
    found = await visit.uow.records.get(Spotlight, record_id)
    if found is None or not _is_in(found, visit.person.id):
        raise NotPossibleError(record_id)
    if found.id in await out_anywhere(visit.turn):
        return Reply(say=(say("", visit.speak("spotlight.posted_already")),))
    await visit.turn.keep(*take_back(found, visit.person.id, visit.now))
    return Reply(say=(say("", visit.speak("spotlight.taken_back")),))
