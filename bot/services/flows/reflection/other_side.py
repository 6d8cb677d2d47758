"""``other side``: the strongest case the others could make, for one's own eyes. Never stored."""

from bot.services.flow import Facts
from bot.services.flows.filling import Values, choice_faults, day_field, day_of, word_faults
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.flows.reflection.other_side import OtherSide, State, begin, look_back
from nudges.people import Person
from nudges.working_time import instant

LINE, DAY = "line", "day"


async def other_side(visit: Visit, _: str = "") -> Reply:
    """One line, and when the meeting is: the product keeps only the day."""
    form = Form(
        token=token("other_side"),
        title=visit.speak("other_side.title"),
        submit=visit.speak("other_side.submit"),
        inputs=_fields(visit),
        intro=visit.speak("other_side.intro"),
    )
    return Reply(form=form)


def _fields(visit: Visit) -> tuple[TextInput, ChoiceInput]:
    line = TextInput(LINE, visit.speak("other_side.field_line"), limit=300, multiline=True)
    return line, day_field(visit, DAY, visit.speak("other_side.field_day"), required=False)


async def written(visit: Visit, values: Values) -> Reply:
    """The line is read by nobody and kept nowhere; having put it into words is the point."""
    line, day = _fields(visit)
    faults = word_faults(values, visit.speak, line) | choice_faults(values, visit.speak, day)
    if faults:
        return Reply(faults=faults)
    meeting = day_of(values, DAY)
    if meeting is not None:
        made = OtherSide(
            id=stable_id(visit.person.id, OtherSide.KIND, visit.key),
            setting_id=visit.setting.id,
            person_id=visit.person.id,
            after=instant(visit.person, meeting, visit.person.week.end),
        )
        if await visit.uow.records.get(OtherSide, made.id) is None:
            await visit.turn.keep(*begin(made))
    text = "other_side.thanks" if meeting is None else "other_side.thanks_and_back"
    return Reply(say=(say("", visit.speak(text)),))


async def looked_back(visit: Visit, record_id: str) -> Reply:
    """What it was about stays with the person: nobody knows the line."""
    found = await visit.record(OtherSide, record_id, lambda found: found.person_id)
    await visit.turn.keep(look_back(found))
    return Reply(say=(say("", visit.speak("other_side.looked_back")),))


async def wakes(turn: Turn, found: OtherSide) -> None:
    await turn.uow.records.remove(found)


async def facts(turn: Turn, record_id: str, _person: Person) -> Facts:
    found = await turn.uow.records.get(OtherSide, record_id)
    return {} if found and found.state is State.WRITTEN else None
