"""The integration scorecard: how far integration has come in one setting, quarter by quarter.

Source: Review of UN Integration, Annex III (areas and indicators) and paragraphs 100 and 115
(its use). The Annex has no scale and no formula: the values, the scores and the coverage
are our own choice.

A scorecard describes a setting. Its values are judged by named people from evidence; they
come from no prompt, answer or practice record, and nothing computed here may be told as an
effect of nudges, nor be mixed into the measures of one.
"""

from nudges.flows.scorecard.file import (
    FaultyScorecardError,
    Outline,
    ScorecardFault,
    ScorecardFile,
    read_scorecard_file,
)
from nudges.flows.scorecard.quarters import Quarter
from nudges.flows.scorecard.records import Assessment, Change, QuarterRecord, changes, latest_before
from nudges.flows.scorecard.scores import AreaScore, Scores, Tally, score_values
from nudges.flows.scorecard.structure import Area, Scorecard, Value, Values

__all__ = [
    "Area",
    "AreaScore",
    "Assessment",
    "Change",
    "FaultyScorecardError",
    "Outline",
    "Quarter",
    "QuarterRecord",
    "Scorecard",
    "ScorecardFault",
    "ScorecardFile",
    "Scores",
    "Tally",
    "Value",
    "Values",
    "changes",
    "latest_before",
    "read_scorecard_file",
    "score_values",
]
