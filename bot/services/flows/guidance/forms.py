"""The dialog of a guidance card, and what it brings back."""

from dataclasses import replace

from bot.services.flows.filling import Values, choice_faults, one, word_faults
from nudges.cards import ChoiceInput, Form, Option, TextInput, token
from nudges.flows.guidance.shortcuts import GOOD_FOR, MOST_LINES, Content, Guardrail, GuidanceCard
from nudges.texts import Speaker

ANSWER, CHOICE = "answer", "choice"
TITLE, LINES, SOURCE, KEYWORDS, GOOD = "title", "lines", "source", "keywords", "good_for"
OPTIONS = ("usual", "second", "third")
OTHER, WHO, LIMIT, DEADLINE = "other", "decider", "limit", "deadline"
DAYS = (30, 90, GOOD_FOR.days)
"""After how many days a card can be looked at again."""


def card_form(
    speak: Speaker, kind: str, card_id: str = "", gap_id: str = "", initial: dict[str, str] | None = None
) -> Form:
    """The dialog for a card, new or known; ``gap_id`` is the repeated question it answers."""
    filled = initial or {}
    words, days = _fields(speak, kind)
    inputs = tuple(replace(field, initial=filled.get(field.id, "")) for field in words)
    return Form(
        token=token("guidance_save", kind, card_id, gap_id),
        title=speak(f"guidance.form_{kind}"),
        submit=speak("guidance.publish"),
        inputs=(*inputs, replace(days, initial=(filled.get(GOOD, str(GOOD_FOR.days)),))),
        intro=speak("guidance.form_intro"),
    )


def _fields(speak: Speaker, kind: str) -> tuple[tuple[TextInput, ...], ChoiceInput]:
    def line(name: str, limit: int = 80, *, required: bool = True) -> TextInput:
        return TextInput(name, speak(f"guidance.field_{name}"), limit=limit, required=required)

    lines = TextInput(
        LINES, speak(f"guidance.field_{LINES}"), limit=360, multiline=True, required=kind == ANSWER
    )
    choice = (
        *(line(name, required=place == 0) for place, name in enumerate(OPTIONS)),
        *(line(name) for name in (OTHER, WHO, LIMIT, DEADLINE)),
    )
    ends = (line(SOURCE, 200), line(KEYWORDS, 120, required=False))
    middle = choice if kind == CHOICE else (lines,)
    options = tuple(Option(str(days), speak("guidance.days", days=days)) for days in DAYS)
    good_for = ChoiceInput(GOOD, speak("guidance.field_good_for"), options)
    return (line(TITLE), *middle, *ends), good_for


def initial_of(known: GuidanceCard) -> dict[str, str]:
    content, rail = known.content, known.content.guardrail
    filled = {
        TITLE: content.title,
        LINES: "\n".join(content.lines),
        SOURCE: content.source,
        KEYWORDS: content.keywords,
        GOOD: str(known.good_for.days),
        OTHER: content.other,
        **dict(zip(OPTIONS, content.options, strict=False)),
    }
    return filled | ({WHO: rail.who_decides, LIMIT: rail.limit, DEADLINE: rail.deadline} if rail else {})


def card_faults(speak: Speaker, values: Values, kind: str) -> dict[str, str]:
    words, days = _fields(speak, kind)
    faults = word_faults(values, speak, *words) | choice_faults(values, speak, days)
    if kind == ANSWER and LINES not in faults and len(_lines(values)) > MOST_LINES:
        faults[LINES] = speak("guidance.too_many_lines")
    return faults


def _lines(values: Values) -> tuple[str, ...]:
    return tuple(line.strip() for line in one(values, LINES).splitlines() if line.strip())


def content_of(values: Values, kind: str) -> Content:
    title, source, keywords = (one(values, name) for name in (TITLE, SOURCE, KEYWORDS))
    if kind == ANSWER:
        return Content(title, _lines(values), source, keywords)
    options = tuple(dict.fromkeys(filter(None, (one(values, name) for name in OPTIONS))))
    rail = Guardrail(one(values, WHO), one(values, LIMIT), one(values, DEADLINE))
    return Content(title, (), source, keywords, options, one(values, OTHER), rail)
