"""``posts``: what one person would say to very many, and the second yes of another coordinator."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from bot.ports.acts import What
from bot.services.deps import Deps
from bot.services.exporting import Document, names
from bot.services.flow import Audience, Facts, Flow, Flows, Register
from bot.services.flows.filling import Values, one, word_faults
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.attention import Kind
from nudges.cards import Action, ActionGroup, Card, Form, Reply, Style, TextInput, say, token
from nudges.digests import Line
from nudges.flows.second_yes import (
    APPROVED,
    BACK,
    TO_SECOND,
    State,
    Step,
    WaitingPost,
    approve,
    hold,
    send_back,
    take_back,
    wake,
)
from nudges.people import Person
from nudges.prompt_cards import title_key
from nudges.records import NotPossibleError

WORD = "word"
LONGEST_WORD = 200
MOST_LISTED, MOST_ON_PAGE = 5, 20


async def _said(flows: Flows, turn: Turn, post: WaitingPost, reader: Person) -> tuple[str, str] | None:
    """The title and the words of a post as a reader would see it; None where it has lost its point."""
    letter = flows.letters.get(post.post)
    speak = turn.speaker(reader.language)
    title = title_key(Kind.POST if letter else Kind.CHANNEL_NUDGE, post.post)
    if post.words:
        return speak(title), post.words
    facts = await flows.facts(turn, letter, post.about, reader) if letter else None
    if facts is None:
        return None
    values = {**turn.deps.wording(reader, turn.setting).values, **facts}
    return speak(title, **values), speak(f"{title.removesuffix('.title')}.body", **values)


async def posts(visit: Visit, _: str = "") -> Reply:
    """One's own that wait; for coordinators also what waits for their yes."""
    speak = visit.speak
    mine = [each for each in await _waiting(visit) if visit.person.id in await visit.turn.seconds(each)]
    shown = [await _card(visit, each, _deciding(visit, each)) for each in mine[:MOST_LISTED]]
    words = speak("posts.list", waiting=len(mine)) if visit.person.is_coordinator else speak("posts.own")
    own = await _own_rows(visit, lambda each: each.state is State.WAITING or each.can_be_held)
    head = Card(speak("posts.title"), say("", words).body, tuple(own))
    return Reply(say=(head, *[each for each in shown if each]))


async def at_home(visit: Visit) -> Card | None:
    """One's own that wait."""
    rows = await _own_rows(visit, lambda each: each.state is State.WAITING)
    return Card(visit.speak("posts.own_title"), groups=tuple(rows)) if rows else None


async def _own_rows(visit: Visit, fits: Callable[[WaitingPost], bool]) -> list[ActionGroup]:
    """One's own that may still be taken back."""
    found = await visit.uow.records.of_person(WaitingPost, visit.person.id)
    own = [each for each in found if _own(visit, each) and fits(each)][-MOST_LISTED:]
    drawn = [(each, await _said(visit.flows, visit.turn, each, visit.person)) for each in own]
    return [
        ActionGroup(
            visit.speak("posts.standing", title=said[0], state=visit.speak(f"posts.state_{each.state}")),
            (Action(token("post_take_back", each.id), visit.speak("posts.take_back")),),
        )
        for each, said in drawn
        if said
    ]


def _own(visit: Visit, post: WaitingPost) -> bool:
    return post.author_id == visit.person.id


async def cards(visit: Visit) -> list[Card]:
    """For coordinators' pages: what waits for the reader, what waits for others, what comes in its turn."""
    speak, waiting = visit.speak, await _waiting(visit)
    by_turn = await visit.uow.records.of_setting(WaitingPost, visit.setting.id, (State.APPROVED,))
    to_come = [each for each in by_turn if each.can_be_held][-MOST_ON_PAGE:]
    reach = await visit.turn.reach()
    rule = speak("posts.rule", people=reach.people, most=reach.most_by_one) if reach.needs_two else ""
    drawn = [await _on_page(visit, each) for each in (*waiting, *to_come)]
    head = say(speak("posts.title"), speak("posts.all", waiting=len(waiting), to_come=len(to_come)), rule)
    return [head, *[each for each in drawn if each]]


