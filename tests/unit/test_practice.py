"""Practice records and the other side's word."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from nudges.practice import Evidence, NotAskedError, PracticeRecord, Source, answered_by_other_side

SAID_AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
ANSWERED_AT = datetime(2026, 3, 4, 11, tzinfo=UTC)


def a_record(behaviour: str = "B8") -> PracticeRecord:
    return PracticeRecord(
        id="r1",
        setting_id="south",
        person_id="ada",
        behaviour=behaviour,
        practised_on=date(2026, 3, 2),
        at=SAID_AT,
        source=Source.DID,
        evidence=Evidence.SELF_REPORTED,
        counterpart_id="ben",
    )


def test_who_confirms_a_contact_also_made_one() -> None:
    confirmed, theirs = answered_by_other_side(a_record("B8"), agreed=True, at=ANSWERED_AT)
    assert confirmed.evidence is Evidence.CONFIRMED
    assert theirs is not None
    assert (theirs.person_id, theirs.counterpart_id) == ("ben", "ada")
    assert theirs.practised_on == date(2026, 3, 2)
    assert theirs.source is Source.OTHER_SIDE
    assert theirs.at == ANSWERED_AT
    assert theirs.id != confirmed.id


def test_a_retry_gives_the_other_side_the_same_record() -> None:
    first = answered_by_other_side(a_record(), agreed=True, at=ANSWERED_AT)
    assert first == answered_by_other_side(a_record(), agreed=True, at=ANSWERED_AT)


def test_who_confirms_that_something_was_shared_did_not_share_it() -> None:
    confirmed, theirs = answered_by_other_side(a_record("B9"), agreed=True, at=ANSWERED_AT)
    assert confirmed.evidence is Evidence.CONFIRMED
    assert theirs is None


def test_what_the_other_side_does_not_recall_no_longer_counts() -> None:
    declined, theirs = answered_by_other_side(a_record(), agreed=False, at=ANSWERED_AT)
    assert not declined.evidence.counts
    assert theirs is None


@pytest.mark.parametrize("evidence", [Evidence.CONFIRMED, Evidence.DECLINED])
def test_an_answer_stands(evidence: Evidence) -> None:
    with pytest.raises(NotAskedError):
        answered_by_other_side(replace(a_record(), evidence=evidence), agreed=True, at=ANSWERED_AT)


def test_nobody_can_answer_who_was_not_named() -> None:
    with pytest.raises(NotAskedError):
        answered_by_other_side(replace(a_record(), counterpart_id=None), agreed=True, at=ANSWERED_AT)


def test_what_a_person_says_counts_until_the_other_side_disagrees() -> None:
    assert {e for e in Evidence if e.counts} == {Evidence.SELF_REPORTED, Evidence.CONFIRMED}
