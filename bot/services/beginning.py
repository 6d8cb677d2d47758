"""The menu of what one can begin: each choice leads on into its own dialog."""

from collections.abc import Mapping

from bot.services.flow import Handler
from bot.services.flows.filling import Values, choice_faults
from bot.services.visits import Visit
from nudges.cards import Action, ChoiceInput, Form, Option, Reply, token

WHAT = "what"
OFFERED: Mapping[str, str] = {
    "consult": "consult_whom",
    "point": "point",
    "share": "share",
    "thank": "thank",
    "spotlight": "spotlight_write",
    "stopandthink": "pause_start",
    "draft": "draft_check",
    "relay": "relay_new",
}
"""By the name of its command: the button that opens its dialog at once."""


async def begin(visit: Visit) -> Reply:
    """The menu as a dialog: a shortcut of the chat opens it anywhere."""
    return Reply(form=_form(visit))


def _form(visit: Visit) -> Form:
    speak = visit.speak
    return Form(
        token=token("begin"),
        title=speak("begin.title"),
        submit=speak("begin.go_on"),
        inputs=(_field(visit),),
        intro=speak("begin.intro"),
    )


def _field(visit: Visit) -> ChoiceInput:
    options = tuple(Option(name, visit.speak(f"begin.{name}")) for name in OFFERED)
    return ChoiceInput(WHAT, visit.speak("begin.what"), options)


async def begun(visit: Visit, values: Values) -> Reply:
    """On to what was chosen."""
    field = _field(visit)
    faults = choice_faults(values, visit.speak, field)
    if faults:
        return Reply(faults=faults)
    handler: Handler = visit.flows.presses[OFFERED[values[WHAT][0].strip()]]
    return await handler(visit, *_ARGUMENTS.get(values[WHAT][0].strip(), ()))


_ARGUMENTS: Mapping[str, tuple[str, ...]] = {"consult": ("",)}
"""Nobody is chosen yet whom to ask."""


def begin_actions(visit: Visit) -> tuple[Action, ...]:
    """The same as buttons, for one's own page."""
    return tuple(
        Action(token(press, *_ARGUMENTS.get(name, ())), visit.speak(f"begin.{name}"))
        for name, press in OFFERED.items()
    )
