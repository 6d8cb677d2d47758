"""Who judged what in which quarter, and what changed since.

One record belongs to one setting and one quarter; later ones never alter it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from nudges.chance import stable_id
from nudges.flows.scorecard.quarters import Quarter
from nudges.flows.scorecard.structure import Scorecard, Value, Values


@dataclass(frozen=True, slots=True)
class Assessment:
    """A named person's judgement of one indicator in one quarter; nameless once they were forgotten."""

    indicator: str
    value: Value
    assessor_id: str
    quarter: Quarter
    evidence: str | None = None
    """A link to what the judgement rests on."""


@dataclass(frozen=True, slots=True)
class QuarterRecord:
    """What was judged in one setting in one quarter, by indicator; the last word on each counts.

    A flow's record (``nudges.records.Record``) that waits for nothing but people.
    """

    KIND: ClassVar[str] = "scorecard"
    state: ClassVar[str] = "open"
    wake_at: ClassVar[None] = None

    setting_id: str
    quarter: Quarter
    assessments: Mapping[str, Assessment] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return stable_id(self.setting_id, self.KIND, str(self.quarter))

    @property
    def people(self) -> Collection[str]:
        return {each.assessor_id for each in self.assessments.values() if each.assessor_id}

    def without(self, person_id: str) -> "QuarterRecord":
        """The judgements stay, as they are about the setting; who made them does not."""
        nameless = {
            key: replace(each, assessor_id="") if each.assessor_id == person_id else each
            for key, each in self.assessments.items()
        }
        return replace(self, assessments=nameless)

    @property
    def values(self) -> Values:
        return {indicator: each.value for indicator, each in self.assessments.items()}

    def having(self, assessment: Assessment, scorecard: Scorecard) -> "QuarterRecord":
        """The record with one more judgement, in place of an earlier one on the same indicator.

        Raises ``ValueError`` where it is of another quarter or cannot be said of its indicator.
        """
        if assessment.quarter != self.quarter:
            raise ValueError(f"a judgement of {assessment.quarter} does not belong to {self.quarter}")
        scorecard.check(assessment.indicator, assessment.value)
        return replace(self, assessments={**self.assessments, assessment.indicator: assessment})


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator that stands differently than before."""

    indicator: str
    before: Value
    after: Value


def latest_before(quarter: Quarter, records: Iterable[QuarterRecord]) -> QuarterRecord | None:
    """The newest of a setting's records before a quarter: quarters without one are passed over."""
    earlier = [record for record in records if record.quarter < quarter]
    return max(earlier, key=lambda record: record.quarter, default=None)


def changes(scorecard: Scorecard, before: Values, after: Values) -> tuple[Change, ...]:
    """What stands differently, in the scorecard's order; a missing value is unknown."""
    pairs = (
        Change(each, before.get(each, Value.UNKNOWN), after.get(each, Value.UNKNOWN))
        for each in scorecard.indicators
    )
    return tuple(pair for pair in pairs if pair.before is not pair.after)
