"""The flows of this version, one module each; a deployment runs all of them."""

from bot.services.flow import Flow
from bot.services.flows import (
    channels,
    collaboration,
    consultations,
    decision_notes,
    drafts,
    forums,
    guidance,
    handovers,
    hurdles,
    meetings,
    pacts,
    pauses,
    reports,
    scorecard,
    shares,
    spotlights,
    tasks,
    thanks,
)

FLOWS: tuple[Flow, ...] = (
    consultations.FLOW,
    pacts.FLOW,
    spotlights.FLOW,
    collaboration.FLOW,
    tasks.FLOW,
    shares.FLOW,
    thanks.FLOW,
    pauses.FLOW,
    guidance.FLOW,
    decision_notes.FLOW,
    drafts.FLOW,
    handovers.FLOW,
    forums.FLOW,
    hurdles.FLOW,
    meetings.FLOW,
    reports.FLOW,
    channels.FLOW,
    scorecard.FLOW,
)
