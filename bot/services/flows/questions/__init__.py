"""``questions``: a leader takes questions without names, answers them, and says what came of it."""

from functools import partial

from bot.services.flow import Audience, Flow, Waited
from bot.services.flows.questions import answering, asking, messages, opening, telling
from bot.services.flows.questions.exports import EXPORTS
from nudges.flows.questions.asked import UNSEEN, YOUR_ANSWER, Question
from nudges.flows.questions.leader_messages import ITS_MOMENT, POSTED, LeaderMessage
from nudges.flows.questions.leader_messages import State as MessageState
from nudges.flows.questions.threads import (
    ANSWERS,
    CLOSED,
    INVITATION,
    RESULT,
    STILL_OPEN,
    SUMMARY,
    TOO_FEW,
    State,
    Thread,
    unpublish,
    unsum,
)

FLOW = Flow(
    name="questions",
    records=(Thread, Question, LeaderMessage),
    audience={"message": Audience.LEADERS},
    words={"questions": opening.questions, "message": messages.message},
    presses={
        "question_helped": asking.helped,
        "question_not_helped": asking.not_helped,
        "questions_see": answering.see,
        "questions_publish": answering.ask_publish,
        "questions_publish_now": answering.published,
        "message_post": messages.posted,
        "message_said": messages.said_elsewhere,
    },
    dialogs={
        "questions_open": opening.open_form,
        "question_ask": asking.ask_form,
        "questions_merge": answering.merge_form,
        "questions_answer": answering.answer_form,
        "questions_summary": answering.summary_form,
        "message_plan": messages.message,
        "message_edit": messages.edit_form,
        "message_move": messages.move_form,
    },
    submissions={
        "questions_open": opening.opened,
        "question_ask": asking.asked,
        "questions_merge": answering.merged,
        "questions_answer": answering.answered,
        "questions_summary": answering.summed_up,
        "message_plan": messages.planned,
        "message_edit": messages.edited,
        "message_move": messages.moved,
    },
    letters={
        INVITATION: telling.invitation_facts,
        CLOSED: telling.closed_facts,
        TOO_FEW: telling.thread_facts,
        STILL_OPEN: telling.still_open_facts,
        ANSWERS: telling.answers_facts,
        SUMMARY: telling.summary_facts,
        RESULT: telling.result_facts,
        UNSEEN: telling.unseen_facts,
        YOUR_ANSWER: telling.your_answer_facts,
        ITS_MOMENT: messages.moment_facts,
        POSTED: messages.posted_facts,
    },
    waited={
        INVITATION: Waited(opening.goes_out, opening.stays_back),
        ANSWERS: Waited(
            partial(answering.goes_out, everybody=False), partial(answering.stays_back, unpublish)
        ),
        SUMMARY: Waited(partial(answering.goes_out, everybody=True), partial(answering.stays_back, unsum)),
        POSTED: Waited(back=messages.stays_back),
    },
    wakes={
        Thread: asking.thread_wakes,
        Question: asking.question_wakes,
        LeaderMessage: messages.message_wakes,
    },
    over={
        Thread: frozenset({State.TOO_FEW, State.SUMMED}),
        LeaderMessage: frozenset({MessageState.POSTED, MessageState.SAID, MessageState.LAPSED}),
    },
    exports=EXPORTS,
    week=telling.week,
    home={Audience.EVERYONE: opening.at_home},
)
