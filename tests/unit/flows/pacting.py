"""Leaders, texts and pacts for the tests of the rules."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from nudges.flows.pacts.commitments import CURATED, MOST_COMMITMENTS, Commitment, Period
from nudges.flows.pacts.pact import Pact
from nudges.flows.pacts.steps import (
    announce,
    sign,
)
from tests.factories import A_MONDAY, a_person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = a_person("ada", role_group="R1", entity="Seed Fund")
BO = a_person("bo", role_group="R1", entity="Relief Office")
CY = a_person("cy", role_group="R1", entity="Relief Office")
DEE = a_person("dee", role_group="R1", entity="Peace Mission")
EVERYBODY = {each.id: each for each in (ADA, BO, CY, DEE)}

COMMITMENTS = st.builds(
    Commitment,
    code=st.sampled_from([each.code for each in CURATED]),
    behaviour=st.just("B1"),
    action=st.text(max_size=10),
    target=st.integers(1, 4),
    period=st.sampled_from(Period),
    first=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    chance=st.text(max_size=10),
)
TEXTS = st.lists(COMMITMENTS, max_size=MOST_COMMITMENTS, unique_by=lambda each: each.code)
PERSONS = st.sampled_from(sorted(EVERYBODY))


def a_commitment(code: str = "C1", target: int = 1, period: Period = Period.MONTH) -> Commitment:
    return Commitment(code, "B1", "Say it", target, period, A_MONDAY, "on Monday")


def a_pact(*commitments: Commitment, leaders: tuple[str, ...] = ("ada", "bo")) -> Pact:
    return Pact("pact", "south", NOW, leaders, ("ada",), commitments or (a_commitment(),))


def signed(pact: Pact, *people: str) -> Pact:
    for each in people:
        pact, _ = sign(pact, EVERYBODY[each], pact.text_hash, NOW)
    return pact


def running(*commitments: Commitment, leaders: tuple[str, ...] = ("ada", "bo")) -> Pact:
    pact = signed(a_pact(*commitments, leaders=leaders), *leaders)
    for each in leaders:
        pact, _ = announce(pact, each, NOW)
    return pact
