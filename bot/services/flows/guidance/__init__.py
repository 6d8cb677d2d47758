"""``ask`` and ``card``: short answers that somebody owns, and the questions that lack one."""

from collections.abc import Sequence
from datetime import datetime

from bot.services.flow import Flow, Register
from bot.services.flows.guidance import asking, gaps, keeping, register, weekly, writing
from bot.services.flows.guidance.exports import EXPORTS
from bot.services.turn import Turn
from nudges.digests import Line
from nudges.flows.guidance.questions import ANSWERED, REPEATED, Gap, GapState, Question, State
from nudges.flows.guidance.shortcuts import DOUBTED, REVIEW, GuidanceCard, Verdict


async def week(turn: Turn, start: datetime, end: datetime) -> Sequence[Line]:
    """Cards made, readers helped, and questions that still lack a card."""
    setting = turn.setting.id
    cards = await turn.uow.records.of_setting(GuidanceCard, setting, since=start)
    verdicts = await turn.uow.records.of_setting(Verdict, setting, since=start)
    open_ones = await turn.uow.records.of_setting(Question, setting, (State.WAITING,))
    counts = {
        "cards": sum(card.checked_at < end for card in cards),
        "helped": sum(verdict.helped for verdict in verdicts),
        "open": len(open_ones),
    }
    return [Line("guidance.week", counts)] if any(counts.values()) else []


FLOW = Flow(
    name="guidance",
    records=(GuidanceCard, Verdict, Question, Gap),
    words={"ask": asking.ask, "card": writing.card, "cards": writing.cards},
    presses={
        "guidance_still_right": keeping.still_right,
        "guidance_retire": keeping.retire,
        "guidance_read": asking.read,
        "guidance_helped": asking.helped,
        "guidance_not_helped": asking.not_helped,
        "guidance_other": asking.other,
        "question_keep": gaps.keep,
        "card_question_helped": asking.question_helped,
        "card_question_not_helped": asking.question_not_helped,
        "question_not_ours": gaps.not_ours,
    },
    dialogs={
        "guidance_new": writing.new,
        "guidance_edit": writing.edit,
        "question_write": gaps.write,
        "question_give": gaps.give_whom,
    },
    submissions={
        "guidance_ask": asking.asked_in_field,
        "guidance_save": writing.saved,
        "question_give": gaps.given,
    },
    letters={
        REVIEW: keeping.card_facts,
        DOUBTED: keeping.card_facts,
        REPEATED: gaps.gap_facts,
        ANSWERED: gaps.answered_facts,
    },
    posts={"S4-3": (weekly.material, weekly.facts)},
    wakes={
        GuidanceCard: keeping.on_wake,
        Verdict: keeping.forgotten,
        Question: keeping.forgotten,
        Gap: keeping.rests,
    },
    daily=gaps.daily,
    over={Gap: frozenset({GapState.CLOSED, GapState.NOT_OURS})},
    exports=EXPORTS,
    week=week,
    register=Register(
        register.cards,
        frozenset(
            {"guidance_new", "guidance_edit", "guidance_save", "guidance_still_right", "guidance_retire"}
            | {"question_write", "question_give", "question_not_ours"}
        ),
    ),
)
