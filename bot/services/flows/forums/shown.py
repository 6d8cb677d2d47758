"""How forums and their figures are put into words."""

from datetime import datetime

from bot.services.turn import Turn
from nudges.cards import Reply, say
from nudges.digests import Line
from nudges.flows.forums.audits import Figures, attendance, figures, suggestion
from nudges.flows.forums.register import CLOSE, LOOKS_BACK, Forum, State, person_hours, sessions_a_month
from nudges.flows.forums.sessions import Session
from nudges.records import NotPossibleError
from nudges.texts import Speaker


async def known(turn: Turn, forum_id: str) -> Forum:
    """A forum of this setting. Raises ``NotPossibleError`` where there is none."""
    found = await turn.uow.records.get(Forum, forum_id)
    if found is None or found.setting_id != turn.setting.id or found.state is State.WANTED:
        raise NotPossibleError(forum_id)
    return found


async def running(turn: Turn) -> list[Forum]:
    return await turn.uow.records.of_setting(Forum, turn.setting.id, (State.RUNNING,))


async def sessions_of(turn: Turn, forum: Forum) -> list[Session]:
    found = await turn.uow.records.of_setting(Session, turn.setting.id)
    return [each for each in found if each.forum_id == forum.id]


async def figures_of(turn: Turn, forum: Forum) -> Figures:
    return figures(forum, await sessions_of(turn, forum), await running(turn), turn.now)


def hours_of(forum: Forum, sessions: list[Session], at: datetime) -> float:
    """Person-hours a month, from what is recorded."""
    here = [each for each in sessions if each.forum_id == forum.id]
    lately = sum(each.ended_at >= at - LOOKS_BACK for each in here)
    return person_hours(forum.minutes, attendance(forum, here, at), sessions_a_month(forum, lately))


async def sentence(turn: Turn, found: Figures, speak: Speaker) -> str:
    """The figures in up to three short sentences; what is not known is not said."""
    parts = [_votes(found, speak)]
    near = await turn.uow.records.get(Forum, found.nearest_id) if found.overlap >= CLOSE else None
    if near is not None:
        parts.append(speak("forum.overlaps", share=percent(found.overlap, speak), other=near.name))
    parts.append(speak("forum.costs", hours=hours(found.hours)))
    return " ".join(parts)


def _votes(found: Figures, speak: Speaker) -> str:
    if found.decided is None or found.shared is None or found.note is None:
        return speak("forum.few_votes")
    shares = {"decided": found.decided, "shared": found.shared, "note": found.note}
    return speak("forum.votes", **{name: percent(share, speak) for name, share in shares.items()})


def advice(found: Figures, speak: Speaker) -> str:
    """What the figures speak for; "" where they say too little."""
    fits = suggestion(found)
    return speak(f"forum.suggest_{fits}") if fits else ""


def percent(share: float, speak: Speaker) -> str:
    return speak("forum.percent", share=round(share * 100))


def hours(number: float) -> str:
    """Whole hours; a little is not nothing."""
    return f"{number:.0f}" if number >= 1 or not number else f"{number:.1f}"


def members(forum: Forum) -> str:
    return ", ".join(f"{entity} {number}" for entity, number in sorted(forum.entities.items()))


def plain(speak: Speaker, text: str, **values: object) -> Reply:
    """One sentence for the person's eyes only."""
    return Reply(say=(say("", speak(f"forum.{text}", **values)),))


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many sessions there were, and the hours a month that decisions of the week free."""
    met = await turn.uow.records.of_setting(Session, turn.setting.id, since=start)
    count = sum(start <= each.ended_at < end for each in met)
    forums = await turn.uow.records.of_setting(Forum, turn.setting.id)
    decisions = [f.decision for f in forums if f.decision and start <= f.decision.at < end]
    lines = [Line("forum.week", {"sessions": count})] if count else []
    if decisions:
        freed = hours(sum(each.freed for each in decisions))
        lines.append(Line("forum.week_decided", {"decisions": len(decisions), "hours": freed}))
    return lines
