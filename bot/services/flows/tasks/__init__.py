"""Tasks: the steps of joint work, with the dates both sides agreed."""

from dataclasses import replace
from datetime import datetime

from bot.services.flow import Flow
from bot.services.flows.tasks import dates, letters, steps
from bot.services.flows.tasks.exports import EXPORTS
from bot.services.turn import Turn
from nudges.digests import Line
from nudges.flows.tasks import (
    ASKED,
    DATE_AGREED,
    DATE_OFFERED,
    DONE,
    OTHER_DATE,
    PROMISED,
    SET_ASIDE,
    STILL_LATE,
    State,
    Task,
    wake,
)


async def on_wake(turn: Turn, task: Task) -> None:
    owner = await turn.uow.people.get(task.owner_id)
    if owner is None:
        await turn.keep(replace(task, wake_at=None))
    else:
        await turn.keep(*wake(task, owner, turn.now))


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many steps were added and done; nothing on dates, which would be a tally of lateness."""
    known = await turn.uow.records.of_setting(Task, turn.setting.id)
    added_now = sum(start <= each.made_at < end for each in known)
    done_now = sum(each.done_at is not None and start <= each.done_at < end for each in known)
    return [Line("task.week", {"added": added_now, "done": done_now})] if added_now or done_now else []


FLOW = Flow(
    name="tasks",
    records=(Task,),
    presses={
        "task_accept": dates.accepted,
        "task_chased": dates.chased,
        "task_wait": dates.waits,
        "task_done": steps.done,
        "task_drop": steps.dropped,
        "task_noted": steps.noted,
    },
    dialogs={"step_add": steps.open_step, "task_new_date": dates.open_date, "task_used": steps.open_result},
    submissions={"step_add": steps.added, "task_new_date": dates.date_offered, "task_used": steps.used},
    letters={
        ASKED: letters.waiting_facts,
        DATE_OFFERED: letters.waiting_facts,
        OTHER_DATE: letters.waiting_facts,
        PROMISED: letters.agreed_facts,
        DATE_AGREED: letters.agreed_facts,
        STILL_LATE: letters.late_facts,
        DONE: letters.done_facts,
        SET_ASIDE: letters.dropped_facts,
    },
    wakes={Task: on_wake},
    over={Task: frozenset({State.DONE, State.USED, State.DROPPED})},
    awaits={Task: (State.ASKED, ASKED)},
    exports=EXPORTS,
    week=week,
)
