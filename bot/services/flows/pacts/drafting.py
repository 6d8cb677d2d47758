"""Drafting a pact together: choosing commitments, asking a leader of another entity, withdrawing."""

from dataclasses import replace
from datetime import date, timedelta

from bot.services.flows.pacts import words
from bot.services.flows.pacts.having import (
    is_leader,
    keeps_another,
    leaders_to_invite,
    own_pact,
    own_pacts,
    roles_of,
)
from bot.services.flows.pacts.showing import pact as show
from bot.services.flows.pacts.showing import shown
from bot.services.reaching import cannot_be_asked
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Input, Option, PersonInput, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.pacts.commitments import (
    BY_CODE,
    LONGEST_CHANCE,
    MOST_COMMITMENTS,
    MOST_TIMES,
    Commitment,
    Period,
    offered,
)
from nudges.flows.pacts.pact import DRAFTING, PUBLIC, Pact, State
from nudges.flows.pacts.steps import draft, invite, look, revise, successor
from nudges.records import NotPossibleError
from nudges.texts import FALLBACK
from nudges.working_time import local_date, week_start

WHAT, TIMES, PERIOD, FIRST, CHANCE, LEADER = "what", "times", "period", "first", "chance", "leader"
WEEKS_AHEAD = 8
MOST_LISTED = 100
"""So many names still fit into a list on every platform; of more, one is searched for."""
Values = dict[str, tuple[str, ...]]


async def begin(visit: Visit, _: str = "") -> Reply:
    """The first commitment opens a draft; who has a pact already is shown that one."""
    if not is_leader(visit.turn, visit.person) or await own_pacts(visit):
        return await show(visit)
    return await _form(visit, None, None)


async def look_at(visit: Visit, pact_id: str) -> Reply:
    """From here on the leader takes part in the drafting."""
    pact = await own_pact(visit, pact_id)
    if pact.state in DRAFTING:
        pact = look(pact, visit.person.id)
        await visit.turn.keep(pact)
    return await shown(visit, pact)


async def edit(visit: Visit, pact_id: str, code: str) -> Reply:
    """The dialog for one commitment; for a new one where ``code`` is empty."""
    pact = await own_pact(visit, pact_id)
    known = next((each for each in pact.commitments if each.code == code), None)
    if pact.state not in DRAFTING or (code and known is None):
        raise NotPossibleError(pact_id)
    return await _form(visit, pact, known)


async def change_form(visit: Visit, pact: Pact, known: Commitment) -> Reply:
    """The dialog that changes a commitment of a public pact: what is sent becomes a new draft."""
    return await _form(visit, pact, known)


async def _form(visit: Visit, pact: Pact | None, known: Commitment | None) -> Reply:
    speak = visit.speak
    ids = (pact.id if pact else "", _code_kept(pact, known))
    intro = speak("pact.form_about_change" if pact and pact.state not in DRAFTING else "pact.form_about")
    form = Form(
        token("pact_commit", *ids),
        speak("pact.form_title"),
        speak("pact.form_save"),
        (await _what(visit, pact, known), *_terms(visit, known)),
        intro,
    )
    return Reply(form=form)


def _code_kept(pact: Pact | None, known: Commitment | None) -> str:
    """The commitment whose place is taken, if it stands in the pact."""
    here = pact is not None and known is not None and any(c.code == known.code for c in pact.commitments)
    return known.code if known is not None and here else ""


async def _what(visit: Visit, pact: Pact | None, known: Commitment | None) -> ChoiceInput:
    codes = await _codes(visit, pact, known.code if known else "")
    options = tuple(Option(code, words.action(visit.speak, code)) for code in codes)
    return ChoiceInput(WHAT, visit.speak("pact.field_what"), options, (known.code,) if known else ())


async def _codes(visit: Visit, pact: Pact | None, kept: str) -> list[str]:
    """What can be chosen: it fits every leader's role, and is not promised already."""
    roles = await roles_of(visit.turn, pact, visit.person)
    taken = {each.code for each in pact.commitments} - {kept} if pact else set()
    fitting = offered(visit.deps.catalogue.framework, roles)
    return [each.code for each in fitting if each.code not in taken]


