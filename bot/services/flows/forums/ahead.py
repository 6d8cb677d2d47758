"""Telling when a forum meets next, where no calendar says so."""

from bot.ports.acts import What
from bot.services.flows.filling import Values, choice_faults, one
from bot.services.flows.forums.meeting import attended
from bot.services.flows.forums.opening import expect
from bot.services.flows.forums.shown import plain
from bot.services.flows.moments import moment_fields, moment_in_words, moment_of
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Option, Reply, token
from nudges.chance import stable_id
from nudges.flows.forums.coming import Coming, day_before, told
from nudges.flows.forums.register import Forum, State

DECIDES = "decides"
YES, NO = "yes", "no"


async def open_next(visit: Visit, forum_id: str) -> Reply:
    """The dialog: which day, which hour, and whether something is decided."""
    forum = await attended(visit, forum_id)
    speak = visit.speak
    fields = (*moment_fields(visit), _decides(visit))
    name = token("forum_next", forum.id)
    return Reply(form=Form(name, speak("forum.next"), speak("forum.save"), fields, forum.name))


def _decides(visit: Visit) -> ChoiceInput:
    options = tuple(Option(each, visit.speak(f"forum.{each}")) for each in (NO, YES))
    return ChoiceInput(DECIDES, visit.speak("forum.field_decides"), options, (NO,))


async def next_told(visit: Visit, values: Values, forum_id: str) -> Reply:
    """The next meeting is known; told again, the newer word counts."""
    forum = await attended(visit, forum_id)
    at, wrong = moment_of(visit, values)
    faults = {**wrong, **choice_faults(values, visit.speak, _decides(visit))}
    if at is None or faults:
        return Reply(faults=faults)
    coming = Coming(
        id=stable_id(forum.id, Coming.KIND),
        setting_id=visit.setting.id,
        forum_id=forum.id,
        teller_id=visit.person.id,
        starts_at=at,
        decides=one(values, DECIDES) == YES,
    )
    await visit.turn.keep(told(coming, visit.now))
    await visit.coordinated(What.FORUM, name=forum.name)
    return plain(
        visit.speak, "next_told", name=forum.name, when=moment_in_words(at, visit.person, visit.speak)
    )


async def on_wake(turn: Turn, coming: Coming) -> None:
    """A day before: what belongs to this meeting is under way, and the word of it is not needed any more."""
    forum = await turn.uow.records.get(Forum, coming.forum_id)
    if forum is not None and forum.state is State.RUNNING and coming.starts_at > turn.now:
        opens = await expect(turn, forum, coming.starts_at)
        await turn.keep(coming, day_before(coming, forum, await turn.colleagues(), opens=opens))
    await turn.uow.records.remove(coming)
