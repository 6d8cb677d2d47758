"""``help``, and the answer to words nobody understood."""

from bot.services.visits import Visit
from nudges.cards import Action, Card, Facts, Paragraph, Reply, Style, token
from nudges.commands import COMMANDS, COORDINATOR_COMMANDS, NotUnderstood


async def show_help(visit: Visit) -> Reply:
    """Every word there is, with what it does; coordinators see theirs too."""
    words = Paragraph(visit.speak("help.body"))
    return Reply(say=(Card(visit.speak("help.title"), (words, _known(visit))),))


def not_understood(visit: Visit, missed: NotUnderstood) -> Reply:
    """Say so kindly; where a word is near, one press does it, else all words are shown."""
    speak = visit.speak
    sorry = Paragraph(speak("help.unknown", words=missed.words[:100]))
    if missed.maybe is None:
        return Reply(say=(Card(speak("help.title"), (sorry, _known(visit))),))
    offer = Action(token("words", missed.maybe), missed.maybe, Style.PRIMARY)
    rest = Action(token("words", "help"), speak("help.title"), Style.QUIET)
    maybe = Paragraph(speak("help.maybe", word=missed.maybe))
    return Reply(say=(Card("", (sorry, maybe), actions=(offer, rest)),))


def _known(visit: Visit) -> Facts:
    coordinators = COORDINATOR_COMMANDS if visit.person.is_coordinator else ()
    names = (*COMMANDS, *visit.flows.words, *coordinators)
    return Facts(
        tuple(
            (visit.speak(f"command.{name}.words").split(",")[0], visit.speak(f"command.{name}.help"))
            for name in names
        )
    )
