"""The register of recurring reports: what is due when, and which fields it has."""

from dataclasses import replace
from datetime import date

from bot.services.flows.filling import Values
from bot.services.flows.reports.shown import own, plain, running
from bot.services.flows.typed import list_of, text_of
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    ChoiceInput,
    Facts,
    Form,
    Option,
    Paragraph,
    Reply,
    Style,
    TextInput,
    say,
    token,
)
from nudges.chance import stable_id
from nudges.dates import date_in_words
from nudges.flows.reports.registry import Report, Rule, State, fill, register
from nudges.working_time import local_date

NAME, RULE, DUE, FIELDS, LENT = "name", "rule", "due", "fields", "lent"
YES, NO = "yes", "no"
MOST_FIELDS, LONGEST_FIELD = 8, 500


async def reports(visit: Visit, words: str = "") -> Reply:
    """One's own reports, and how to add one."""
    if words.strip().casefold() in {each.strip() for each in visit.speak("report.new_words").split(",")}:
        return await new(visit)
    speak = visit.speak
    mine = [each for each in await running(visit.turn) if each.owner_id == visit.person.id]
    groups = tuple(
        ActionGroup(
            speak("report.line", name=each.name, due=date_in_words(each.due, speak)),
            (Action(token("report_show", each.id), speak("report.details")),),
        )
        for each in sorted(mine, key=lambda each: each.due)
    )
    add = Action(token("report_new", ""), speak("report.new"), Style.PLAIN if mine else Style.PRIMARY)
    intro = Paragraph(speak("report.list" if mine else "report.none"))
    return Reply(say=(Card(speak("report.title"), (intro,), groups, (add,)),))


async def new(visit: Visit, _: str = "") -> Reply:
    speak = visit.speak
    rules = tuple(Option(each, speak(f"report.rule_{each}")) for each in Rule)
    lent = tuple(Option(each, speak(f"report.lent_{each}")) for each in (NO, YES))
    inputs = (
        TextInput(NAME, speak("report.field_name"), limit=60),
        ChoiceInput(RULE, speak("report.field_rule"), rules, (Rule.MONTHLY,)),
        TextInput(DUE, speak("report.field_due"), limit=10, day=True),
        TextInput(
            FIELDS, speak("report.field_fields"), speak("report.hint_fields"), limit=400, multiline=True
        ),
        ChoiceInput(LENT, speak("report.field_lent"), lent, (NO,)),
    )
    return Reply(form=Form(token("report_new"), speak("report.form_title"), speak("report.save"), inputs))


async def registered(visit: Visit, values: Values) -> Reply:
    """It is in the register; who else gives the same fields is found by their names."""
    speak, today = visit.speak, local_date(visit.person, visit.now)
    name, rule, due = text_of(values, NAME, 60), text_of(values, RULE), _date(text_of(values, DUE, 10))
    fields = list_of(values, FIELDS, MOST_FIELDS)
    late = due is not None and due < today and rule == Rule.ONCE
    wrong = (
        (NAME, not name, "fault_empty"),
        (RULE, rule not in set(Rule), "fault_empty"),
        (DUE, due is None or late, "fault_due"),
        (FIELDS, not fields, "fault_empty"),
    )
    faults = {field: speak(f"report.{text}") for field, holds, text in wrong if holds}
    if faults or due is None:
        return Reply(faults=faults)
    report = Report(
        id=stable_id(visit.person.id, "report", visit.key),
        setting_id=visit.setting.id,
        owner_id=visit.person.id,
        name=name,
        rule=Rule(rule),
        due=due,
        fields=fields,
        lent=text_of(values, LENT) == YES,
    )
    if await visit.uow.records.get(Report, report.id) is None:
        await visit.turn.keep(register(report, today))
    return await show(visit, report.id)


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


async def show(visit: Visit, report_id: str) -> Reply:
    """One report of one's own, with what is given in its fields."""
    report = await own(visit, report_id)
    speak = visit.speak
    facts = Facts(tuple((name, report.given.get(name) or speak("report.empty")) for name in report.fields))
    due = speak("report.due", due=date_in_words(report.due, speak), rule=speak(f"report.rule_{report.rule}"))
    lent = speak("report.is_lent" if report.lent else "report.is_not_lent")
    actions = (
        Action(token("report_fill", report.id), speak("report.fill"), Style.PRIMARY),
        Action(token("report_end", report.id), speak("report.end"), Style.QUIET),
    )
    groups = await _offer(visit, report)
    return Reply(say=(Card(report.name, (Paragraph(due), facts, Paragraph(lent)), groups, actions),))


async def _offer(visit: Visit, report: Report) -> tuple[ActionGroup, ...]:
    """What another report says already: here too, should no message have found a free moment."""
    source = await visit.uow.records.get(Report, report.offered_id)
    if source is None:
        return ()
    answers = ("reuse", "edit", "not_same")
    actions = tuple(
        Action(token(f"report_{each}", report.id), visit.speak(f"letter.report_offered.button.{each}"))
        for each in answers
    )
    return (ActionGroup(visit.speak("report.offer", other=source.name), actions),)


async def fill_form(visit: Visit, report_id: str) -> Reply:
    """Its fields, with what was given last time."""
    report = await own(visit, report_id)
    return fields_form(visit, "report_fill", report, {n: report.given.get(n, "") for n in report.fields})


def fields_form(visit: Visit, name: str, report: Report, texts: dict[str, str]) -> Reply:
    """A dialog with some fields of a report; each is known by its place among them all."""
    inputs = tuple(
        TextInput(_field(report, each), each, "", texts[each], LONGEST_FIELD, multiline=True, required=False)
        for each in texts
    )
    return Reply(form=Form(token(name, report.id), report.name, visit.speak("report.save"), inputs))


def given(report: Report, values: Values) -> dict[str, str]:
    """What came back from that dialog."""
    return {
        each: text_of(values, _field(report, each), LONGEST_FIELD)
        for each in report.fields
        if _field(report, each) in values
    }


def _field(report: Report, name: str) -> str:
    return f"field{report.fields.index(name)}"


async def filled(visit: Visit, values: Values, report_id: str) -> Reply:
    report = await own(visit, report_id)
    await visit.turn.keep(fill(report, given(report, values)))
    return plain(visit, "report.filled", name=report.name)


async def end(visit: Visit, report_id: str) -> Reply:
    """One report less: its owner may put it on the stop-doing list."""
    report = await own(visit, report_id)
    await visit.turn.keep(replace(report, state=State.OVER, wake_at=None, offered_id=""))
    tell = Action(token("less", ""), visit.speak("report.tell"), Style.QUIET)
    return Reply(say=(say("", visit.speak("report.ended", name=report.name), actions=(tell,)),))
