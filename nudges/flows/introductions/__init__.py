"""Introductions across pillars (S16): who meets whom in a round, and what the two have in common."""

from nudges.flows.introductions.candidates import Candidate, PastMeeting
from nudges.flows.introductions.matching import Matcher, Matching, Pair, Reason, Unmatched, match
from nudges.flows.introductions.rounds import Round, Rules, Standing, Weights, open_round

__all__ = [
    "Candidate",
    "Matcher",
    "Matching",
    "Pair",
    "PastMeeting",
    "Reason",
    "Round",
    "Rules",
    "Standing",
    "Unmatched",
    "Weights",
    "match",
    "open_round",
]
