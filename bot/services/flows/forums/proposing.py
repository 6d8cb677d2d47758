"""Asking another owner whether one forum may do for two."""

from bot.ports.acts import What
from bot.services.flow import Facts
from bot.services.flows.forums.shown import known, plain
from bot.services.reaching import not_here
from bot.services.second_yes import told
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Reply
from nudges.chance import stable_id
from nudges.effects import Effect
from nudges.flows.forums.audits import decide
from nudges.flows.forums.proposals import Proposal, State, Wish, agree, decline, joined, lapse, propose
from nudges.flows.forums.register import Decision, Forum, Verdict
from nudges.flows.forums.register import State as ForumState
from nudges.flows.second_yes import WaitingPost
from nudges.people import Person
from nudges.records import NotPossibleError


async def use(visit: Visit, draft_id: str, forum_id: str = "") -> Reply:
    return await _instead(visit, draft_id, forum_id, Wish.USE)


async def adapt(visit: Visit, draft_id: str, forum_id: str = "") -> Reply:
    return await _instead(visit, draft_id, forum_id, Wish.ADAPT)


async def _instead(visit: Visit, draft_id: str, forum_id: str, wish: Wish) -> Reply:
    """The draft is not needed; the owner of the forum that is there hears what for."""
    draft = await visit.record(Forum, draft_id, lambda found: found.owner_id)
    other = await known(visit.turn, forum_id)
    if draft.state is not ForumState.WANTED or other.state is not ForumState.RUNNING:
        raise NotPossibleError(draft.state)
    if refused := await _owner_absent(visit, other, draft.purpose):
        return refused
    proposal = Proposal(
        id=stable_id(draft.id, "instead"),
        setting_id=visit.setting.id,
        from_id=visit.person.id,
        to_id=other.owner_id or visit.person.id,
        forum_id=other.id,
        wish=wish,
        words=draft.purpose,
        made_at=visit.now,
    )
    await visit.turn.keep(*propose(proposal))
    await visit.uow.records.remove(draft)
    await visit.coordinated(What.FORUM, name=other.name)
    return plain(
        visit.speak, "instead" if proposal.to_id != visit.person.id else "instead_own", name=other.name
    )


async def merge(visit: Visit, forum: Forum, other: Forum, decision: Decision, *, announce: bool) -> Reply:
    """Put one forum into another; where that has another owner, they are asked first."""
    proposal = Proposal(
        id=stable_id(forum.id, "merge", visit.now.date().isoformat(), other.id),
        setting_id=visit.setting.id,
        from_id=visit.person.id,
        to_id=other.owner_id or visit.person.id,
        forum_id=other.id,
        wish=Wish.MERGE,
        words=decision.line or forum.purpose,
        made_at=visit.now,
        merging_id=forum.id,
        freed=decision.freed,
        announce=announce,
    )
    waiting = None
    if await visit.uow.records.get(Proposal, proposal.id) is None:
        if refused := await _owner_absent(visit, other, proposal.words):
            return refused
        waiting = await _kept(visit.turn, *propose(proposal))
        await visit.coordinated(What.FORUM, name=forum.name)
    own = proposal.to_id == visit.person.id
    done = plain(visit.speak, "merged_own" if own else "merge_asked", other=other.name)
    return await told(visit, waiting, done, also=True)


async def _owner_absent(visit: Visit, forum: Forum, words: str) -> Reply | None:
    """What is said where the owner who would be asked takes no part; None where one can ask, or need not."""
    owner = await visit.turn.colleague(forum.owner_id or "")
    return await not_here(visit, owner, words) if owner and owner.id != visit.person.id else None


async def agreed(visit: Visit, record_id: str) -> Reply:
    await _kept(visit.turn, *agree(await _asked(visit, record_id)))
    return plain(visit.speak, "agreed")


async def _kept(turn: Turn, proposal: Proposal, effects: list[Effect]) -> WaitingPost | None:
    await turn.keep(proposal, effects)
    if proposal.state is State.AGREED and proposal.wish is Wish.MERGE:
        return await _merge(turn, proposal)
    return None


async def _merge(turn: Turn, proposal: Proposal) -> WaitingPost | None:
    """Carry it out, as far as both still run; announced on the word of both owners, or of the one of both."""
    merging, other = await known(turn, proposal.merging_id), await known(turn, proposal.forum_id)
    if other.state is not ForumState.RUNNING or merging.owner_id != proposal.from_id:
        raise NotPossibleError(other.state)
    decision = Decision(Verdict.MERGE, turn.now, merging.minutes, proposal.freed, other.id)
    await turn.keep(joined(merging, other))
    alone = proposal.from_id == proposal.to_id
    return await turn.keep(*decide(merging, decision, announce=proposal.announce, alone=alone))


async def declined(visit: Visit, record_id: str) -> Reply:
    await visit.turn.keep(*decline(await _asked(visit, record_id)))
    return plain(visit.speak, "declined")


async def _asked(visit: Visit, record_id: str) -> Proposal:
    return await visit.record(Proposal, record_id, lambda found: found.to_id)


async def on_wake(turn: Turn, proposal: Proposal) -> None:
    await turn.keep(*lapse(proposal))


async def facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """Who wants what with which forum, and what the owner said."""
    found = await turn.uow.records.get(Proposal, record_id)
    forum = await turn.uow.records.get(Forum, found.forum_id) if found else None
    if found is None or forum is None:
        return None
    merging = await turn.uow.records.get(Forum, found.merging_id)
    speak = turn.deps.texts.speaker(person.language)
    other = found.from_id if person.id == found.to_id else found.to_id
    return {
        "name": await turn.name(other, person.language),
        "forum": forum.name,
        "wish": speak(f"forum.wish_{found.wish}", other=merging.name if merging else ""),
        "words": found.words,
        "outcome": speak(f"forum.outcome_{found.state}"),
    }


async def open_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    """A wish that lapsed meanwhile is not put any more."""
    found = await turn.uow.records.get(Proposal, record_id)
    return await facts(turn, record_id, person) if found and found.state is State.OPEN else None