async def _waiting(visit: Visit) -> list[WaitingPost]:
    """What waits, the oldest first."""
    found = await visit.uow.records.of_setting(WaitingPost, visit.setting.id, (State.WAITING,))
    return sorted(found, key=lambda each: (each.asked_at, each.id))


async def _on_page(visit: Visit, post: WaitingPost) -> Card | None:
    """One post, and whose word it waits for."""
    seconds = await visit.turn.seconds(post)
    actions: tuple[Action, ...] = ()
    stands = "others" if seconds else "alone"
    if post.state is State.APPROVED:
        actions, stands = (Action(token("post_hold", post.id), visit.speak("posts.hold")),), "approved"
    elif visit.person.id in seconds:
        actions, stands = _deciding(visit, post), "yours"
    elif _own(visit, post):
        actions = (Action(token("post_take_back", post.id), visit.speak("posts.take_back")),)
    return await _card(visit, post, actions, visit.speak(f"posts.stands_{stands}"))


async def _card(visit: Visit, post: WaitingPost, actions: Sequence[Action], stands: str = "") -> Card | None:
    said = await _said(visit.flows, visit.turn, post, visit.person)
    if said is None:
        return None
    name = await visit.turn.name(post.author_id, visit.person.language)
    return say(visit.speak("posts.from", name=name, title=said[0]), said[1], stands, actions=tuple(actions))


def _deciding(visit: Visit, post: WaitingPost) -> tuple[Action, ...]:
    return (
        Action(token("post_approve", post.id), visit.speak("posts.approve"), Style.PRIMARY),
        Action(token("post_send_back", post.id), visit.speak("posts.send_back")),
    )


async def _to_decide(visit: Visit, post_id: str) -> tuple[WaitingPost, tuple[str, str]]:
    """A post of the setting that waits for this person's yes, with what it says."""
    found = await visit.uow.records.get(WaitingPost, post_id)
    if found is None or found.setting_id != visit.setting.id or found.state is not State.WAITING:
        raise NotPossibleError(post_id)
    said = await _said(visit.flows, visit.turn, found, visit.person)
    if said is None or visit.person.id not in await visit.turn.seconds(found):
        raise NotPossibleError(post_id)
    return found, said


async def approved(visit: Visit, post_id: str) -> Reply:
    """The second yes: it goes out, or the calendar may post it."""
    post, (title, _) = await _to_decide(visit, post_id)
    await visit.turn.keep(*approve(post, visit.person.id, visit.now))
    await visit.flows.goes_out(visit.turn, post.post, post.about)
    await visit.turn.release(post)
    await visit.administered(What.POST_APPROVED)
    return Reply(replace=say(title, visit.speak(f"posts.decided_{_way(post)}")))


def _way(post: WaitingPost) -> str:
    return "out" if post.publish else "in_turn"


async def held(visit: Visit, post_id: str) -> Reply:
    """A second yes is taken back; what stands in the channel already stays there."""
    found = await visit.uow.records.get(WaitingPost, post_id)
    if found is None or found.setting_id != visit.setting.id or not visit.person.is_coordinator:
        raise NotPossibleError(post_id)
    await visit.turn.keep(*hold(found, visit.now, await visit.turn.seconds(found)))
    await visit.administered(What.POST_HELD)
    return Reply(replace=say("", visit.speak("posts.held")))


async def open_send_back(visit: Visit, post_id: str) -> Reply:
    post, _ = await _to_decide(visit, post_id)
    title, send, intro = (visit.speak(f"posts.{each}") for each in ("send_back_title", "send", "intro"))
    return Reply(form=Form(token("post_send_back", post.id), title, send, (_word(visit),), intro))


def _word(visit: Visit) -> TextInput:
    return TextInput(WORD, visit.speak("posts.field_word"), limit=LONGEST_WORD, multiline=True)


async def sent_back(visit: Visit, values: Values, post_id: str) -> Reply:
    post, (title, _) = await _to_decide(visit, post_id)
    if faults := word_faults(values, visit.speak, _word(visit)):
        return Reply(faults=faults)
    words = await _words_of(visit.flows, visit.turn, post)
    step = send_back(post, visit.person.id, one(values, WORD), words, visit.now)
    await _back(visit.flows, visit.turn, step)
    await visit.administered(What.POST_SENT_BACK)
    return Reply(replace=say(title, visit.speak("posts.decided_sent_back")))


