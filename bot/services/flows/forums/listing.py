"""The register as people see it."""

from bot.services.flows.forums.registering import new
from bot.services.flows.forums.shown import hours, hours_of, known, members, running, sessions_of
from bot.services.visits import Visit
from nudges.cards import Action, ActionGroup, Card, Facts, Paragraph, Reply, Style, say, token
from nudges.flows.forums.register import Forum, State
from nudges.flows.forums.sessions import Session
from nudges.people import Person

MOST_SHOWN = 8


async def forum(visit: Visit, words: str = "") -> Reply:
    """``forum`` lists those that run, ``forum new`` begins one, ``forum`` and a name shows that one."""
    wanted = words.strip().casefold()
    if wanted in {each.strip() for each in visit.speak("forum.new_words").split(",")}:
        return await new(visit)
    here = await running(visit.turn)
    found = next((each for each in here if wanted and wanted in each.name.casefold()), None)
    return await show(visit, found.id) if found else await _list(visit, here)


async def _list(visit: Visit, here: list[Forum]) -> Reply:
    """One's own first, then those one's entity sits in."""
    speak = visit.speak
    sessions = await visit.uow.records.of_setting(Session, visit.setting.id)
    shown = sorted(here, key=lambda each: (_distance(visit, each), each.name))[:MOST_SHOWN]
    groups = tuple(_row(visit, each, sessions) for each in shown)
    intro = speak("forum.list") if here else speak("forum.none")
    more = [speak("forum.more", count=len(here) - len(shown))] if len(here) > len(shown) else []
    begin = Action(token("forum_new", ""), speak("forum.new"), Style.PLAIN if here else Style.PRIMARY)
    body = tuple(Paragraph(text) for text in (intro, *more))
    return Reply(say=(Card(speak("forum.title"), body, groups, (begin,)),))


def _distance(visit: Visit, each: Forum) -> int:
    if each.owner_id == visit.person.id:
        return 0
    return 1 if visit.person.entity in each.entities else 2


def _row(visit: Visit, each: Forum, sessions: list[Session]) -> ActionGroup:
    label = visit.speak(
        "forum.line",
        name=each.name,
        cadence=visit.speak(f"forum.cadence_{each.cadence}"),
        hours=hours(hours_of(each, sessions, visit.now)),
    )
    met = Action(token("forum_met", each.id), visit.speak("forum.met"))
    return ActionGroup(label, (met, Action(token("forum_show", each.id), visit.speak("forum.details"))))


async def show(visit: Visit, forum_id: str) -> Reply:
    """Everything on record about one forum; its owner may decide and change."""
    each = await known(visit.turn, forum_id)
    owner = await visit.turn.colleague(each.owner_id)
    return Reply(say=(_card(visit, each, owner, await sessions_of(visit.turn, each)),))


async def cards(visit: Visit) -> list[Card]:
    """For coordinators' pages: every forum, first those that nobody looks after, last those that rest."""
    found = await visit.uow.records.of_setting(Forum, visit.setting.id)
    sessions = await visit.uow.records.of_setting(Session, visit.setting.id)
    here = await visit.turn.colleagues()
    kept = [each for each in found if each.state in _SHOWN]
    kept.sort(key=lambda each: (each.state is not State.RUNNING, each.owner_id in here, each.name))
    return [
        _head(visit, [each for each in kept if each.state is State.RUNNING], sessions),
        *(_card(visit, each, here.get(each.owner_id), sessions) for each in kept),
    ]


_SHOWN = (State.RUNNING, State.STOPPED, State.NOTE)


def _head(visit: Visit, runs: list[Forum], sessions: list[Session]) -> Card:
    """How many there are, what they cost together, and the way to bring one in."""
    speak = visit.speak
    cost = hours(sum(hours_of(each, sessions, visit.now) for each in runs))
    words = speak("forum.all", count=len(runs), hours=cost) if runs else speak("forum.none")
    return say("", words, actions=(Action(token("forum_new", ""), speak("forum.new")),))


def _card(visit: Visit, each: Forum, owner: Person | None, sessions: list[Session]) -> Card:
    speak = visit.speak
    rhythm = speak(f"forum.cadence_{each.cadence}") + ", " + speak("forum.length", minutes=each.minutes)
    rows = [
        ("owner", owner.name if owner else speak("forum.nobody")),
        ("members", members(each)),
        ("rhythm", rhythm),
        ("agenda", ", ".join(each.tags)),
        ("cost", speak("forum.cost", hours=hours(hours_of(each, sessions, visit.now)))),
    ]
    if each.state is not State.RUNNING:
        rows.append(("state", speak(f"forum.state_{each.state}")))
    facts = Facts(tuple((speak(f"forum.fact_{name}"), text) for name, text in rows if text))
    return Card(each.name, (Paragraph(each.purpose), facts), actions=_actions(visit, each))


def _actions(visit: Visit, each: Forum) -> tuple[Action, ...]:
    runs, own = each.state is State.RUNNING, each.owner_id == visit.person.id
    attends = runs and (own or visit.person.entity in each.entities)
    offered = (
        ("forum_met", "forum.met", attends),
        ("forum_next", "forum.next", attends),
        ("forum_decide", "forum.decide", runs and own),
        ("forum_change", "forum.change", runs and own),
        ("forum_restore", "forum.restore", own and each.state in (State.STOPPED, State.NOTE)),
        ("forum_take", "forum.take", not each.owner_id),
    )
    return tuple(
        Action(token(name, each.id), visit.speak(text), Style.PRIMARY if name == "forum_met" else Style.PLAIN)
        for name, text, fits in offered
        if fits
    )
