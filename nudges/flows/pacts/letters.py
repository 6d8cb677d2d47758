"""What pacts write: to their leaders, and in public."""

from nudges.attention import Kind
from nudges.letters import Button, Letter

INVITED = Letter(
    "pact_invited",
    Kind.REQUEST,
    (Button("look", "pact_look"), Button("not_now", "pact_decline", unkept=True)),
)
EDITED = Letter("pact_edited", Kind.NOTE, (Button("look", "pact_look"),))
READY = Letter("pact_ready", Kind.NOTE, (Button("announce", "pact_announce"), Button("look", "pact_look")))
WAITING = Letter("pact_waiting", Kind.NOTE, (Button("look", "pact_look"), Button("not_now", "pact_later")))
PUBLISHED = Letter("pact_published", Kind.NOTE, (Button("look", "pact_look"),))
ENDED_EARLY = Letter("pact_ended_early", Kind.NOTE)
REMINDER = Letter(
    "pact_reminder",
    Kind.REMINDER,
    (Button("done", "pact_done"), Button("plan", "pact_plan"), Button("not_now", "pact_not_this_time")),
)
MISSED = Letter(
    "pact_missed",
    Kind.REMINDER,
    (
        Button("done", "pact_done"),
        Button("shrink", "pact_shrink"),
        Button("change", "pact_change"),
        Button("drop", "pact_drop"),
    ),
)
REVIEW_DUE = Letter("pact_review_due", Kind.NOTE, (Button("say", "pact_review"),))
WHAT_NEXT = Letter(
    "pact_what_next",
    Kind.NOTE,
    (Button("renew", "pact_renew"), Button("change", "pact_renew_changed"), Button("end", "pact_end")),
)

ANNOUNCED = Letter("pact_announced", Kind.POST, (Button("join", "pact_join"),))
LEFT = Letter("pact_left", Kind.POST)
GAVE_UP = Letter("pact_gave_up", Kind.POST)
RESULT = Letter("pact_result", Kind.POST)