def _terms(visit: Visit, known: Commitment | None) -> tuple[Input, ...]:
    speak = visit.speak
    times = tuple(Option(str(n), speak("pact.times", times=n)) for n in range(1, MOST_TIMES + 1))
    periods = tuple(Option(each.value, speak(f"pact.period.{each}")) for each in Period)
    dates = _dates(visit, known)
    chosen = (str(known.target), known.period.value) if known else ("1", Period.MONTH.value)
    return (
        ChoiceInput(TIMES, speak("pact.field_times"), times, chosen[:1]),
        ChoiceInput(PERIOD, speak("pact.field_period"), periods, chosen[1:]),
        ChoiceInput(
            FIRST,
            speak("pact.field_first"),
            tuple(Option(d, words.day_text(speak, date.fromisoformat(d))) for d in dates),
            (known.first.isoformat() if known else dates[0],),
        ),
        TextInput(
            CHANCE,
            speak("pact.field_chance"),
            hint=speak("pact.hint_chance"),
            initial=known.chance if known else "",
            limit=LONGEST_CHANCE,
        ),
    )


def _dates(visit: Visit, known: Commitment | None) -> list[str]:
    """First days of the coming weeks; a date that is set stays possible."""
    today = local_date(visit.person, visit.now)
    monday = week_start(visit.person, today)
    dates = {monday + timedelta(weeks=n) for n in range(1, WEEKS_AHEAD + 1)}
    return [each.isoformat() for each in sorted(dates | ({known.first} if known else set()))]


async def commit(visit: Visit, values: Values, pact_id: str, code: str) -> Reply:
    """A commitment was chosen or changed; in a public pact that begins a draft to take its place."""
    pact = await own_pact(visit, pact_id) if pact_id else None
    if pact is None and not is_leader(visit.turn, visit.person):
        raise NotPossibleError(visit.person.id)
    known = next((each for each in pact.commitments if each.code == code), None) if pact else None
    commitment = await _read(visit, values, pact, known)
    if isinstance(commitment, dict):
        return Reply(faults=commitment)
    if pact is None:
        return await _begun(visit, commitment)
    edited = await _editable(visit, pact)
    await visit.turn.keep(*revise(edited, visit.person.id, _put(edited, code, commitment)))
    return await look_at(visit, edited.id)


async def _begun(visit: Visit, commitment: Commitment) -> Reply:
    """A new draft; sent twice it is one."""
    me = visit.person.id
    new = Pact(
        id=stable_id(me, Pact.KIND, visit.key),
        setting_id=visit.setting.id,
        drafted_at=visit.now,
        leaders=(me,),
        joined=(me,),
        commitments=(commitment,),
    )
    if await own_pacts(visit):
        return await show(visit)
    await visit.turn.keep(*draft(new))
    return await shown(visit, new)


async def _editable(visit: Visit, pact: Pact) -> Pact:
    """The pact while it is a draft, else the draft that shall take its place."""
    if pact.state in DRAFTING:
        return pact
    drafts = await visit.uow.records.of_person(Pact, visit.person.id, sorted(DRAFTING))
    known = next((each for each in drafts if each.replaces == pact.id), None)
    if known is not None:
        return known
    new_id = stable_id(pact.id, visit.person.id, "successor", visit.key)
    step = successor(pact, visit.person.id, new_id, visit.now, pact.of(visit.person.id))
    await visit.turn.keep(*step)
    return step[0]


def _put(pact: Pact, code: str, commitment: Commitment) -> list[Commitment]:
    """The commitments with this one in the old one's place, or added at the end."""
    here = [each.code for each in pact.commitments]
    if code not in here:
        return [*(each for each in pact.commitments if each.code != commitment.code), commitment]
    return [commitment if each.code == code else each for each in pact.commitments]


