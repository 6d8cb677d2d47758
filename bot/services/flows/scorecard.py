"""``scorecard``: coordinators judge the indicators of Annex III, quarter by quarter, and see what changed.

It describes the setting. It is never told as an effect of prompts, nor mixed with one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.ports.acts import What
from bot.services.addresses import is_web_address
from bot.services.deps import Deps
from bot.services.exporting import Document, picked
from bot.services.flow import Audience, Flow, Register
from bot.services.flows.filling import one
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    ActionGroup,
    Block,
    Card,
    ChoiceInput,
    Facts,
    Form,
    Input,
    Option,
    Paragraph,
    Reply,
    TextInput,
    say,
    token,
)
from nudges.digests import Line
from nudges.flows.scorecard import (
    Area,
    AreaScore,
    Assessment,
    Quarter,
    QuarterRecord,
    Scores,
    Value,
    changes,
    latest_before,
    score_values,
)
from nudges.records import NotPossibleError
from nudges.working_time import local_date

EVIDENCE = "evidence"
LONGEST_LINK = 500
MOST_CHANGES = 10
"""Changes told one by one; more are counted."""


async def scorecard(visit: Visit, _: str = "") -> Reply:
    """How the setting stands this quarter, area by area, with a way to judge each."""
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    return Reply(say=(await _shown(visit, await _present(visit)),))


async def cards(visit: Visit) -> list[Card]:
    """For coordinators' pages: the same, with a button at each area."""
    record = await _present(visit)
    whole = await _shown(visit, record)
    scores = score_values(visit.deps.scorecard, record.values)
    rows = [(each.area.number, *_line(visit, each)) for each in scores.areas]
    areas = tuple(
        ActionGroup(
            visit.speak("scorecard.area_row", number=number, area=name, said=said),
            (Action(token("scorecard_area", str(number)), visit.speak("scorecard.judge")),),
        )
        for number, name, said in rows
    )
    body = tuple(each for each in whole.body if not isinstance(each, Facts))
    return [replace(whole, body=body, groups=areas, actions=())]


async def newest(visit: Visit) -> tuple[Scores, str] | None:
    """The present quarter's scores, or those of the last one in which anything was judged; and of what.

    None where nothing ever was.
    """
    present = await _present(visit)
    record = present if present.assessments else await _before(visit, present)
    if record is None:
        return None
    return score_values(visit.deps.scorecard, record.values), f"{visit.setting.name}, {record.quarter}"


async def judge(visit: Visit, number: str) -> Reply:
    """The dialog of one area: what was said last stands there already."""
    area = _area(visit, number)
    record = await _present(visit)
    before = await _before(visit, record)
    known = {**(before.values if before else {}), **record.values}
    speak = visit.speak
    fields: list[Input] = [
        ChoiceInput(
            _field(indicator),
            speak(f"scorecard.indicator.{indicator}.name"),
            tuple(Option(value.value, speak(f"scorecard.value_{value}")) for value in area.values),
            initial=(known.get(indicator, Value.UNKNOWN).value,),
        )
        for indicator in area.indicators
    ]
    label, hint = speak("scorecard.evidence"), speak("scorecard.evidence_hint")
    link = TextInput(EVIDENCE, label, hint, limit=LONGEST_LINK, required=False)
    return Reply(
        form=Form(
            token=token("scorecard_judge", number, str(record.quarter)),
            title=speak(f"scorecard.area.{number}.name"),
            submit=speak("scorecard.save"),
            inputs=(*fields, link),
            intro=speak("scorecard.intro"),
        )
    )


async def judged(visit: Visit, values: Mapping[str, tuple[str, ...]], number: str, quarter: str) -> Reply:
    """Store what was said of an area; a dialog opened last quarter is still about last quarter."""
    area = _area(visit, number)
    evidence = one(values, EVIDENCE)
    if evidence and not is_web_address(evidence):
        return Reply(faults={EVIDENCE: visit.speak("scorecard.not_a_link")})
    record = await _of_quarter(visit, _quarter(quarter))
    for indicator in area.indicators:
        said = next(iter(values.get(_field(indicator), ())), Value.UNKNOWN.value)
        if said not in {each.value for each in area.values}:
            return Reply(faults={_field(indicator): visit.speak("scorecard.not_possible")})
        record = _with(visit, record, indicator, Value(said), evidence or None)
    await visit.turn.keep(record)
    await visit.administered(What.SCORECARD, quarter=str(record.quarter))
    return Reply(say=(await _shown(visit, record),))


def _with(
    visit: Visit, record: QuarterRecord, indicator: str, value: Value, evidence: str | None
) -> QuarterRecord:
    """The record with this judgement, unless nothing about it is new."""
    known = record.assessments.get(indicator)
    if known is not None and known.value is value and evidence in (None, known.evidence):
        return record
    new = Assessment(indicator, value, visit.person.id, record.quarter, evidence)
    return record.having(new, visit.deps.scorecard)


def _area(visit: Visit, number: str) -> Area:
    area = next((each for each in visit.deps.scorecard.areas if str(each.number) == number), None)
    if area is None or not visit.person.is_coordinator:
        raise NotPossibleError(number)
    return area


