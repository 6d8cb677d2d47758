"""The flows of this version, one module each; a deployment runs all of them."""

from bot.services.flow import Flow
from bot.services.flows import (
    channels,
    consultations,
    facts,
    introductions,
    leaders,
    questions,
    reflection,
    scorecard,
)

FLOWS: tuple[Flow, ...] = (
    channels.FLOW,
    consultations.FLOW,
    introductions.FLOW,
    questions.FLOW,
    facts.FLOW,
    reflection.FLOW,
    leaders.FLOW,
    scorecard.FLOW,
)
