"""The dialogs of the seven steps, one each, and what they bring back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.services.flows.filling import Values, choice_faults, day_field, day_label, day_of, one, word_faults
from bot.services.flows.pauses.private import SERIOUS_FIELD
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Input, Option, PersonInput, TextInput, token
from nudges.flows.pauses.answers import (
    AGREE,
    CIRCUMSTANCES,
    LAST,
    OPTIONS,
    OWN_CIRCUMSTANCES,
    SERIOUS,
    SITUATION,
    WAYS,
    Answers,
)
from nudges.flows.pauses.pause import working_days_after
from nudges.working_time import local_date

CHOSEN, WORDS, SEND, COLLEAGUE = "chosen", "words", "send", "colleague"
WHO, BY, REMIND, SHARE = "doer", "by", "remind", "share"
BY_BOT, BY_ONESELF, NOT_NOW = "bot", "self", "no"
SIDES = ("me", "they", "both")
NOBODY: Mapping[str, str] = {}
SHARED, KEPT = "share", "keep"
LONGEST, LONGEST_MESSAGE, LONGEST_LINE = 400, 600, 120


def form(visit: Visit, pause_id: str, step: int) -> Form:
    """The dialog of a step."""
    speak = visit.speak
    return Form(
        token=token("pause_step", pause_id, str(step)),
        title=speak(f"pauses.step{step}.title"),
        submit=speak("pauses.done" if step == LAST else "pauses.next"),
        inputs=inputs(visit, step),
        intro=speak("pauses.of_seven", step=step, words=speak(f"pauses.step{step}.intro")),
    )


def inputs(visit: Visit, step: int) -> tuple[Input, ...]:
    speak = visit.speak
    match step:
        case 1:
            return (_ticks(visit, step, "circumstance", CIRCUMSTANCES), serious(visit))
        case 2:
            return (_ticks(visit, step, "own_circumstance", OWN_CIRCUMSTANCES),)
        case 3 | 4:
            return (words(visit, step),)
        case 5:
            person = PersonInput(
                COLLEAGUE, speak("pauses.colleague"), hint=speak("pauses.colleague_hint"), required=False
            )
            return (words(visit, step), send(visit), person)
        case 6:
            return (_ticks(visit, step, "way", WAYS), words(visit, step), serious(visit))
        case _:
            return (*agreement(visit), remind(visit), share(visit))


def serious(visit: Visit) -> ChoiceInput:
    """What ends a pause at once."""
    options = _options(visit, "serious", SERIOUS)
    return ChoiceInput(
        SERIOUS_FIELD, visit.speak("pauses.serious_field"), options, multiple=True, required=False
    )


def words(visit: Visit, step: int) -> TextInput:
    return TextInput(
        WORDS,
        visit.speak(f"pauses.step{step}.field"),
        initial=_draft(visit) if step == 5 else "",
        limit=LONGEST_MESSAGE if step == 5 else LONGEST,
        multiline=step != OPTIONS,
        required=False,
    )


def send(visit: Visit) -> ChoiceInput:
    options = _options(visit, "send", (BY_ONESELF, BY_BOT, NOT_NOW))
    return ChoiceInput(SEND, visit.speak("pauses.send_field"), options, initial=(BY_ONESELF,))


def agreement(visit: Visit) -> tuple[ChoiceInput, TextInput, ChoiceInput]:
    speak = visit.speak
    return (
        ChoiceInput(WHO, speak("pauses.who_field"), _options(visit, "who", SIDES)),
        TextInput(WORDS, speak("pauses.step7.field"), limit=LONGEST_LINE),
        day_field(visit, BY, speak("pauses.by_field")),
    )


def remind(visit: Visit) -> ChoiceInput:
    options = (Option("yes", visit.speak("pauses.remind_yes")),)
    return ChoiceInput(REMIND, visit.speak("pauses.remind_field"), options, ("yes",), True, required=False)


def share(visit: Visit) -> ChoiceInput:
    options = _options(visit, "share", (SHARED, KEPT))
    return ChoiceInput(SHARE, visit.speak("pauses.share_field"), options, initial=(KEPT,))


def faults(visit: Visit, values: Values, step: int) -> dict[str, str]:
    """What cannot be taken as it is, by field; the gates aside."""
    fields = inputs(visit, step)
    single = [each for each in fields if isinstance(each, ChoiceInput) and not each.multiple]
    texts = [each for each in fields if isinstance(each, TextInput)]
    return word_faults(values, visit.speak, *texts) | choice_faults(values, visit.speak, *single)


def taken(answers: Answers, values: Values, step: int) -> Answers:
    """The answers with those of this step, of which only what was offered is taken."""
    text = one(values, WORDS)
    match step:
        case 1:
            new = replace(answers, circumstances=_many(values, CIRCUMSTANCES))
        case 2:
            new = replace(answers, own_circumstances=_many(values, OWN_CIRCUMSTANCES))
        case 3:
            new = replace(answers, their_words=text)
        case 4:
            new = replace(answers, worst_day=text)
        case 5:
            new = replace(answers, message=text)
        case 6:
            new = replace(answers, ways=_many(values, WAYS), another_way=text)
        case _:
            new = replace(answers, who=one(values, WHO), what=text, by=day_of(values, BY))
    return new


def gate_field(step: int) -> str:
    """Where to say that a gate is closed."""
    return CHOSEN if step in (SITUATION, OPTIONS) else WORDS


def line(visit: Visit, answers: Answers, names: Mapping[str, str] = NOBODY) -> str:
    """The agreement in one line; ``names`` are given where others than the author read it."""
    day = day_label(visit.speak, answers.by) if answers.by else ""
    who = names.get(answers.who) or visit.speak(f"pauses.who.{answers.who or 'both'}")
    return visit.speak("pauses.line", who=who, what=answers.what, day=day)


def all_of(visit: Visit, answers: Answers) -> str:
    """Everything written so far, for its author to read again."""
    parts = {
        1: _named(visit, "circumstance", answers.circumstances),
        2: _named(visit, "own_circumstance", answers.own_circumstances),
        3: answers.their_words,
        4: answers.worst_day,
        5: answers.message,
        OPTIONS: " · ".join(filter(None, [_named(visit, "way", answers.ways), answers.another_way])),
        AGREE: line(visit, answers) if answers.what else "",
    }
    told = [f"{visit.speak(f'pauses.step{step}.title')}\n{text}" for step, text in parts.items() if text]
    return "\n\n".join(told) or visit.speak("pauses.nothing_written")


def _draft(visit: Visit) -> str:
    """Asks, and blames nobody (paragraph 65)."""
    today = local_date(visit.person, visit.now)
    day = working_days_after(visit.person, today, visit.deps.is_holiday)
    return visit.speak("pauses.draft", day=day_label(visit.speak, day))


def _ticks(visit: Visit, step: int, kind: str, ids: Iterable[str]) -> ChoiceInput:
    label = visit.speak(f"pauses.step{step}.ticks")
    needed = step in (SITUATION, OPTIONS)  # no gate opens there without a tick
    return ChoiceInput(CHOSEN, label, _options(visit, kind, ids), multiple=True, required=needed)


def _options(visit: Visit, kind: str, ids: Iterable[str]) -> tuple[Option, ...]:
    return tuple(Option(each, visit.speak(f"pauses.{kind}.{each}")) for each in ids)


def _many(values: Values, offered: Iterable[str]) -> tuple[str, ...]:
    chosen = values.get(CHOSEN, ())
    return tuple(each for each in offered if each in chosen)


def _named(visit: Visit, kind: str, ids: Iterable[str]) -> str:
    return " · ".join(visit.speak(f"pauses.{kind}.{each}") for each in ids)
