"""What happens in the domain that may bring a nudge up, and the facts each event carries.

An event belongs to one person: "counterpart" is always the other side, and entities
named by a fact are never the person's own. Where the content model counts back from a
date ("a day before the meeting"), the event happens at that moment. Whoever is named as
counterpart is also given by id, which no text shows: by it a name is found again and
taken out when its person is erased.
"""

from collections.abc import Mapping
from enum import StrEnum


class EventKind(StrEnum):
    """Events by the name used in the catalogue."""

    ONBOARDED = "onboarded"
    """The person accepted the welcome."""
    ARRIVED = "arrived"
    """First day in this post or setting."""
    COLLEAGUE_ARRIVED = "colleague_arrived"
    LEAVE_STARTING = "leave_starting"
    DEPARTING = "departing"

    CONTACT_CONFIRMED = "contact_confirmed"
    """Both sides said that they met or spoke."""
    CONFIRMATION_ASKED = "confirmation_asked"
    """The counterpart said that something happened with the person, whose word is awaited.

    It brings up a confirmation, not a nudge.
    """
    LETTER_WAITING = "letter_waiting"
    """A colleague asks the person something; it goes by the same budget as any nudge."""
    NUDGE_RESTS = "nudge_rests"
    """The person's answers say that one nudge (``nudge``) has no point until a moment (``until``)."""
    PLATFORMS_DIFFER = "platforms_differ"
    """A confirmed pair or collaboration point spans two chat platforms."""
    EXCHANGE_CHANNEL_CREATED = "exchange_channel_created"

    SHARE_ACKNOWLEDGED = "share_acknowledged"
    """The person acknowledged something the counterpart shared with them."""
    COLLABORATION_POINT_OPENED = "collaboration_point_opened"
    COLLABORATION_POINT_DONE = "collaboration_point_done"
    STEP_USED = "step_used"
    """Another entity linked its result to a step the person took."""

    FORUM_SESSION_ENDED = "forum_session_ended"
    """Ten minutes after the end, so that the room has emptied."""
    FORUM_DECIDED = "forum_decided"
    FORUM_AUDIT_DUE = "forum_audit_due"
    """Three sessions were voted on, or 90 days passed since the last audit."""
    FORUM_WANTED = "forum_wanted"
    SENIOR_FORUM_NEAR = "senior_forum_near"
    """In the morning of the day, or of the working day before where it begins early."""

    MEETING_NEAR = "meeting_near"
    """A day before a meeting across pillars."""
    DECISION_MEETING_NEAR = "decision_meeting_near"
    MEETING_STARTED = "meeting_started"
    MEETING_LOAD_HIGH = "meeting_load_high"

    HURDLE_REPEATED = "hurdle_repeated"
    """Three people of two entities met the same hurdle within 30 days."""
    REPORT_DUE_SOON = "report_due_soon"
    """Five days before a report of the registry is due."""

    QUESTION_MATCHED = "question_matched"
    """A question asked of the bot has a guidance card."""
    QUESTION_REPEATED = "question_repeated"
    """Asked three times within 30 days without a card."""
    DECISION_MARKED = "decision_marked"
    CONSULTATION_STARTED = "consultation_started"
    ENTITY_FIRST_ASKED = "entity_first_asked"
    DRAFT_CREATED = "draft_created"
    DRAFT_FINAL = "draft_final"
    DRAFT_CHECK_ASKED = "draft_check_asked"

    QUESTION_THREAD_CLOSED = "question_thread_closed"
    MANDATE_CYCLE_STARTED = "mandate_cycle_started"
    PACT_CO_SIGNED = "pact_co_signed"
    """A second leader, of another entity, signed the same pact."""
    PACT_SIGNED = "pact_signed"
    """All who joined have signed: the pact runs from here."""
    NOMINATIONS_READY = "nominations_ready"

    CRISIS_DECLARED = "crisis_declared"
    JOINT_PLAN_ADOPTED = "joint_plan_adopted"
    BUDGET_WINDOW_OPENED = "budget_window_opened"

    HARD_CONVERSATION_NEAR = "hard_conversation_near"
    """A day before a conversation the person flagged. The flow sends a reminder instead (record 0018)."""
    TASK_OVERDUE = "task_overdue"
    """The counterpart's part is two working days late."""
    DISPUTE_FESTERING = "dispute_festering"
    """Reported, without a name, for a forum the person chairs."""


COUNTERPART_ID = "counterpart_id"
"""The fact that tells whom ``counterpart`` names."""

UNTIL = "until"
"""The fact that tells, as an ISO moment, from when on the event has no point any more."""

_PAIR = frozenset({"counterpart", "counterpart_entity"})
_NOTHING: frozenset[str] = frozenset()

_CARRIED: Mapping[EventKind, frozenset[str]] = {
    EventKind.CONTACT_CONFIRMED: _PAIR,
    EventKind.CONFIRMATION_ASKED: _PAIR | {"behaviour", "day"},
    EventKind.PLATFORMS_DIFFER: _PAIR,
    EventKind.EXCHANGE_CHANNEL_CREATED: frozenset({"channel", "counterpart_entity"}),
    EventKind.SHARE_ACKNOWLEDGED: _PAIR,
    EventKind.COLLABORATION_POINT_DONE: _PAIR,
    EventKind.STEP_USED: frozenset({"step", "counterpart_entity", "result"}),
    EventKind.FORUM_SESSION_ENDED: frozenset({"forum", "minutes"}),
    EventKind.FORUM_AUDIT_DUE: frozenset({"forum", "figures"}),
    EventKind.FORUM_WANTED: frozenset({"forums"}),
    EventKind.SENIOR_FORUM_NEAR: frozenset({"forum", "success"}),
    EventKind.MEETING_NEAR: frozenset({"meeting"}),
    EventKind.DECISION_MEETING_NEAR: frozenset({"meeting", "counterpart_entity"}),
    EventKind.MEETING_STARTED: frozenset({"objective"}),
    EventKind.MEETING_LOAD_HIGH: frozenset({"forum"}),
    EventKind.CRISIS_DECLARED: frozenset({"mechanisms"}),
    EventKind.HURDLE_REPEATED: frozenset({"people", "entities", "category"}),
    EventKind.REPORT_DUE_SOON: frozenset({"report", "other_report"}),
    EventKind.QUESTION_MATCHED: frozenset({"answer", "source"}),
    EventKind.QUESTION_REPEATED: frozenset({"question", "times"}),
    EventKind.CONSULTATION_STARTED: frozenset({"known_person", "new_person", "least_asked_person"}),
    EventKind.ENTITY_FIRST_ASKED: frozenset({"counterpart_entity", "requests", "answered", "days"}),
    EventKind.DRAFT_CREATED: frozenset({"entities"}),
    EventKind.QUESTION_THREAD_CLOSED: frozenset({"questions"}),
    EventKind.PACT_CO_SIGNED: _PAIR | {"review_date"},
    EventKind.PACT_SIGNED: _PAIR,
    EventKind.NOMINATIONS_READY: frozenset({"nominations"}),
    EventKind.TASK_OVERDUE: _PAIR | {"task"},
    EventKind.DISPUTE_FESTERING: frozenset({"forum"}),
}

EVENT_FACTS: Mapping[EventKind, frozenset[str]] = {kind: _CARRIED.get(kind, _NOTHING) for kind in EventKind}
"""The places a text may hold when this event brings it up; the event always fills them all."""
