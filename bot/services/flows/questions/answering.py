"""What the leader does with the questions: read, merge, answer, publish, sum up."""

from collections.abc import Callable

from bot.services.flows.filling import Values, choice_faults, one, word_faults
from bot.services.flows.questions.asking import questions_of, tell_askers
from bot.services.flows.questions.opening import may_see
from bot.services.second_yes import told
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    ChoiceInput,
    Form,
    Option,
    Paragraph,
    Reply,
    Style,
    TextInput,
    say,
    token,
)
from nudges.flows.questions.asked import helped_counts
from nudges.flows.questions.merging import look_alikes
from nudges.flows.questions.threads import (
    State,
    Thread,
    Topic,
    Verdict,
    answer,
    keep_asked,
    merge,
    publish,
    sum_up,
)
from nudges.records import NotPossibleError

SAME, WORDS, VERDICT, WHY, SAID, DID = "same", "words", "verdict", "why", "said", "did"
MOST_SHOWN = 20
"""Questions on one card; the rest come up as these are answered."""
LONGEST_COLUMN = 1500


async def _seen(visit: Visit, thread_id: str, *, own: bool = False) -> Thread:
    """A closed thread for the leader or, unless it must be their ``own``, a helping coordinator."""
    thread = await visit.uow.records.get(Thread, thread_id)
    allowed = thread is not None and (thread.leader_id == visit.person.id if own else may_see(visit, thread))
    if thread is None or not allowed or thread.state not in (State.CLOSED, State.PUBLISHED, State.SUMMED):
        raise NotPossibleError(thread_id)
    there = {each.tag for each in await questions_of(visit.turn, thread)}
    return keep_asked(thread, there)


async def see(visit: Visit, thread_id: str) -> Reply:
    """Every question, without names and in no order, with what can be done."""
    return Reply(say=(await _card(visit, await _seen(visit, thread_id)),))


async def _card(visit: Visit, thread: Thread) -> Card:
    speak = visit.speak
    topics = [*thread.unanswered, *thread.answered]
    own = thread.leader_id == visit.person.id
    body = [Paragraph(speak("questions.see_body" if thread.topics else "questions.see_none"))]
    if counts := helped_counts(await questions_of(visit.turn, thread), thread.minimum):
        body.append(Paragraph(speak("questions.helped", yes=counts[0], no=counts[1])))
    return Card(
        speak("questions.see_title"),
        tuple(body),
        tuple(_row(visit, thread, topic, own=own) for topic in topics[:MOST_SHOWN]),
        _steps(visit, thread, own=own),
    )


def _row(visit: Visit, thread: Thread, topic: Topic, *, own: bool) -> ActionGroup:
    """A question; the leader's answer below it, and the button to write it or write it anew."""
    speak = visit.speak
    lines = [topic.words] if topic.verdict is None else [topic.words, said_of(visit, topic)]
    may_answer = own and not topic.published and thread.state is not State.SUMMED
    label = speak("questions.answer" if topic.verdict is None else "questions.answer_anew")
    answer_it = Action(token("questions_answer", thread.id, topic.id), label)
    return ActionGroup("\n".join(lines), (answer_it,) if may_answer else ())


def said_of(visit: Visit, topic: Topic) -> str:
    verdict = visit.speak(f"questions.verdict_{topic.verdict}")
    return visit.speak("questions.answered_line", verdict=verdict, why=topic.why)


def _steps(visit: Visit, thread: Thread, *, own: bool) -> tuple[Action, ...]:
    """What can be done next, as far as it is the visitor's to do."""
    fresh, closed = any(not t.published for t in thread.answered), thread.state is State.CLOSED
    steps = (
        (own and closed and fresh, "questions_publish", Style.PRIMARY),
        (closed and len(thread.unanswered) > 1, "questions_merge", Style.PLAIN),
        (own and thread.state is not State.SUMMED, "questions_summary", Style.PLAIN),
    )
    found = [(name, style) for holds, name, style in steps if holds]
    return tuple(
        Action(token(name, thread.id), visit.speak(f"questions.step_{name}"), style) for name, style in found
    )


async def merge_form(visit: Visit, thread_id: str) -> Reply:
    """Tick what asks the same; what sounds alike is ticked already."""
    thread = await _seen(visit, thread_id)
    same, words = _merge_fields(visit, thread)
    form = Form(
        token=token("questions_merge", thread.id),
        title=visit.speak("questions.merge_title"),
        submit=visit.speak("questions.merge_submit"),
        inputs=(same, words),
        intro=visit.speak("questions.merge_intro" if same.initial else "questions.merge_plain"),
    )
    return Reply(form=form)


def _merge_fields(visit: Visit, thread: Thread) -> tuple[ChoiceInput, TextInput]:
    speak, waiting = visit.speak, thread.unanswered[:MOST_SHOWN]
    if len(waiting) < 2:
        raise NotPossibleError("merge")
    alike = next(iter(look_alikes(waiting, set(speak("questions.small_words").split()))), ())
    first = next((topic.words for topic in waiting if topic.id in alike), "")
    options = tuple(Option(t.id, _shortened(t.words)) for t in waiting)
    return (
        ChoiceInput(SAME, speak("questions.field_same"), options, initial=alike, multiple=True),
        TextInput(WORDS, speak("questions.field_merged"), initial=first, limit=300, multiline=True),
    )


def _shortened(words: str, most: int = 75) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"


