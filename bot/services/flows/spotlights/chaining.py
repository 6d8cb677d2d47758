"""``chain``: five links from a first input to an effect, each confirmed by its owner."""

from bot.services.flow import Facts
from bot.services.flows.spotlights.fields import Values, first, text
from bot.services.reaching import cannot_be_asked
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Form, PersonInput, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.spotlights.chains import (
    PARTS,
    Chain,
    Link,
    State,
    begin,
    confirm,
    enough_others,
    name_owners,
    wake,
)
from nudges.people import Person
from nudges.records import NotPossibleError

ABOUT = "about"
LONGEST_ABOUT, LONGEST_LINE = 80, 140


async def chain(visit: Visit, _: str = "") -> Reply:
    """Begin one, or go on with a draft."""
    found = await visit.uow.records.of_person(Chain, visit.person.id, (State.DRAFT,))
    drafts = [each for each in found if each.starter_id == visit.person.id]
    if not drafts:
        return await open_lines(visit)
    speak, draft = visit.speak, drafts[-1]
    actions = (
        Action(token("chain_owners", draft.id), speak("chain.go_on"), Style.PRIMARY),
        Action("chain_begin", speak("chain.begin")),
    )
    return Reply(say=(say(speak("chain.title"), speak("chain.draft", about=draft.about), actions=actions),))


async def open_lines(visit: Visit, _: str = "") -> Reply:
    speak = visit.speak
    about = TextInput(ABOUT, speak("chain.field_about"), limit=LONGEST_ABOUT)
    lines = (TextInput(part, speak(f"chain.field_{part}"), limit=LONGEST_LINE) for part in PARTS)
    form_intro, go_on = speak("chain.intro"), speak("chain.next")
    return Reply(form=Form(token("chain_begin"), speak("chain.title"), go_on, (about, *lines), form_intro))


async def lines_written(visit: Visit, values: Values) -> Reply:
    """The draft is kept, and the second dialog asks whose each line is."""
    about = text(values, ABOUT, LONGEST_ABOUT)
    lines = {part: text(values, part, LONGEST_LINE) for part in PARTS}
    empty = [name for name, words in {ABOUT: about, **lines}.items() if not words]
    if empty:
        return Reply(faults={name: visit.speak("chain.fault_empty") for name in empty})
    record_id = stable_id(visit.person.id, Chain.KIND, visit.key)
    if await visit.uow.records.get(Chain, record_id) is None:
        links = tuple(Link(lines[part]) for part in PARTS)
        entity = visit.person.entity
        new = Chain(record_id, visit.setting.id, visit.person.id, entity, about, links, visit.now)
        await visit.turn.keep(*begin(new))
    return await open_owners(visit, record_id)


async def open_owners(visit: Visit, record_id: str) -> Reply:
    draft = await _draft(visit, record_id)
    speak = visit.speak
    inputs = tuple(
        PersonInput(part, f"{speak(f'chain.part_{part}')}: {link.line}", required=False)
        for part, link in zip(PARTS, draft.links, strict=True)
    )
    title, send, intro = speak("chain.owners_title"), speak("chain.send"), speak("chain.owners_intro")
    return Reply(form=Form(token("chain_owners", draft.id), title, send, inputs, intro))


async def _draft(visit: Visit, record_id: str) -> Chain:
    found = await visit.record(Chain, record_id, lambda each: each.starter_id)
    if found.state is not State.DRAFT:
        raise NotPossibleError(found.state)
    return found


async def owners_named(visit: Visit, values: Values, record_id: str) -> Reply:
    draft = await _draft(visit, record_id)
    colleagues = await visit.turn.colleagues()
    named = {place: first(values, part) for place, part in enumerate(PARTS)}
    owners = {place: colleagues[each] for place, each in named.items() if each in colleagues}
    if not enough_others(draft, owners):
        return Reply(faults={PARTS[0]: visit.speak("chain.fault_owners")})
    others = {place: each for place, each in owners.items() if each.id != visit.person.id}
    faults = {PARTS[n]: fault for n, each in others.items() if (fault := await cannot_be_asked(visit, each))}
    if faults:
        return Reply(faults=faults)
    await visit.turn.keep(*name_owners(draft, owners, visit.now))
    return _plain(visit, "asked")