async def _read(
    visit: Visit, values: Values, pact: Pact | None, known: Commitment | None
) -> Commitment | dict[str, str]:
    """What the form says, or what is wrong with it, by field."""
    said = {name: next(iter(values.get(name, ())), "").strip() for name in (WHAT, TIMES, PERIOD, FIRST)}
    chance = " ".join(next(iter(values.get(CHANCE, ())), "").split())
    full = pact is not None and known is None and len(pact.commitments) >= MOST_COMMITMENTS
    sound = {
        WHAT: said[WHAT] in await _codes(visit, pact, known.code if known else "") and not full,
        TIMES: said[TIMES] in map(str, range(1, MOST_TIMES + 1)),
        PERIOD: said[PERIOD] in list(Period),
        FIRST: said[FIRST] in _dates(visit, known),
        CHANCE: 0 < len(chance) <= LONGEST_CHANCE,
    }
    faults = {name: visit.speak(f"pact.fault_{name}") for name, right in sound.items() if not right}
    if faults:
        return faults
    return Commitment(
        code=said[WHAT],
        behaviour=BY_CODE[said[WHAT]].behaviour,
        action=visit.deps.texts.get(FALLBACK, f"pact.action.{said[WHAT]}"),
        target=int(said[TIMES]),
        period=Period(said[PERIOD]),
        first=date.fromisoformat(said[FIRST]),
        chance=chance,
    )


async def remove(visit: Visit, pact_id: str, code: str) -> Reply:
    pact = await own_pact(visit, pact_id)
    left = [each for each in pact.commitments if each.code != code]
    await visit.turn.keep(*revise(pact, visit.person.id, left))
    return await look_at(visit, pact_id)


async def open_invite(visit: Visit, pact_id: str) -> Reply:
    """Whom to ask: a leader of another entity."""
    pact, speak = await own_pact(visit, pact_id), visit.speak
    found = await leaders_to_invite(visit, pact)
    if pact.state not in DRAFTING:
        raise NotPossibleError(pact.state)
    if not found:
        return Reply(say=(say("", speak("pact.nobody_to_invite")),))
    options = tuple(Option(each.id, f"{each.name} · {each.entity}") for each in found)
    label = speak("pact.field_leader")
    field = ChoiceInput(LEADER, label, options) if len(found) <= MOST_LISTED else PersonInput(LEADER, label)
    form = Form(
        token("pact_invite", pact_id),
        speak("pact.invite_title"),
        speak("pact.invite_send"),
        (field,),
        speak("pact.invite_about"),
    )
    return Reply(form=form)


async def invited(visit: Visit, values: Values, pact_id: str) -> Reply:
    pact = await own_pact(visit, pact_id)
    wanted = next(iter(values.get(LEADER, ())), "")
    leader = next((each for each in await leaders_to_invite(visit, pact) if each.id == wanted), None)
    if leader is None and wanted not in pact.leaders:
        return Reply(faults={LEADER: visit.speak("pact.fault_leader")})
    if leader and (fault := await cannot_be_asked(visit, leader)):
        return Reply(faults={LEADER: fault})
    await visit.turn.keep(*invite(pact, visit.person.id, wanted))
    return Reply(
        say=(say("", visit.speak("pact.invited", name=await visit.turn.name(wanted, visit.person.language))),)
    )


async def later(visit: Visit, pact_id: str) -> Reply:
    await own_pact(visit, pact_id)
    return Reply(say=(say("", visit.speak("pact.later")),))


async def renew(visit: Visit, pact_id: str) -> Reply:
    """The same once more, from next week; what shall differ is edited in the draft."""
    old = await own_pact(visit, pact_id)
    if old.state in DRAFTING | PUBLIC:
        raise NotPossibleError(old.state)
    if await keeps_another(visit.turn, old, (visit.person.id,)):
        return Reply(say=(say("", visit.speak("pact.one_at_a_time")),))
    pact = await _editable(visit, old)
    first = date.fromisoformat(_dates(visit, None)[0])
    if pact.state is State.DRAFTED and not pact.edits:
        again = [replace(each, first=first) for each in pact.commitments]
        await visit.turn.keep(*revise(pact, visit.person.id, again))
    return await look_at(visit, pact.id)
