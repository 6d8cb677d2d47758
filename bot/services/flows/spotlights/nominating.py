"""Naming a colleague, who agrees first; a senior leader thanks one of three in their own words."""

from bot.services.flow import Facts
from bot.services.flows.spotlights.fields import Values, first, text
from bot.services.flows.spotlights.posts import success_channels
from bot.services.reaching import not_here
from bot.services.second_yes import told
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    Form,
    Paragraph,
    PersonInput,
    Reply,
    TextInput,
    say,
    token,
)
from nudges.flows.spotlights.nominations import (
    ENOUGH,
    LEADERS,
    Nomination,
    State,
    agree,
    nominate,
    nomination_id,
    recognise,
    unthanked,
    wake,
)
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.working_time import local_date

COLLEAGUE, LINE, WORDS = "colleague", "line", "words"
LONGEST_LINE, LONGEST_WORDS = 160, 500


async def open_nominating(visit: Visit, _: str = "") -> Reply:
    speak = visit.speak
    return Reply(
        form=Form(
            token=token("nominate"),
            title=speak("nomination.form_title"),
            submit=speak("nomination.send"),
            inputs=(
                PersonInput(COLLEAGUE, speak("nomination.field_colleague")),
                TextInput(LINE, speak("nomination.field_line"), limit=LONGEST_LINE, multiline=True),
            ),
            intro=speak("nomination.intro"),
        )
    )


async def nominated(visit: Visit, values: Values) -> Reply:
    """Counts once for each person and month, whoever names them."""
    colleague = await visit.turn.colleague(first(values, COLLEAGUE))
    line = text(values, LINE, LONGEST_LINE)
    if colleague is None or colleague.id == visit.person.id:
        return Reply(faults={COLLEAGUE: visit.speak("nomination.fault_colleague")})
    if not line:
        return Reply(faults={LINE: visit.speak("nomination.fault_line")})
    day = local_date(visit.person, visit.now)
    record_id = nomination_id(visit.setting.id, colleague.id, day)
    known = await visit.uow.records.get(Nomination, record_id)
    if known is None:
        if refused := await not_here(visit, colleague, line):
            return refused
        new = Nomination(record_id, visit.setting.id, colleague.id, visit.person.id, line, visit.now)
        await visit.turn.keep(*nominate(new))
    again = known is not None and known.nominator_id != visit.person.id
    words = visit.speak("nomination.again" if again else "nomination.sent", name=colleague.name)
    return Reply(say=(say("", words),))


async def agreed(visit: Visit, record_id: str) -> Reply:
    found = await _of_nominee(visit, record_id)
    before = await visit.uow.records.of_setting(Nomination, visit.setting.id, (State.AGREED,))
    colleagues = (await visit.turn.colleagues()).values()
    leaders = [each.id for each in colleagues if each.role_group in LEADERS and each.id != visit.person.id]
    await visit.turn.keep(*agree(found, [each.nominee_id for each in before], leaders, visit.now))
    return Reply(say=(say("", visit.speak("nomination.agreed")),))


async def declined(visit: Visit, record_id: str) -> Reply:
    """Nothing is kept of a no: the nomination lapses by itself."""
    await _of_nominee(visit, record_id)
    return Reply(say=(say("", visit.speak("nomination.declined")),))


async def _of_nominee(visit: Visit, record_id: str) -> Nomination:
    return await visit.record(Nomination, record_id, lambda found: found.nominee_id)


async def open_recognising(visit: Visit, _: str = "") -> Reply:
    """Three who agreed, in no order, for a senior leader to choose from."""
    if visit.person.role_group not in LEADERS:
        return Reply(say=(say("", visit.speak("recognition.leaders_only")),))
    chosen = await _three(visit)
    if not chosen:
        return Reply(say=(say("", visit.speak("recognition.too_few")),))
    groups = tuple([await _choice(visit, each) for each in chosen])
    body = (Paragraph(visit.speak("recognition.body")),)
    return Reply(say=(Card(visit.speak("recognition.title"), body, groups),))


