"""The last looks at a due prompt: may it go now, later, or not at all?"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.ports.messages import Delivery, Ended, Postponed, Result
from bot.ports.operating import OVERDUE_AFTER
from bot.services.deps import Deps
from nudges.attention import Attention, Kind, PastPrompt, Reason, standing_reason
from nudges.consent import Consent
from nudges.decisions import Prompt, Status
from nudges.people import Standing
from nudges.working_time import is_working, next_working_moment

BLOCKED_FOR = timedelta(minutes=15)
"""After so long it is tried again whether somebody mended what is in the way."""


def verdict(delivery: Delivery, attention: Attention | None, deps: Deps, now: datetime) -> Result | None:
    """What becomes of a due prompt that must not go now; None if it may go.

    ``attention`` is None where nobody is left to read it.
    """
    prompt = delivery.prompt
    if attention is None:
        return _withdrawn(Reason.LEFT)
    if prompt.channel_id:
        return switched_off(prompt, attention) or _post(prompt, attention, deps, now)
    ended = barred(prompt, attention, now) or _pointless(prompt, attention, deps, now)
    if ended is None and attention.cut_off:
        return Postponed(now + BLOCKED_FOR)
    if ended is not None or not prompt.kind.unasked:
        return ended
    on_time = now - prompt.due_at <= OVERDUE_AFTER
    if (
        on_time
        and _alone(prompt, attention, deps, now)
        and is_working(attention.person, now, deps.is_holiday)
    ):
        return None
    moved = deps.planner.move(prompt, attention, now)
    return Postponed(moved) if moved else _withdrawn(Reason.LATE)


def _post(prompt: Prompt, readers: Attention, deps: Deps, now: datetime) -> Result | None:
    """A post keeps to its readers' hours; what comes by itself also waits out a pause or a crisis."""
    blocked = standing_reason(readers, now) if prompt.kind is Kind.CHANNEL_NUDGE else None
    if blocked is not None:
        return _withdrawn(blocked)
    moment = next_working_moment(readers.person, now, deps.is_holiday)
    if moment is None or moment > prompt.not_after:
        return _withdrawn(Reason.LATE)
    return None if moment == now else Postponed(moment)


def barred(prompt: Prompt, attention: Attention | None, now: datetime) -> Ended | None:
    """Why a prompt may not go to its person however well timed it is; None if it may.

    Needs only what ``Looks.standing`` brings, and may so be asked again right before sending.
    A place that is cut off bars nothing: somebody may mend that while the prompt has a point.
    """
    if attention is None:
        return _withdrawn(Reason.LEFT)  # erased meanwhile
    if attention.cut_off:
        attention = replace(attention, reachable=True)
    if not prompt.kind.unasked:
        return _barred_asked_for(prompt, attention)
    if off := switched_off(prompt, attention):
        return off
    blocked = standing_reason(attention, now)
    welcome = prompt.kind is Kind.WELCOME
    if welcome and attention.consent is Consent.OPTED_IN:
        blocked = Reason.TAKES_PART
    if blocked is None or (welcome and blocked is Reason.NOT_OPTED_IN):
        return None
    return _withdrawn(blocked)


def switched_off(prompt: Prompt, attention: Attention) -> Ended | None:
    """What becomes of a nudge that rests in its setting since it was planned."""
    return None if attention.setting.edition.is_on(prompt.nudge) else _withdrawn(Reason.SWITCHED_OFF)


def _barred_asked_for(prompt: Prompt, attention: Attention) -> Ended | None:
    """What somebody asked for waits for no budget; a digest is for whoever still coordinates."""
    person = attention.person
    report = prompt.kind is Kind.DIGEST
    if person.standing is not Standing.ACTIVE or (report and not person.is_coordinator):
        return _withdrawn(Reason.LEFT)
    if attention.consent is Consent.OPTED_OUT:
        return _withdrawn(Reason.OPTED_OUT)
    return None if attention.reachable else Ended(Status.FAILED, Reason.UNREACHABLE.value)


def _withdrawn(reason: Reason) -> Ended:
    return Ended(Status.WITHDRAWN, reason.value)


def _alone(prompt: Prompt, attention: Attention, deps: Deps, now: datetime) -> bool:
    """Whether no other message of the person is too near: sent, or in the queue before this one."""
    return all(
        abs(past.at - now) >= deps.planner.rules.gap
        for past in attention.without(prompt.id)
        if past.sent or _goes_first(past, prompt)
    )


def _goes_first(past: PastPrompt, prompt: Prompt) -> bool:
    """Another process may be sending the earlier one this very moment."""
    return (past.at, past.id) < (prompt.due_at, prompt.id)


def _pointless(prompt: Prompt, attention: Attention, deps: Deps, now: datetime) -> Ended | None:
    """What becomes of a prompt that makes no sense any more; None if it still does."""
    if now > prompt.not_after:
        return _withdrawn(Reason.LATE)
    reason = _nudge_lost_point(prompt, attention, deps) if prompt.kind is Kind.NUDGE else None
    return _withdrawn(reason) if reason else None


def _nudge_lost_point(prompt: Prompt, attention: Attention, deps: Deps) -> Reason | None:
    nudge = deps.catalogue.nudges.get(prompt.nudge)
    if nudge is None or nudge not in deps.planner.nudges or attention.person.role_group not in nudge.roles:
        return Reason.SWITCHED_OFF
    if attention.person.humanitarian and nudge.joint_action:
        return Reason.HUMANITARIAN
    served = nudge.behaviours_for(attention.person.role_group)
    return Reason.PRACTISED if served <= attention.practised else None
