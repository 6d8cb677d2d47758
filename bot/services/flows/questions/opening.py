"""Opening a question thread, and the list of those that are open."""

from datetime import datetime

from bot.services.channels import readers_of
from bot.services.flows.filling import Values, choice_faults, one, word_faults
from bot.services.flows.moments import moment_in_words
from bot.services.second_yes import told
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    ChoiceInput,
    Form,
    Option,
    Paragraph,
    Reply,
    Style,
    TextInput,
    say,
    token,
)
from nudges.chance import stable_id
from nudges.channels import Purpose, channels_for
from nudges.flows.questions.threads import DURATIONS, MINIMA, State, Thread, begin, open_up, wait
from nudges.framework import SENIOR_LEADERS
from nudges.people import Person
from nudges.records import NotPossibleError
from nudges.working_time import next_working_moment

ABOUT, DURATION, MINIMUM = "about", "duration", "minimum"
AT_HOME = 3
_SEEN = (State.CLOSED.value, State.PUBLISHED.value)


async def questions(visit: Visit, words: str = "") -> Reply:
    """What is open, what waits for the leader's answers; ``questions open`` opens a thread."""
    if words.casefold().strip() in [word.strip() for word in visit.speak("questions.open_words").split(",")]:
        return await open_form(visit)
    speak, groups = visit.speak, await _rows(visit)
    may_open = visit.person.role_group in SENIOR_LEADERS
    actions = (Action("questions_open", speak("questions.open_one"), Style.PRIMARY),) if may_open else ()
    body = Paragraph(speak("questions.list_body" if groups else "questions.none"))
    return Reply(say=(Card(speak("questions.title"), (body,), tuple(groups), actions),))


async def at_home(visit: Visit) -> Card | None:
    groups = await _rows(visit)
    return Card(visit.speak("questions.title"), groups=tuple(groups[-AT_HOME:])) if groups else None


async def _rows(visit: Visit) -> list[ActionGroup]:
    """Open ones, and closed ones that this person may see."""
    threads = await visit.uow.records.of_setting(Thread, visit.setting.id, (State.OPEN.value, *_SEEN))
    is_open = [each for each in threads if each.state is State.OPEN and visit.now < each.closes_at]
    groups = [await _open_row(visit, each) for each in is_open]
    return groups + [
        _own_row(visit, each) for each in threads if may_see(visit, each) and each.state in _SEEN
    ]


def may_see(visit: Visit, thread: Thread) -> bool:
    """The leader, and whoever coordinates the setting and helps with merging."""
    own = thread.leader_id == visit.person.id
    return own or (visit.person.is_coordinator and thread.setting_id == visit.setting.id)


async def _open_row(visit: Visit, thread: Thread) -> ActionGroup:
    name = await visit.turn.name(thread.leader_id, visit.person.language)
    until = moment_in_words(thread.closes_at, visit.person, visit.speak)
    label = visit.speak("questions.open_line", name=name, about=thread.about, until=until)
    ask = Action(token("question_ask", thread.id), visit.speak("questions.ask"), Style.PRIMARY)
    return ActionGroup(label, () if thread.leader_id == visit.person.id else (ask,))


def _own_row(visit: Visit, thread: Thread) -> ActionGroup:
    label = visit.speak("questions.closed_line", about=thread.about, open=len(thread.unanswered))
    return ActionGroup(label, (Action(token("questions_see", thread.id), visit.speak("questions.see")),))


async def open_form(visit: Visit, _: str = "") -> Reply:
    """The dialog in which a senior leader chooses what about, how long, and from how many on."""
    if visit.person.role_group not in SENIOR_LEADERS:
        return Reply(say=(say("", visit.speak("questions.leaders_only")),))
    if await _running(visit) is not None:
        return Reply(say=(say("", visit.speak("questions.one_at_a_time")),))
    speak = visit.speak
    form = Form(
        token=token("questions_open"),
        title=speak("questions.open_title"),
        submit=speak("questions.open_submit"),
        inputs=_fields(visit),
        intro=speak("questions.open_intro"),
    )
    return Reply(form=form)


def _fields(visit: Visit) -> tuple[TextInput, ChoiceInput, ChoiceInput]:
    speak = visit.speak
    durations = tuple(Option(each, speak(f"questions.duration_{each}")) for each in DURATIONS)
    minima = tuple(Option(str(n), speak("questions.people", count=n)) for n in MINIMA)
    return (
        TextInput(ABOUT, speak("questions.field_about"), hint=speak("questions.hint_about"), limit=120),
        ChoiceInput(DURATION, speak("questions.field_duration"), durations, initial=("1d",)),
        ChoiceInput(MINIMUM, speak("questions.field_minimum"), minima, initial=(minima[0].value,)),
    )


async def opened(visit: Visit, values: Values) -> Reply:
    """Open it: the time runs from the readers' next working moment, so that the post is read."""
    about, duration, minimum = _fields(visit)
    faults = word_faults(values, visit.speak, about) | choice_faults(values, visit.speak, duration, minimum)
    if faults:
        return Reply(faults=faults)
    if visit.person.role_group not in SENIOR_LEADERS:
        return visit.stale()
    thread_id = stable_id(visit.person.id, Thread.KIND, visit.key)
    running = await _running(visit)
    if running is not None and running.id != thread_id:
        return Reply(say=(say("", visit.speak("questions.one_at_a_time")),))
    start = await _begins(visit.turn, visit.person)
    length = DURATIONS[one(values, DURATION)]
    thread = Thread(
        id=thread_id,
        setting_id=visit.setting.id,
        leader_id=visit.person.id,
        about=one(values, ABOUT),
        opened_at=visit.now,
        closes_at=start + length,
        minimum=int(one(values, MINIMUM)),
    )
    waiting = await visit.turn.keep(*begin(thread)) if running is None else None
    if waiting:
        await visit.turn.keep(wait(thread, length))
    until = moment_in_words(thread.closes_at, visit.person, visit.speak)
    words = visit.speak("questions.opened", until=until, minimum=thread.minimum)
    out = Reply(say=(say(visit.speak("questions.opened_title"), words),))
    return await told(visit, waiting, out)


async def _begins(turn: Turn, leader: Person) -> datetime:
    """The next working moment of those who will read it."""
    channels = channels_for(Purpose.ANNOUNCEMENTS, await turn.uow.channels.of_setting(turn.setting.id))
    readers = await readers_of(turn.uow, channels[0]) if channels else None
    reader = readers.person if readers else leader
    return next_working_moment(reader, turn.now, turn.deps.is_holiday) or turn.now


async def goes_out(turn: Turn, thread_id: str) -> None:
    """The thread opens with its invitation."""
    found = await turn.uow.records.get(Thread, thread_id)
    leader = await turn.uow.people.get(found.leader_id) if found else None
    if found is None or leader is None:
        raise NotPossibleError(thread_id)
    await turn.keep(open_up(found, await _begins(turn, leader)))


async def stays_back(turn: Turn, thread_id: str) -> None:
    """It never opened, and nobody asked anything."""
    found = await turn.uow.records.get(Thread, thread_id)
    if found is not None and found.state is State.WAITING:
        await turn.uow.records.remove(found)


async def _running(visit: Visit) -> Thread | None:
    begun = (State.WAITING.value, State.OPEN.value)
    own = await visit.uow.records.of_person(Thread, visit.person.id, begun)
    return next(iter(own), None)
