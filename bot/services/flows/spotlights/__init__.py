"""``spotlight``: successes large and small, colleagues worth naming, chains of contributions (S10 to S12)."""

from collections.abc import Sequence
from datetime import datetime

from bot.services.flow import Audience, Flow, Register, Waited
from bot.services.flows.spotlights import chaining, editing, listing, nominating, posts, reusing, writing
from bot.services.flows.spotlights.exports import EXPORTS
from bot.services.turn import Turn
from nudges.digests import Line
from nudges.flows.spotlights import chains, nominations, reuse, spotlights
from nudges.flows.spotlights.chains import Chain
from nudges.flows.spotlights.nominations import Nomination
from nudges.flows.spotlights.reuse import Reuse
from nudges.flows.spotlights.spotlights import WITH_EDITORS, Spotlight, State


async def week(turn: Turn, start: datetime, end: datetime) -> Sequence[Line]:
    """What was written or begun, what waits, what can be posted; nobody is counted who was named."""
    return [*await _spotlights(turn, start, end), *await _chains(turn, start, end)]


async def needs(turn: Turn) -> Sequence[Line]:
    """What is written, agreed by those named in it, and waits for a coordinator's yes."""
    ready = await turn.uow.records.of_setting(Spotlight, turn.setting.id, sorted(WITH_EDITORS))
    return [Line("spotlight.need", {"count": len(ready)})] if ready else []


async def _spotlights(turn: Turn, start: datetime, end: datetime) -> Sequence[Line]:
    records = turn.uow.records
    made = await records.of_setting(Spotlight, turn.setting.id, since=start)
    everything = await records.of_setting(Spotlight, turn.setting.id, (*WITH_EDITORS, State.APPROVED))
    posted = await posts.posted_anywhere(turn, posts.SPOTLIGHT)
    counts = {
        "written": sum(each.asked_at < end for each in made),
        "waiting": sum(each.state in WITH_EDITORS for each in everything),
        "approved": sum(each.state is State.APPROVED and each.id not in posted for each in everything),
    }
    return [Line("spotlight.week", counts)] if any(counts.values()) else []


async def _chains(turn: Turn, start: datetime, end: datetime) -> Sequence[Line]:
    made = await turn.uow.records.of_setting(Chain, turn.setting.id, since=start)
    ready = await turn.uow.records.of_setting(Chain, turn.setting.id, (chains.State.READY,))
    posted = await posts.posted_anywhere(turn, posts.CHAIN)
    counts = {
        "begun": sum(each.begun_at < end for each in made),
        "ready": sum(each.id not in posted for each in ready),
    }
    return [Line("chain.week", counts)] if any(counts.values()) else []


FLOW = Flow(
    name="spotlights",
    records=(Spotlight, Reuse, Nomination, Chain),
    audience={"spotlights": Audience.COORDINATORS, "recognise": Audience.LEADERS},
    words={
        "spotlight": writing.spotlight,
        "spotlights": listing.waiting,
        "nominate": nominating.open_nominating,
        "recognise": nominating.open_recognising,
        "chain": chaining.chain,
    },
    presses={
        "spotlight_take_back": writing.taken_back,
        "spotlight_agree_named": editing.agree_named,
        "spotlight_agree_entity": editing.agree_entity,
        "spotlight_agree_no": editing.agree_no,
        "spotlight_approve": editing.approved,
        "spotlight_reject": editing.rejected,
        "spotlight_hold": editing.held,
        "spotlight_reuse": reusing.reuse,
        "nomination_agree": nominating.agreed,
        "nomination_decline": nominating.declined,
        "recognise": nominating.open_recognising,
        "recognition_copy": nominating.copy,
        "chain_confirm": chaining.confirmed,
        "chain_decline": chaining.declined,
    },
    dialogs={
        "spotlight_write": writing.open_writing,
        "spotlight_send_back": editing.open_send_back,
        "nominate": nominating.open_nominating,
        "recognise_whom": nominating.open_words,
        "chain": chaining.chain,
        "chain_begin": chaining.open_lines,
        "chain_owners": chaining.open_owners,
        "chain_change": chaining.open_change,
        "chain_post_confirm": chaining.post_confirm,
        "chain_post_correct": chaining.post_correct,
    },
    submissions={
        "spotlight_write": writing.written,
        "spotlight_send_back": editing.sent_back,
        "nominate": nominating.nominated,
        "recognise": nominating.recognised,
        "chain_begin": chaining.lines_written,
        "chain_owners": chaining.owners_named,
        "chain_change": chaining.changed,
    },
    letters={
        spotlights.AGREE: editing.agree_facts,
        spotlights.TO_EDIT: editing.edit_facts,
        spotlights.TO_SECOND: editing.second_facts,
        spotlights.APPROVED: editing.approved_facts,
        spotlights.SENT_BACK: editing.author_facts,
        spotlights.HELD: editing.held_facts,
        spotlights.REJECTED: editing.author_facts,
        spotlights.LAPSED: editing.author_facts,
        reuse.TO_READER: reusing.reuse_facts,
        reuse.TO_AUTHOR: reusing.reuse_facts,
        nominations.NOMINATED: nominating.nominated_facts,
        nominations.RECOGNISED: nominating.recognised_facts,
        nominations.RECOGNITION: nominating.recognised_facts,
        chains.CHAIN_ASKED: chaining.asked_facts,
        chains.CHAIN_READY: chaining.starter_facts,
        chains.CHAIN_LAPSED: chaining.starter_facts,
    },
    posts={
        posts.SPOTLIGHT: (posts.spotlight_for, posts.spotlight_facts),
        posts.CHAIN: (posts.chain_for, posts.chain_facts),
    },
    first=frozenset({posts.SPOTLIGHT}),
    waited={nominations.RECOGNITION: Waited(back=nominating.stays_back)},
    wakes={Spotlight: editing.on_wake, Nomination: nominating.on_wake, Chain: chaining.on_wake},
    over={
        Spotlight: frozenset({State.REWORKED, State.REJECTED, State.LAPSED, State.WITHDRAWN}),
        Reuse: frozenset({"introduced"}),
        Nomination: frozenset({nominations.State.RECOGNISED, nominations.State.LAPSED}),
        Chain: frozenset({chains.State.LAPSED}),
    },
    awaits={
        Spotlight: (State.ASKED, spotlights.AGREE),
        Nomination: (nominations.State.ASKED, nominations.NOMINATED),
        Chain: (chains.State.ASKED, chains.CHAIN_ASKED),
    },
    exports=EXPORTS,
    week=week,
    home={Audience.EVERYONE: writing.at_home},
    shortcuts={"spotlight": writing.open_pointed},
    needs=needs,
    register=Register(
        listing.cards,
        frozenset({"spotlight_approve", "spotlight_send_back", "spotlight_reject", "spotlight_hold"}),
    ),
)
