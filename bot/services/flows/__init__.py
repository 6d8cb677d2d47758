"""The flows of this version, one module each; a deployment runs all of them."""

from bot.services.flow import Flow
from bot.services.flows import channels, consultations, scorecard

FLOWS: tuple[Flow, ...] = (channels.FLOW, consultations.FLOW, scorecard.FLOW)