async def confirmed(visit: Visit, record_id: str) -> Reply:
    found = await _with_links(visit, record_id)
    await visit.turn.keep(*confirm(found, visit.person.id, visit.now))
    return _plain(visit, "confirmed")


async def declined(visit: Visit, record_id: str) -> Reply:
    """Nothing is kept of a no: the link stays untold, as with silence."""
    await _with_links(visit, record_id)
    return _plain(visit, "declined")


async def open_change(visit: Visit, record_id: str) -> Reply:
    """The owner's lines, to be put in their own words."""
    found = await _with_links(visit, record_id)
    speak = visit.speak
    inputs = tuple(
        TextInput(PARTS[place], speak(f"chain.field_{PARTS[place]}"), "", link.line, LONGEST_LINE)
        for place, link in found.of(visit.person.id).items()
    )
    form = Form(token("chain_change", found.id), speak("chain.change_title"), speak("chain.send"), inputs)
    return Reply(form=form)


async def changed(visit: Visit, values: Values, record_id: str) -> Reply:
    found = await _with_links(visit, record_id)
    words = {place: text(values, PARTS[place], LONGEST_LINE) for place in found.of(visit.person.id)}
    empty = [PARTS[place] for place, line in words.items() if not line]
    if empty:
        return Reply(faults={name: visit.speak("chain.fault_empty") for name in empty})
    await visit.turn.keep(*confirm(found, visit.person.id, visit.now, words))
    return _plain(visit, "confirmed")


async def _with_links(visit: Visit, record_id: str) -> Chain:
    """A chain with links of this person."""
    found = await visit.uow.records.get(Chain, record_id)
    if found is None or not found.of(visit.person.id) or found.state not in (State.ASKED, State.READY):
        raise NotPossibleError(record_id)
    return found


async def post_confirm(visit: Visit, record_id: str) -> Reply:
    """Below the post: an owner who has not answered yet sees their lines first."""
    own = await _own_in_post(visit, record_id)
    if not own:
        return _plain(visit, "none_yours")
    if all(link.confirmed for link in own.values()):
        return _plain(visit, "confirmed")
    return await open_change(visit, record_id)


async def post_correct(visit: Visit, record_id: str) -> Reply:
    own = await _own_in_post(visit, record_id)
    return await open_change(visit, record_id) if own else _plain(visit, "none_yours")


async def _own_in_post(visit: Visit, record_id: str) -> dict[int, Link]:
    found = await visit.uow.records.get(Chain, record_id)
    if found is None or found.setting_id != visit.setting.id or found.state is not State.READY:
        raise NotPossibleError(record_id)
    return found.of(visit.person.id)


def _plain(visit: Visit, text_id: str) -> Reply:
    return Reply(say=(say("", visit.speak(f"chain.{text_id}")),))


async def on_wake(turn: Turn, chain_record: Chain) -> None:
    await turn.keep(*wake(chain_record))


async def asked_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Asked only as long as the owner's lines are open."""
    found = await turn.uow.records.get(Chain, record_id)
    if found is None or found.state not in (State.ASKED, State.READY):
        return None
    own = found.of(person.id)
    if not own or all(link.confirmed for link in own.values()):
        return None
    part_of = turn.deps.texts.speaker(person.language)
    lines = [f"• {part_of(f'chain.part_{PARTS[place]}')}: {link.line}" for place, link in own.items()]
    name = await turn.name(found.starter_id, person.language)
    return {"name": name, "about": found.about, "lines": "\n".join(lines)}


async def starter_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Chain, record_id)
    return {"about": found.about} if found and found.starter_id == person.id else None