def _quarter(label: str) -> Quarter:
    try:
        return Quarter.parse(label)
    except ValueError:
        raise NotPossibleError(label) from None


def _field(indicator: str) -> str:
    """An input's id: platforms do not like dots in them."""
    return f"i{indicator.replace('.', '_')}"


async def _present(visit: Visit) -> QuarterRecord:
    return await _of_quarter(visit, Quarter.of(local_date(visit.person, visit.now)))


async def _of_quarter(visit: Visit, quarter: Quarter) -> QuarterRecord:
    empty = QuarterRecord(visit.setting.id, quarter)
    return await visit.uow.records.get(QuarterRecord, empty.id) or empty


async def _before(visit: Visit, record: QuarterRecord) -> QuarterRecord | None:
    every = await visit.uow.records.of_setting(QuarterRecord, visit.setting.id)
    return latest_before(record.quarter, every)


async def _shown(visit: Visit, record: QuarterRecord) -> Card:
    speak = visit.speak
    scores = score_values(visit.deps.scorecard, record.values)
    facts = Facts(tuple(_line(visit, each) for each in scores.areas))
    overall = speak(
        "scorecard.overall",
        mean=_percent(visit, scores.mean_of_areas),
        weighted=_percent(visit, scores.weighted_by_indicators),
        judged=len(scores.judged_areas),
        all=len(scores.scored_areas),
        known=scores.together.assessed,
        relevant=scores.together.relevant,
    )
    areas = tuple(
        Action(token("scorecard_area", str(area.number)), speak(f"scorecard.area.{area.number}.name"))
        for area in visit.deps.scorecard.areas
    )
    title = speak("scorecard.title", setting=visit.setting.name, quarter=str(record.quarter))
    body: tuple[Block, ...] = (
        facts,
        Paragraph(" ".join([overall, *_not_scored(visit)])),
        *(await _changes(visit, record)),
    )
    return Card(title, body, actions=areas, footer=speak("scorecard.footer"))


def _not_scored(visit: Visit) -> Iterator[str]:
    """What the counts leave out."""
    for area in visit.deps.scorecard.areas:
        if not area.scored:
            name = visit.speak(f"scorecard.area.{area.number}.name")
            yield visit.speak("scorecard.not_scored", area=name)


def _line(visit: Visit, one: AreaScore) -> tuple[str, str]:
    name = visit.speak(f"scorecard.area.{one.area.number}.name")
    tally = one.tally
    if not tally.assessed and not tally.not_relevant:
        return name, visit.speak("scorecard.not_judged", count=len(one.area.indicators))
    key = "scorecard.area_line" if one.area.scored else "scorecard.context_line"
    values = {"met": tally.met, "partly": tally.partly, "not_met": tally.not_met, "unknown": tally.unknown}
    score, coverage = _percent(visit, one.score), _percent(visit, one.coverage)
    return name, visit.speak(key, score=score, coverage=coverage, **values)


async def _changes(visit: Visit, record: QuarterRecord) -> list[Paragraph]:
    before = await _before(visit, record)
    if before is None:
        return []
    found = changes(visit.deps.scorecard, before.values, record.values)
    lines = [
        visit.speak(
            "scorecard.change",
            indicator=visit.speak(f"scorecard.indicator.{each.indicator}.name"),
            before=visit.speak(f"scorecard.value_{each.before}"),
            after=visit.speak(f"scorecard.value_{each.after}"),
        )
        for each in found[:MOST_CHANGES]
    ]
    head = visit.speak("scorecard.changed", count=len(found), quarter=str(before.quarter))
    return [Paragraph("\n".join([head, *(f"• {line}" for line in lines)]))]


def _percent(visit: Visit, share: float | None) -> str:
    return visit.speak("scorecard.nothing") if share is None else f"{share:.0%}"


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """Once a quarter has begun: how far its scorecard is filled in, if anybody ever filled one in."""
    every = await turn.uow.records.of_setting(QuarterRecord, turn.setting.id)
    if not every:
        return []
    quarter = Quarter.of(end.date())
    record = next((each for each in every if each.quarter == quarter), None)
    tally = score_values(turn.deps.scorecard, record.values if record else {}).together
    counts = {"known": f"{tally.assessed}", "relevant": f"{tally.relevant}"}
    return [Line("scorecard.week", {"quarter": str(quarter), **counts})]


def export_of(deps: Deps, document: Document, person_id: str) -> Mapping[str, Any]:
    """One's own judgements of a quarter."""
    own = [each for each in document["assessments"].values() if each["assessor_id"] == person_id]
    said = [picked(each, "indicator", "value", "evidence") for each in own]
    return {"state": QuarterRecord.state, "quarter": document["quarter"], "judged": said}


FLOW = Flow(
    name="scorecard",
    records=(QuarterRecord,),
    audience={"scorecard": Audience.COORDINATORS},
    words={"scorecard": scorecard},
    dialogs={"scorecard_area": judge},
    submissions={"scorecard_judge": judged},
    exports={QuarterRecord: export_of},
    week=week,
    register=Register(cards, frozenset({"scorecard_area", "scorecard_judge"})),
)