async def _three(visit: Visit) -> list[Nomination]:
    colleagues = await visit.turn.colleagues()
    agreed_now = await visit.uow.records.of_setting(Nomination, visit.setting.id, (State.AGREED,))
    others = [each for each in agreed_now if each.nominee_id in colleagues and not _own(visit, each)]
    draw = visit.deps.planner.draw
    once = list({each.nominee_id: each for each in others}.values())
    once.sort(key=lambda each: draw("recognise", visit.person.id, each.id))
    return once[:ENOUGH] if len(once) >= ENOUGH else []


def _own(visit: Visit, nomination: Nomination) -> bool:
    return nomination.nominee_id == visit.person.id


async def _choice(visit: Visit, nomination: Nomination) -> ActionGroup:
    name = await visit.turn.name(nomination.nominee_id, visit.person.language)
    thank = Action(token("recognise_whom", nomination.id), visit.speak("recognition.thank"))
    return ActionGroup(f"{name}: {nomination.line}", (thank,))


async def open_words(visit: Visit, record_id: str) -> Reply:
    found = await _to_recognise(visit, record_id)
    speak = visit.speak
    name = await visit.turn.name(found.nominee_id, visit.person.language)
    words = TextInput(WORDS, speak("recognition.field_words"), limit=LONGEST_WORDS, multiline=True)
    return Reply(
        form=Form(
            token("recognise", found.id),
            speak("recognition.form_title"),
            speak("recognition.post"),
            (words,),
            speak("recognition.form_intro", name=name, line=found.line),
        )
    )


async def _to_recognise(visit: Visit, record_id: str) -> Nomination:
    found = await visit.uow.records.get(Nomination, record_id)
    if found is None or found.setting_id != visit.setting.id or found.state is not State.AGREED:
        raise NotPossibleError(record_id)
    if visit.person.role_group not in LEADERS or _own(visit, found):
        raise NotPossibleError(record_id)
    return found


async def recognised(visit: Visit, values: Values, record_id: str) -> Reply:
    """Published in the leader's words; where there is no channel nothing is said to have happened."""
    found = await _to_recognise(visit, record_id)
    words = first(values, WORDS).strip()[:LONGEST_WORDS]
    if not words:
        return Reply(faults={WORDS: visit.speak("recognition.fault_words")})
    if not await success_channels(visit.turn):
        return Reply(faults={WORDS: visit.speak("recognition.no_channel")})
    waiting = await visit.turn.keep(*recognise(found, visit.person.id, words))
    out = say(visit.speak("recognition.posted_title"), visit.speak("recognition.posted"))
    return await told(visit, waiting, Reply(say=(out,)))


async def stays_back(turn: Turn, record_id: str) -> None:
    if found := await turn.uow.records.get(Nomination, record_id):
        await turn.keep(unthanked(found, turn.now))


async def copy(visit: Visit, record_id: str) -> Reply:
    """The words for the person's own file, if they want them."""
    found = await _of_nominee(visit, record_id)
    if found.state is not State.RECOGNISED:
        raise NotPossibleError(found.state)
    leader = await visit.turn.name(found.leader_id, visit.person.language)
    return Reply(say=(say(visit.speak("recognition.copy_title", leader=leader), found.words),))


async def on_wake(turn: Turn, nomination: Nomination) -> None:
    await turn.keep(*wake(nomination))


async def nominated_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Nomination, record_id)
    if found is None or found.state is not State.ASKED:
        return None
    return {"name": await turn.name(found.nominator_id, person.language), "line": found.line}


async def recognised_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """The leader's words, for the channel and for the person they thank."""
    found = await turn.uow.records.get(Nomination, record_id)
    if found is None or found.state is not State.RECOGNISED:
        return None
    return {
        "leader": await turn.name(found.leader_id, person.language),
        "name": await turn.name(found.nominee_id, person.language),
        "words": found.words,
    }