async def merged(visit: Visit, values: Values, thread_id: str) -> Reply:
    thread = await _seen(visit, thread_id)
    ticked = set(values.get(SAME, ()))
    if len(ticked & {topic.id for topic in thread.unanswered}) < 2:
        return Reply(faults={SAME: visit.speak("questions.tick_two")})
    _, words = _merge_fields(visit, thread)
    if faults := word_faults(values, visit.speak, words):
        return Reply(faults=faults)
    return await _kept(visit, merge(thread, ticked, one(values, WORDS)))


async def _kept(visit: Visit, thread: Thread) -> Reply:
    await visit.turn.keep(thread)
    return Reply(say=(await _card(visit, thread),))


async def answer_form(visit: Visit, thread_id: str, topic_id: str) -> Reply:
    thread = await _seen(visit, thread_id, own=True)
    topic = next((t for t in thread.topics if t.id == topic_id and not t.published), None)
    if topic is None or thread.state is State.SUMMED:
        raise NotPossibleError(topic_id)
    form = Form(
        token=token("questions_answer", thread_id, topic_id),
        title=visit.speak("questions.answer_title"),
        submit=visit.speak("questions.answer_submit"),
        inputs=_answer_fields(visit, topic),
        intro=topic.words,
    )
    return Reply(form=form)


def _answer_fields(visit: Visit, topic: Topic | None = None) -> tuple[ChoiceInput, TextInput]:
    speak = visit.speak
    options = tuple(Option(each.value, speak(f"questions.verdict_{each}")) for each in Verdict)
    initial = (topic.verdict.value,) if topic and topic.verdict else ()
    why = topic.why if topic else ""
    return (
        ChoiceInput(VERDICT, speak("questions.field_verdict"), options, initial=initial),
        TextInput(WHY, speak("questions.field_why"), initial=why, limit=600, multiline=True),
    )


async def answered(visit: Visit, values: Values, thread_id: str, topic_id: str) -> Reply:
    thread = await _seen(visit, thread_id, own=True)
    verdict, why = _answer_fields(visit)
    faults = choice_faults(values, visit.speak, verdict) | word_faults(values, visit.speak, why)
    if faults:
        return Reply(faults=faults)
    return await _kept(visit, answer(thread, topic_id, Verdict(one(values, VERDICT)), one(values, WHY)))


async def ask_publish(visit: Visit, thread_id: str) -> Reply:
    """Where some questions have no answer yet, ask once: the answers go out in one post, at once."""
    thread = await _seen(visit, thread_id, own=True)
    left = len(thread.topics) - len(thread.answered)
    if not left:
        return await published(visit, thread_id)
    actions = (
        Action(token("questions_publish_now", thread_id), visit.speak("questions.publish_yes")),
        Action(token("questions_see", thread_id), visit.speak("questions.publish_no"), Style.QUIET),
    )
    words = visit.speak("questions.publish_about", answered=len(thread.answered), count=len(thread.topics))
    return Reply(say=(say(visit.speak("questions.publish_ask"), words, actions=actions),))


async def published(visit: Visit, thread_id: str) -> Reply:
    """All answers in one post; those who asked hear of theirs."""
    thread, effects = publish(await _seen(visit, thread_id, own=True))
    waiting = await visit.turn.keep(thread, effects)
    if not waiting:
        await tell_askers(visit.turn, thread, everybody=False)
    out = say(visit.speak("questions.published_title"), visit.speak("questions.published"))
    return await told(visit, waiting, Reply(say=(out,)))


async def goes_out(turn: Turn, thread_id: str, *, everybody: bool) -> None:
    """A post that waited goes out: those who asked hear of it."""
    if found := await turn.uow.records.get(Thread, thread_id):
        await tell_askers(turn, found, everybody=everybody)


async def stays_back(undo: Callable[[Thread], Thread], turn: Turn, thread_id: str) -> None:
    """A post that waited does not go out: its thread stands as before."""
    if found := await turn.uow.records.get(Thread, thread_id):
        await turn.keep(undo(found))


async def summary_form(visit: Visit, thread_id: str) -> Reply:
    """You said, we did: both columns begin with what is there."""
    thread = await _seen(visit, thread_id, own=True)
    if thread.state is State.SUMMED:
        raise NotPossibleError(thread.state)
    form = Form(
        token=token("questions_summary", thread_id),
        title=visit.speak("questions.summary_title"),
        submit=visit.speak("questions.summary_submit"),
        inputs=_columns(visit, thread),
        intro=visit.speak("questions.summary_intro"),
    )
    return Reply(form=form)


def _columns(visit: Visit, thread: Thread) -> tuple[TextInput, TextInput]:
    said = "\n".join(f"• {topic.words}" for topic in thread.topics)[:LONGEST_COLUMN]
    did = "\n".join(f"• {said_of(visit, topic)}" for topic in thread.answered)[:LONGEST_COLUMN]
    labels = visit.speak("questions.field_said"), visit.speak("questions.field_did")
    return (
        TextInput(SAID, labels[0], initial=said, limit=LONGEST_COLUMN, multiline=True),
        TextInput(DID, labels[1], initial=did, limit=LONGEST_COLUMN, multiline=True),
    )


async def summed_up(visit: Visit, values: Values, thread_id: str) -> Reply:
    """Published for everybody; whoever asked and was not told yet is told now."""
    thread = await _seen(visit, thread_id, own=True)
    if faults := word_faults(values, visit.speak, *_columns(visit, thread)):
        return Reply(faults=faults)
    summed, effects = sum_up(thread, one(values, SAID), one(values, DID), visit.now)
    waiting = await visit.turn.keep(summed, effects)
    if not waiting:
        await tell_askers(visit.turn, summed, everybody=True)
    out = say(visit.speak("questions.published_title"), visit.speak("questions.summed"))
    return await told(visit, waiting, Reply(say=(out,)))
