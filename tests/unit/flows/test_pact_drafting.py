"""Whatever leaders do in whatever order, no rule of a pact is ever broken."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nudges.effects import Effect, Publish, Write
from nudges.flows.pacts.commitments import Commitment
from nudges.flows.pacts.letters import EDITED
from nudges.flows.pacts.pact import DRAFTING, PUBLIC, Pact, State, signed_state
from nudges.flows.pacts.steps import (
    announce,
    draft,
    invite,
    leave,
    leave_draft,
    look,
    revise,
    sign,
)
from nudges.people import Person
from nudges.records import NotPossibleError
from tests.unit.flows.pacting import EVERYBODY, NOW, PERSONS, TEXTS, a_pact


class Drafting(RuleBasedStateMachine):
    """Leaders of three entities do whatever they like, in any order."""

    @initialize(commitments=TEXTS.filter(bool))
    def begin(self, commitments: list[Commitment]) -> None:
        self.pact: Pact | None = None
        self.shown = ""
        self.gone: set[str] = set()
        self.pact, _ = draft(replace(a_pact(leaders=tuple(EVERYBODY)), commitments=tuple(commitments)))

    def attempt(self, step: Callable[[Pact], tuple[Pact | None, Sequence[Effect]]]) -> Sequence[Effect]:
        """Take a step if it is possible. An impossible one changes nothing."""
        if self.pact is None:
            return ()
        before = replace(self.pact)
        try:
            self.pact, effects = step(self.pact)
        except NotPossibleError:
            assert self.pact == before
            return ()
        return effects

    @rule(who=PERSONS, other=PERSONS)
    def inviting(self, who: str, other: str) -> None:
        self.attempt(lambda pact: invite(pact, who, other))
        if self.pact and other in self.pact.leaders:
            self.gone.discard(other)

    @rule(who=PERSONS)
    def looking(self, who: str) -> None:
        self.attempt(lambda pact: (look(pact, who), ()))

    @rule()
    def showing(self) -> None:
        self.shown = self.pact.text_hash if self.pact else ""

    @rule(who=PERSONS, commitments=TEXTS)
    def editing(self, who: str, commitments: list[Commitment]) -> None:
        if self.pact is None:
            return
        old = self.pact
        effects = self.attempt(lambda pact: revise(pact, who, commitments))
        if self.pact.text_hash != old.text_hash:
            assert self.pact.signers == ()
            assert self.pact.signatures == ()
            told = {e.person_id for e in effects if isinstance(e, Write) and e.letter is EDITED}
            assert told == set(old.signers) - {who}

    @rule(who=PERSONS)
    def signing_what_was_shown(self, who: str) -> None:
        seen = self.shown
        old = self.pact
        self.attempt(lambda pact: sign(pact, EVERYBODY[who], seen, NOW))
        if old is not None and self.pact != old:
            assert seen == old.text_hash

    @rule(people=st.sets(PERSONS, min_size=1))
    def signing_what_stands(self, people: set[str]) -> None:
        for who in sorted(people):
            self.sign_now(EVERYBODY[who])

    def sign_now(self, person: Person) -> None:
        self.attempt(lambda pact: sign(pact, person, pact.text_hash, NOW))

    @rule(people=st.sets(PERSONS, min_size=2))
    def agreeing(self, people: set[str]) -> None:
        for who in sorted(people):
            self.agree(who)

    def agree(self, who: str) -> None:
        old = self.pact
        effects = self.attempt(lambda pact: announce(pact, who, NOW))
        published = [e for e in effects if isinstance(e, Publish)]
        if published:
            assert old is not None
            assert self.pact is not None
            hashes = {each.text_hash for each in self.pact.signatures}
            entities = {each.entity for each in self.pact.signatures}
            assert hashes == {self.pact.text_hash}
            assert len(entities) >= 2
            assert set(self.pact.announcing) == set(self.pact.leaders) == set(old.signers)

    @rule(who=PERSONS)
    def withdrawing(self, who: str) -> None:
        def step(pact: Pact) -> tuple[Pact | None, Sequence[Effect]]:
            left = leave_draft(pact, who)
            self.gone.add(who)
            return left, ()

        self.attempt(step)

    @rule(who=PERSONS)
    def leaving(self, who: str) -> None:
        self.attempt(lambda pact: leave(pact, who))

    @invariant()
    def stands_where_its_signatures_carry_it(self) -> None:
        if self.pact is not None and self.pact.state in DRAFTING:
            assert self.pact.state is signed_state(self.pact)

    @invariant()
    def public_means_two_entities_under_one_text(self) -> None:
        if self.pact is not None and self.pact.state in PUBLIC:
            assert signed_state(self.pact) is State.READY
            assert set(self.pact.signers) == set(self.pact.leaders)

    @invariant()
    def who_withdrew_left_nothing(self) -> None:
        if self.pact is not None and self.pact.state in DRAFTING:
            assert not self.gone & set(self.pact.leaders)
            for each in self.gone:
                assert f"'{each}'" not in repr(self.pact)


TestDrafting = Drafting.TestCase
