"""``help``, and the answer to words nobody understood."""

from collections.abc import Sequence

from bot.services.flow import Audience
from bot.services.visits import Visit
from nudges.cards import Action, Block, Card, Facts, Paragraph, Reply, Style, token
from nudges.commands import COMMANDS, COORDINATOR_COMMANDS, NotUnderstood


async def show_help(visit: Visit) -> Reply:
    """Every word there is, with what it does; coordinators see theirs too."""
    words = Paragraph(visit.speak("help.body"))
    return Reply(say=(Card(visit.speak("help.title"), (words, *_known(visit))),))


def not_understood(visit: Visit, missed: NotUnderstood) -> Reply:
    """Say so kindly; where a word is near, one press does it, else all words are shown."""
    speak = visit.speak
    sorry = Paragraph(speak("help.unknown", words=missed.words[:100]))
    if missed.maybe is None:
        return Reply(say=(Card(speak("help.title"), (sorry, *_known(visit))),))
    offer = Action(token("words", missed.maybe), missed.maybe, Style.PRIMARY)
    rest = Action(token("words", "help"), speak("help.title"), Style.QUIET)
    maybe = Paragraph(speak("help.maybe", word=missed.maybe))
    return Reply(say=(Card("", (sorry, maybe), actions=(offer, rest)),))


def _known(visit: Visit) -> tuple[Block, ...]:
    """The words that are for this person, by what they are about."""
    person, flows = visit.person, visit.flows
    group = visit.deps.catalogue.framework.role_groups.get(person.role_group)
    sections: list[tuple[str, Sequence[str]]] = [("together", flows.words_for(Audience.EVERYONE))]
    if group is not None and group.senior:
        sections.append(("leaders", flows.words_for(Audience.LEADERS)))
    if person.is_coordinator:
        sections.append(("coordinators", (*flows.words_for(Audience.COORDINATORS), *COORDINATOR_COMMANDS)))
    sections.append(("you", COMMANDS))
    return tuple(
        block
        for heading, names in sections
        for block in (Paragraph(visit.speak(f"help.{heading}")), Facts(tuple(_line(visit, n) for n in names)))
    )


def _line(visit: Visit, name: str) -> tuple[str, str]:
    return visit.speak(f"command.{name}.words").split(",")[0], visit.speak(f"command.{name}.help")
