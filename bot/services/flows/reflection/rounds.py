"""``reflect`` and ``objective``: who takes part, what is read, and the monthly groups."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.services.flow import Facts
from bot.services.flows.filling import Values, one, word_faults
from bot.services.flows.reflection.reading import own_open_group, write_form
from bot.services.second_yes import Offered, is_through, let_through, note, put_before
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Form, Reply, Style, TextInput, say, token
from nudges.chance import stable_id
from nudges.channels import Channel
from nudges.digests import Line
from nudges.flows.reflection.grouping import LEAST, groups_of
from nudges.flows.reflection.readings import APART, GATHERS_FOR, Group, Membership, Objective, Use, begin
from nudges.framework import SENIOR_LEADERS
from nudges.people import Person

OBJECTIVE = "objective"
POST = "S13-2"


async def reflect(visit: Visit, _: str = "") -> Reply:
    """Join the small groups, or leave them."""
    member = await visit.uow.records.get(Membership, _membership_id(visit))
    speak = visit.speak
    if member is None:
        return Reply(say=(say(speak("reflect.title"), speak("reflect.offer"), actions=(_join(visit),)),))
    leave = Action(token("reflect_leave"), speak("reflect.leave"), Style.QUIET)
    return Reply(say=(say(speak("reflect.title"), speak("reflect.joined"), actions=(leave,)),))


def _join(visit: Visit) -> Action:
    return Action(token("reflect_join"), visit.speak("reflect.join"), Style.PRIMARY)


def _membership_id(visit: Visit) -> str:
    return stable_id(visit.person.id, Membership.KIND)


async def joined(visit: Visit, _: str = "") -> Reply:
    """Take part from the next round on; whose group is writing just now writes at once."""
    group = await own_open_group(visit)
    if group is not None:
        return await write_form(visit, group.id)
    await visit.turn.keep(Membership(_membership_id(visit), visit.setting.id, visit.person.id))
    return Reply(say=(say(visit.speak("reflect.title"), visit.speak("reflect.joined")),))


async def left(visit: Visit) -> Reply:
    member = await visit.uow.records.get(Membership, _membership_id(visit))
    if member is not None:
        await visit.uow.records.remove(member)
    return Reply(replace=say(visit.speak("reflect.title"), visit.speak("reflect.left")))


async def objective(visit: Visit, words: str = "") -> Reply:
    """A coordinator or a senior leader names what is read next."""
    if not _may_give(visit):
        return Reply(say=(say("", visit.speak("objective.whose")),))
    speak = visit.speak
    form = Form(
        token=token("objective"),
        title=speak("objective.title"),
        submit=speak("objective.submit"),
        inputs=(replace(_field(visit), initial=words[:200]),),
        intro=speak("objective.intro"),
    )
    return Reply(form=form)


def _may_give(visit: Visit) -> bool:
    return visit.person.is_coordinator or visit.person.role_group in SENIOR_LEADERS


def _field(visit: Visit) -> TextInput:
    label, hint = visit.speak("objective.field"), visit.speak("objective.hint")
    return TextInput(OBJECTIVE, label, hint=hint, limit=200, multiline=True)


async def given(visit: Visit, values: Values) -> Reply:
    if not _may_give(visit):
        return visit.stale()
    if faults := word_faults(values, visit.speak, _field(visit)):
        return Reply(faults=faults)
    made = Objective(
        id=stable_id(visit.person.id, Objective.KIND, visit.key),
        setting_id=visit.setting.id,
        author_id=visit.person.id,
        words=one(values, OBJECTIVE),
        given_at=visit.now,
    )
    if await visit.uow.records.get(Objective, made.id) is None:
        await visit.turn.keep(made)
    await put_before(visit.turn, POST, _offered(made))
    first = await note(visit)
    return Reply(say=(say(visit.speak("objective.thanks"), visit.speak("objective.kept"), first),))


async def daily(turn: Turn) -> None:
    """Once a month, and only where an objective and people of two pillars wait, groups are formed."""
    found = await _next_objective(turn)
    if found is None or turn.now < found.given_at + GATHERS_FOR or not await _month_is_over(turn):
        return
    members = await turn.uow.records.of_setting(Membership, turn.setting.id)
    if len(members) < LEAST:
        return
    everybody = await turn.colleagues()
    people = [everybody[each.person_id] for each in members if each.person_id in everybody]
    draw = {each.id: turn.deps.planner.draw("reading", found.id, each.id) for each in people}
    groups = groups_of(people, draw)
    if not groups:
        return
    await turn.keep(replace(found, state=Use.USED, used_at=turn.now))
    for number, ids in enumerate(groups):
        group_id = stable_id(found.id, Group.KIND, str(number))
        await turn.keep(*begin(Group(group_id, turn.setting.id, found.words, ids, turn.now)))


async def _next_objective(turn: Turn) -> Objective | None:
    waiting = await turn.uow.records.of_setting(Objective, turn.setting.id, (Use.WAITING.value,))
    return next(iter(waiting), None)


async def _month_is_over(turn: Turn) -> bool:
    used = await turn.uow.records.of_setting(Objective, turn.setting.id, (Use.USED.value,))
    last = max((each.used_at for each in used if each.used_at), default=None)
    return last is None or turn.now >= last + APART


async def material(turn: Turn, _channel: Channel) -> str | None:
    """The objective that is read next: whoever likes to write on it joins from the post."""
    found = await _next_objective(turn)
    return found.id if found and found.id in await let_through(turn, POST, [_offered(found)]) else None


def _offered(objective: Objective) -> Offered:
    return Offered(objective.id, objective.author_id, objective.words)


async def post_facts(turn: Turn, objective_id: str, _reader: Person) -> Facts:
    found = await turn.uow.records.get(Objective, objective_id)
    if found is None or found.state is not Use.WAITING or not await is_through(turn, POST, _offered(found)):
        return None
    return {"objective": found.words}


async def week(turn: Turn, start: datetime, end: datetime) -> Sequence[Line]:
    """How many small groups there were, and how many two lines were written."""
    made = await turn.uow.records.of_setting(Group, turn.setting.id, since=start)
    groups = [each for each in made if each.opened_at < end]
    if not groups:
        return []
    written = sum(len(each.readings) for each in groups)
    return [Line("reflect.week", {"groups": len(groups), "written": written})]
