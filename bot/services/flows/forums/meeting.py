"""A session ended: it is noted, and after some sessions members say in one tap what it did."""

from datetime import datetime, timedelta

from bot.ports.acts import What
from bot.services.flow import Facts, Handler
from bot.services.flows.filling import Values
from bot.services.flows.forums.auditing import look_at
from bot.services.flows.forums.shown import known, plain
from bot.services.flows.typed import number_of
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Form, Reply, TextInput, token
from nudges.chance import stable_id
from nudges.effects import Effect, Publish, Raised
from nudges.events import EventKind
from nudges.flows.forums.letters import POLL, POSTED_IN
from nudges.flows.forums.register import Forum
from nudges.flows.forums.register import State as ForumState
from nudges.flows.forums.sessions import Session, State, Vote, close, decided_something, ended, may_poll, vote
from nudges.people import Person
from nudges.records import NotPossibleError

MINUTES, PEOPLE = "minutes", "people"
LONGEST, MOST_PEOPLE = 600, 500
ROOM_EMPTIES = timedelta(minutes=10)


async def session_ended(turn: Turn, forum: Forum, at: datetime, minutes: int, people: int) -> Session | None:
    """A session of a forum is over: the one way in, whether somebody says so or a calendar does.

    One session a day; returns None where that day's is noted already, or the forum does not run.
    """
    session_id = stable_id(forum.id, "session", at.date().isoformat())
    if forum.state is not ForumState.RUNNING or await turn.uow.records.get(Session, session_id):
        return None
    past = await turn.uow.records.of_setting(Session, turn.setting.id)
    session = ended(
        Session(session_id, turn.setting.id, forum.id, at, minutes, people), poll=may_poll(forum, past, at)
    )
    facts = {"forum": forum.name, "minutes": str(minutes)}
    effects: list[Effect] = []
    if forum.owner_id:
        later = at + ROOM_EMPTIES
        effects.append(Raised(EventKind.FORUM_SESSION_ENDED, forum.owner_id, facts, at=later))
    if session.polled:
        effects.append(Publish(POLL, POSTED_IN))
    await turn.keep(session, effects)
    return session


async def met(visit: Visit, forum_id: str) -> Reply:
    """The dialog of "it met": how long, how many."""
    forum = await attended(visit, forum_id)
    speak = visit.speak
    inputs = (
        TextInput(MINUTES, speak("forum.field_minutes"), initial=str(forum.minutes), limit=3),
        TextInput(PEOPLE, speak("forum.field_people"), initial=str(forum.members), limit=3),
    )
    title, submit = speak("forum.met_title"), speak("forum.note_it")
    return Reply(form=Form(token("forum_met", forum.id), title, submit, inputs, forum.name))


async def noted(visit: Visit, values: Values, forum_id: str) -> Reply:
    forum = await attended(visit, forum_id)
    minutes, people = number_of(values, MINUTES, LONGEST), number_of(values, PEOPLE, MOST_PEOPLE)
    if minutes is None or people is None:
        field = MINUTES if minutes is None else PEOPLE
        return Reply(faults={field: visit.speak(f"forum.fault_{field}")})
    session = await session_ended(visit.turn, forum, visit.now, minutes, people)
    if session is None:
        return plain(visit.speak, "noted_before", name=forum.name)
    await visit.coordinated(What.FORUM, name=forum.name)
    return plain(visit.speak, "noted_with_vote" if session.polled else "noted", name=forum.name)


async def attended(visit: Visit, forum_id: str) -> Forum:
    """A running forum the person owns or whose members come from their entity."""
    forum = await known(visit.turn, forum_id)
    theirs = forum.owner_id == visit.person.id or visit.person.entity in forum.entities
    if not theirs or forum.state is not ForumState.RUNNING:
        raise NotPossibleError(forum.state)
    return forum


def voter(said: Vote) -> Handler:
    """The press of one answer below the poll."""

    async def press(visit: Visit, session_id: str) -> Reply:
        session = await visit.uow.records.get(Session, session_id)
        if session is None or session.setting_id != visit.setting.id:
            raise NotPossibleError(session_id)
        if session.state is State.OPEN and visit.person.id in session.voters:
            return plain(visit.speak, "voted_before")
        await visit.turn.keep(vote(session, visit.person.id, said))
        return plain(visit.speak, "not_counted" if said is Vote.ABSENT else "voted")

    return press


async def poll_facts(turn: Turn, session_id: str, _: Person) -> Facts:
    session = await turn.uow.records.get(Session, session_id)
    forum = await turn.uow.records.get(Forum, session.forum_id) if session else None
    if session is None or forum is None or session.state is not State.OPEN:
        return None
    return {"forum": forum.name, "minutes": str(session.minutes)}


async def on_wake(turn: Turn, session: Session) -> None:
    """The vote is over; enough of them and the owner is shown the figures."""
    shut = close(session)
    forum = await turn.uow.records.get(Forum, session.forum_id)
    effects: list[Effect] = []
    if forum is not None and forum.owner_id and decided_something(shut):
        effects.append(Raised(EventKind.FORUM_DECIDED, forum.owner_id))
    await turn.keep(shut, effects)
    if forum is not None:
        await look_at(turn, forum)
