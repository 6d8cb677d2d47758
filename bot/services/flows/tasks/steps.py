"""Steps of joint work: added, done, set aside, and what they led to."""

from bot.services.flows.filling import Values, choice_faults, day_field, day_of, one, word_faults
from bot.services.reaching import not_here
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Option, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.collaboration import CollaborationPoint
from nudges.flows.collaboration import State as PointState
from nudges.flows.tasks import State, Step, Task, ask, drop, finish, late_at, link_result, promise
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.texts import Speaker

WHAT, BY, DAY, RESULT = "what", "by", "day", "result"
MINE, THEIRS = "mine", "theirs"
LONGEST = 120


async def open_step(visit: Visit, record_id: str) -> Reply:
    """The dialog that adds a step to agreed joint work."""
    point, other = await _joint(visit, record_id)
    return Reply(
        form=Form(
            token=token("step_add", record_id),
            title=visit.speak("task.form_title"),
            submit=visit.speak("task.add"),
            inputs=(_what(visit.speak), _who(visit, other), _day(visit)),
            intro=visit.speak("task.intro", what=point.what, name=other.name),
        )
    )


def _what(speak: Speaker) -> TextInput:
    return TextInput(WHAT, speak("task.field_what"), limit=LONGEST)


def _who(visit: Visit, other: Person) -> ChoiceInput:
    mine, theirs = Option(MINE, visit.speak("task.mine")), Option(THEIRS, other.name)
    return ChoiceInput(BY, visit.speak("task.field_who"), (mine, theirs), (MINE,))


def _day(visit: Visit) -> ChoiceInput:
    return day_field(visit, DAY, visit.speak("task.field_day"), required=False)


async def _joint(visit: Visit, record_id: str) -> tuple[CollaborationPoint, Person]:
    """An agreed point of the person's and its other side."""
    point = await visit.uow.records.get(CollaborationPoint, record_id)
    if point is None or visit.person.id not in point.people or point.state is not PointState.AGREED:
        raise NotPossibleError(record_id)
    other = await visit.turn.colleague(point.beside(visit.person.id))
    if other is None:
        raise NotPossibleError(record_id)
    return point, other


async def added(visit: Visit, values: Values, record_id: str) -> Reply:
    """One's own step stands; one for the other side is asked for, with a date they can move."""
    point, other = await _joint(visit, record_id)
    faults = word_faults(values, visit.speak, _what(visit.speak))
    faults |= choice_faults(values, visit.speak, _who(visit, other), _day(visit))
    theirs = one(values, BY) == THEIRS
    if theirs and not one(values, DAY):
        faults[DAY] = visit.speak("task.their_day")
    if faults:
        return Reply(faults=faults)
    owner, waiting = (other, visit.person) if theirs else (visit.person, other)
    new = Task(
        id=stable_id(visit.person.id, "task", visit.key),
        setting_id=visit.setting.id,
        point_id=point.id,
        owner_id=owner.id,
        waiting_id=waiting.id,
        what=one(values, WHAT),
        made_at=visit.now,
    )
    if await visit.uow.records.get(Task, new.id) is None:
        if theirs and (refused := await not_here(visit, other, new.what, one(values, DAY))):
            return refused
        await visit.turn.keep(*_begun(visit, new, values))
    return short(visit, "task.asked" if theirs else "task.added", name=other.name)


def _begun(visit: Visit, new: Task, values: Values) -> Step:
    due = day_of(values, DAY)
    if due is not None and new.waiting_id == visit.person.id:
        return ask(new, due)
    late = late_at(visit.person, due, visit.deps.is_holiday) if due else None
    return promise(new, due, late)


async def done(visit: Visit, record_id: str) -> Reply:
    await visit.turn.keep(*finish(await own_task(visit, record_id), visit.person.id, visit.now))
    return short(visit, "task.done")


async def dropped(visit: Visit, record_id: str) -> Reply:
    await visit.turn.keep(*drop(await own_task(visit, record_id), visit.person.id))
    return short(visit, "task.dropped")


async def open_result(visit: Visit, record_id: str) -> Reply:
    """The dialog for what a colleague's step led to."""
    task = await own_task(visit, record_id)
    if task.state is not State.DONE or visit.person.id != task.waiting_id:
        raise NotPossibleError(task.state)
    return Reply(
        form=Form(
            token=token("task_used", record_id),
            title=visit.speak("task.used_title"),
            submit=visit.speak("task.tell"),
            inputs=(_result(visit.speak),),
            intro=visit.speak("task.used_intro", task=task.what),
        )
    )


def _result(speak: Speaker) -> TextInput:
    return TextInput(RESULT, speak("task.field_result"), speak("task.hint_result"), limit=LONGEST)


async def used(visit: Visit, values: Values, record_id: str) -> Reply:
    task = await own_task(visit, record_id)
    if faults := word_faults(values, visit.speak, _result(visit.speak)):
        return Reply(faults=faults)
    await visit.turn.keep(*link_result(task, visit.person, one(values, RESULT)))
    return short(visit, "task.told")


async def noted(visit: Visit, _: str) -> Reply:
    """Nothing changes."""
    return short(visit, "task.noted")


def short(visit: Visit, key: str, **values: str) -> Reply:
    """One line for this person."""
    return Reply(say=(say("", visit.speak(key, **values)),))


async def own_task(visit: Visit, record_id: str) -> Task:
    """A task of which the person is a side."""
    return await visit.record(
        Task, record_id, lambda t: visit.person.id if visit.person.id in t.people else ""
    )
