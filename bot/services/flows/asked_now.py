"""The consultations one has under way, for one's own page."""

from bot.services.visits import Visit
from nudges.cards import Action, ActionGroup, Card, token
from nudges.flows.consultations import ANSWERED, ASKED, Consultation, State
from nudges.letters import Button, Letter

AT_HOME = 4
_OPEN = (State.ASKED, State.ANSWERED)


async def at_home(visit: Visit) -> Card | None:
    """Questions asked of one, and one's own until it is said what came of them; those that wait first."""
    found = await visit.uow.records.of_person(Consultation, visit.person.id, _OPEN)
    rows = [await _home_row(visit, each) for each in found]
    shown = sorted((row for row in rows if row), key=lambda row: not row.actions)[:AT_HOME]
    return Card(visit.speak("consultation.home_title"), groups=tuple(shown)) if shown else None


async def _home_row(visit: Visit, found: Consultation) -> ActionGroup | None:
    asked_me = found.asked_id == visit.person.id
    if asked_me and found.state is State.ANSWERED:
        return None
    letter = ASKED if asked_me else ANSWERED
    waits = not asked_me and found.state is State.ASKED
    state = "asks_you" if asked_me else "waits" if waits else "answered"
    name = await visit.turn.name(found.asker_id if asked_me else found.asked_id, visit.person.language)
    label = visit.speak(f"consultation.home_{state}", name=name, about=found.about)
    actions = () if waits else letter.buttons
    return ActionGroup(label, tuple(_button(visit, letter, each, found.id) for each in actions))


def _button(visit: Visit, letter: Letter, button: Button, record_id: str) -> Action:
    return Action(token(button.action, record_id), visit.speak(f"letter.{letter.id}.button.{button.id}"))
