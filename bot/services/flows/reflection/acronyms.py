"""``acronym``: a term of one's entity, posted as a question with two answers."""

from datetime import timedelta

from bot.services.flow import Facts
from bot.services.flows.filling import Values, one, word_faults
from bot.services.reaching import not_here
from bot.services.second_yes import Offered, is_through, let_through, note, put_before
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Form, PersonInput, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.channels import Channel
from nudges.flows.reflection.acronyms import Acronym, State, agree, decline, propose
from nudges.people import Person, Standing
from nudges.records import NotPossibleError

TERM, MEANING, WRONG, EXPLAINER = "term", "meaning", "wrong", "explainer"
POST = "S13-1"
POSTS_SINCE = timedelta(days=400)


async def acronym(visit: Visit, words: str = "") -> Reply:
    """The dialog for a term; one's own, or of a colleague who would explain it."""
    speak = visit.speak
    explainer = PersonInput(EXPLAINER, speak("acronym.field_explainer"), required=False)
    form = Form(
        token=token("acronym"),
        title=speak("acronym.title"),
        submit=speak("acronym.submit"),
        inputs=(*_fields(visit, words[:30]), explainer),
        intro=speak("acronym.intro"),
    )
    return Reply(form=form)


def _fields(visit: Visit, term: str = "") -> tuple[TextInput, TextInput, TextInput]:
    speak = visit.speak
    return (
        TextInput(TERM, speak("acronym.field_term"), initial=term, limit=30),
        TextInput(MEANING, speak("acronym.field_meaning"), limit=100),
        TextInput(WRONG, speak("acronym.field_wrong"), hint=speak("acronym.hint_wrong"), limit=100),
    )


async def proposed(visit: Visit, values: Values) -> Reply:
    """One's own goes on the list at once; a named colleague is asked first."""
    explainer = await _explainer(visit, values)
    faults = word_faults(values, visit.speak, *_fields(visit))
    if one(values, MEANING) and one(values, MEANING).casefold() == one(values, WRONG).casefold():
        faults[WRONG] = visit.speak("acronym.same")
    if explainer is None:
        faults[EXPLAINER] = visit.speak("acronym.unknown")
    if explainer is None or faults:
        return Reply(faults=faults)
    made = Acronym(
        id=stable_id(visit.person.id, Acronym.KIND, visit.key),
        setting_id=visit.setting.id,
        author_id=visit.person.id,
        explainer_id=explainer.id,
        entity=explainer.entity,
        term=one(values, TERM),
        meaning=one(values, MEANING),
        wrong=one(values, WRONG),
        made_at=visit.now,
    )
    if await visit.uow.records.get(Acronym, made.id) is None:
        named = explainer.id != visit.person.id
        if named and (refused := await not_here(visit, explainer, made.term, made.meaning)):
            return refused
        await visit.turn.keep(*propose(made))
    told = visit.speak("acronym.own" if _is_own(made) else "acronym.asked", name=explainer.name)
    first = ""
    if _is_own(made):
        await put_before(visit.turn, POST, _offered(made))
        first = await note(visit)
    return Reply(say=(say(visit.speak("acronym.thanks"), told, first),))


async def _explainer(visit: Visit, values: Values) -> Person | None:
    named = one(values, EXPLAINER)
    return await visit.turn.colleague(named) if named else visit.person


async def agreed(visit: Visit, acronym_id: str) -> Reply:
    return await _decided(visit, agree(await _asked(visit, acronym_id)), "agreed")


async def declined(visit: Visit, acronym_id: str) -> Reply:
    return await _decided(visit, decline(await _asked(visit, acronym_id)), "declined")


async def _asked(visit: Visit, acronym_id: str) -> Acronym:
    return await visit.record(Acronym, acronym_id, lambda found: found.explainer_id)


async def _decided(visit: Visit, acronym: Acronym, text: str) -> Reply:
    await visit.turn.keep(acronym)
    return Reply(say=(say("", visit.speak(f"acronym.{text}")),))


async def said_first(visit: Visit, acronym_id: str) -> Reply:
    return await _answered(visit, acronym_id, first=True)


async def said_second(visit: Visit, acronym_id: str) -> Reply:
    return await _answered(visit, acronym_id, first=False)


async def _answered(visit: Visit, acronym_id: str, *, first: bool) -> Reply:
    """The answer, for the one who tapped alone, and whom to ask about it."""
    found = await visit.uow.records.get(Acronym, acronym_id)
    if found is None or found.setting_id != visit.setting.id or found.state is not State.AGREED:
        raise NotPossibleError(acronym_id)
    speak = visit.speak
    told = speak("acronym.yes" if found.first_is_right is first else "acronym.no")
    meaning = speak("acronym.answer", entity=found.entity, term=found.term, meaning=found.meaning)
    explainer = await visit.turn.colleague(found.explainer_id)
    if explainer is None or explainer.entity == visit.person.entity:
        return Reply(say=(say(found.term, told, meaning),))
    ask = Action(token("consult_whom", explainer.id), speak("acronym.ask", name=explainer.name.split()[0]))
    explains = speak("acronym.explains", name=explainer.name, entity=explainer.entity)
    return Reply(say=(say(found.term, told, meaning, explains, actions=(ask,)),))


async def explainer_facts(turn: Turn, acronym_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Acronym, acronym_id)
    if found is None or found.state is not State.PROPOSED:
        return None
    name = await turn.name(found.author_id, person.language)
    return {"name": name, "term": found.term, "meaning": found.meaning}


async def material(turn: Turn, channel: Channel) -> str | None:
    """The terms take turns: after the last one the first comes again."""
    agreed = await turn.uow.records.of_setting(Acronym, turn.setting.id, (State.AGREED.value,))
    through = await let_through(turn, POST, [_offered(each) for each in agreed if _is_own(each)])
    fit = [each for each in agreed if not _is_own(each) or each.id in through]
    past = await turn.uow.prompts.posts_in(channel.id, turn.now - POSTS_SINCE)
    before = sum(post.nudge == POST for post in past)
    return fit[before % len(fit)].id if fit else None


def _is_own(acronym: Acronym) -> bool:
    """Nobody but its author stands for it; else author and explainer do."""
    return acronym.author_id == acronym.explainer_id


def _offered(acronym: Acronym) -> Offered:
    words = f"{acronym.entity}: {acronym.term}\n{' · '.join(acronym.answers)}"
    return Offered(acronym.id, acronym.author_id, words)


async def post_facts(turn: Turn, acronym_id: str, _reader: Person) -> Facts:
    """Nothing is posted in the name of an explainer who left."""
    found = await turn.uow.records.get(Acronym, acronym_id)
    explainer = await turn.uow.people.get(found.explainer_id) if found else None
    if found is None or explainer is None or explainer.standing is not Standing.ACTIVE:
        return None
    if _is_own(found) and not await is_through(turn, POST, _offered(found)):
        return None
    first, second = found.answers
    facts = {"other_entity": found.entity, "term": found.term}
    return {**facts, "first_meaning": first, "second_meaning": second}