async def taken_back(visit: Visit, post_id: str) -> Reply:
    post = await visit.record(WaitingPost, post_id, lambda found: found.author_id)
    await _back(visit.flows, visit.turn, (take_back(post), ()))
    return Reply(say=(say("", visit.speak("posts.taken_back")),))


async def _back(flows: Flows, turn: Turn, step: Step) -> None:
    """It does not go out; its flow hears of it."""
    await turn.keep(*step)
    await flows.stays_back(turn, step[0].post, step[0].about)


async def _words_of(flows: Flows, turn: Turn, post: WaitingPost) -> str:
    """What its author would have read in the channel."""
    author = await turn.colleague(post.author_id)
    said = await _said(flows, turn, post, author) if author else None
    return said[1] if said else ""


async def _on_wake(flows: Flows, turn: Turn, post: WaitingPost) -> None:
    """Nobody said yes in time."""
    await _back(flows, turn, wake(post, await _words_of(flows, turn, post), turn.now))


async def _second_facts(flows: Flows, turn: Turn, post_id: str, person: Person) -> Facts:
    """Only as long as it waits for this coordinator's yes."""
    found = await turn.uow.records.get(WaitingPost, post_id)
    if found is None or found.state is not State.WAITING or person.id not in await turn.seconds(found):
        return None
    said = await _said(flows, turn, found, person)
    if said is None:
        return None
    return {
        "name": await turn.name(found.author_id, person.language),
        "people": str((await turn.reach()).people),
        "title": said[0],
        "post": said[1],
    }


async def _approved_facts(flows: Flows, turn: Turn, post_id: str, person: Person) -> Facts:
    """Told only while it is so."""
    found = await turn.uow.records.get(WaitingPost, post_id)
    said = await _said(flows, turn, found, person) if found and found.state is State.APPROVED else None
    if found is None or said is None:
        return None
    return {"title": said[0], "when": turn.speaker(person.language)(f"posts.decided_{_way(found)}")}


async def _back_facts(turn: Turn, post_id: str, person: Person) -> Facts:
    """Why it did not go out, and the words, so that they are not lost."""
    found = await turn.uow.records.get(WaitingPost, post_id)
    if found is None or found.state not in (State.SENT_BACK, State.LAPSED):
        return None
    reason = turn.speaker(person.language)(f"posts.back_{found.state}", word=found.word)
    return {"reason": reason, "post": found.words}


async def _needs(flows: Flows, turn: Turn) -> Sequence[Line]:
    """Posts that wait for a coordinator's yes, and still have a point."""
    waiting = await turn.uow.records.of_setting(WaitingPost, turn.setting.id, (State.WAITING,))
    reader = await turn.uow.people.typical(turn.setting.id) if waiting else None
    count = sum([await _said(flows, turn, each, reader) is not None for each in waiting]) if reader else 0
    return [Line("posts.need", {"count": count})] if count else []


def export_of(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """Its author reads all of it; whoever decided their own part."""
    d = document
    if person_id == d["author_id"]:
        return {"state": d["state"], "asked_at": d["asked_at"], "words": d["words"]}
    if person_id == d["seconder_id"]:
        return {"state": d["state"], "from": names(d["author_id"]), "your_word": d["word"]}
    return {"state": State.WAITING.value}


def over(flows: Flows) -> Flow:
    """The flow that lets posts of all these others through."""
    return Flow(
        name="posts",
        records=(WaitingPost,),
        words={"posts": posts},
        presses={
            "post_approve": approved,
            "post_hold": held,
            "post_take_back": taken_back,
        },
        dialogs={"post_send_back": open_send_back},
        submissions={"post_send_back": sent_back},
        letters={
            TO_SECOND: partial(_second_facts, flows),
            APPROVED: partial(_approved_facts, flows),
            BACK: _back_facts,
        },
        wakes={WaitingPost: partial(_on_wake, flows)},
        over={WaitingPost: frozenset(State) - {State.WAITING}},
        exports={WaitingPost: export_of},
        home={Audience.EVERYONE: at_home},
        needs=partial(_needs, flows),
        register=Register(
            cards, frozenset({"post_approve", "post_send_back", "post_hold", "post_take_back"})
        ),
    )
