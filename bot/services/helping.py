"""``help``, by subject, and the answer to words nobody understood."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.services.flow import Audience
from bot.services.flows.hurdles.naming import is_fixer
from bot.services.visits import Visit
from nudges.cards import Action, Card, Facts, Paragraph, Reply, Style, say, token
from nudges.commands import (
    COMMANDS,
    COORDINATOR_COMMANDS,
    NotUnderstood,
    Understood,
    left_over,
    nearest,
    understand,
)

NEAR = 3
"""So many commands are offered, at most, for words nobody understood."""
SHOWN = 100
"""Characters of somebody's words that are said back to them."""

_SUBJECTS: Mapping[str, str] = {
    "consultations": "colleagues",
    "introductions": "colleagues",
    "collaboration": "colleagues",
    "shares": "colleagues",
    "thanks": "colleagues",
    "relays": "colleagues",
    "handovers": "colleagues",
    "guidance": "answers",
    "drafts": "answers",
    "questions": "answers",
    "reflection": "answers",
    "forums": "time",
    "reports": "time",
    "meetings": "time",
    "hurdles": "time",
    "pauses": "worked",
    "spotlights": "worked",
    "pacts": "worked",
    "linking": "you",
}
"""By the name of a flow: the subject under which its commands for everyone stand."""
_FIRST = "colleagues"
"""Where a flow stands that nobody gave a subject."""


async def show_help(visit: Visit, words: str = "") -> Reply:
    """The subjects, a line each with their commands; after ``help`` a command of one's own: what it does."""
    subjects = await _subjects(visit)
    known = understand(words, visit.speak, visit.flows.words) if words else None
    if isinstance(known, Understood) and any(known.name in names for names in subjects.values()):
        return Reply(say=(say(*_line(visit, known.name)),))
    lines = tuple((visit.speak(f"help.{each}"), _named(visit, names)) for each, names in subjects.items())
    buttons = tuple(Action(token("help", each), visit.speak(f"help.{each}")) for each in subjects)
    missed = left_over(words, visit.speak)
    unknown = (Paragraph(visit.speak("help.no_such", words=missed[:SHOWN])),) if missed else ()
    body = (*unknown, Paragraph(visit.speak("help.body")), Facts(lines))
    return Reply(say=(Card(visit.speak("help.title"), body, actions=buttons),))


async def help_about(visit: Visit, subject: str) -> Reply:
    """Every command of one subject, with what it does."""
    names = (await _subjects(visit)).get(subject)
    if names is None:
        return visit.stale()
    lines = Facts(tuple(_line(visit, name) for name in names))
    return Reply(say=(Card(visit.speak(f"help.{subject}"), (lines,)),))


async def not_understood(visit: Visit, missed: NotUnderstood) -> Reply:
    """Say so in one line; the commands nearest to the words are a press away."""
    speak, words = visit.speak, missed.words[:SHOWN]
    mine = {_first(visit, name): name for names in (await _subjects(visit)).values() for name in names}
    near = nearest(missed.words, mine, NEAR)
    likely = [missed.maybe] if missed.maybe and not _not_theirs(visit, missed.maybe, mine.values()) else []
    offered = list(dict.fromkeys([*likely, *near]))[:NEAR]
    buttons = [Action(token("words", each), each) for each in offered]
    rest = Action(token("words", _first(visit, "help")), speak("help.title"), Style.QUIET)
    text = speak("help.unknown" if buttons else "help.unknown_alone", words=words)
    return Reply(say=(say("", text, actions=(*buttons, rest)),))


def half_understood(visit: Visit, understood: Understood, reply: Reply) -> Reply:
    """The answer to a command, after a line about words beside it that meant nothing to us."""
    words = left_over(understood.rest, visit.speak)
    if not words:
        return reply
    told = visit.speak("help.half", phrase=understood.phrase, words=words[:SHOWN])
    return replace(reply, say=(say("", told), *reply.say))


def _not_theirs(visit: Visit, phrase: str, names: Iterable[str]) -> bool:
    known = understand(phrase, visit.speak, visit.flows.words)
    return not isinstance(known, Understood) or known.name not in names


async def _subjects(visit: Visit) -> dict[str, Sequence[str]]:
    """The commands that are for this person, by what they are about."""
    person, flows = visit.person, visit.flows
    everyone = frozenset(flows.words_for(Audience.EVERYONE))
    found: dict[str, list[str]] = {
        subject: [] for subject in ("colleagues", "answers", "time", "worked", "you")
    }
    for flow in flows.all:
        found[_SUBJECTS.get(flow.name, _FIRST)] += [name for name in flow.words if name in everyone]
    group = visit.deps.catalogue.framework.role_groups.get(person.role_group)
    if group is not None and group.senior:
        found["leaders"] = flows.words_for(Audience.LEADERS)
    if await is_fixer(visit.turn, person):
        found["fixers"] = flows.words_for(Audience.FIXERS)
    if person.is_coordinator:
        found["coordinators"] = [*flows.words_for(Audience.COORDINATORS), *COORDINATOR_COMMANDS]
    found["you"] = [*COMMANDS, *found.pop("you")]
    return {subject: names for subject, names in found.items() if names}


def _named(visit: Visit, names: Sequence[str]) -> str:
    return ", ".join(_first(visit, name) for name in names)


def _first(visit: Visit, name: str) -> str:
    return visit.speak(f"command.{name}.words").split(",")[0]


def _line(visit: Visit, name: str) -> tuple[str, str]:
    return _first(visit, name), visit.speak(f"command.{name}.help")
