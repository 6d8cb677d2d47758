"""Introductions across pillars, matched from files."""

import csv
import io
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import available_timezones

import typer

from bot.cli.options import AsJson, day, whole_number
from bot.cli.output import plainly, print_json, refuse_files
from bot.matching import SparseMatcher
from bot.spreadsheets import read_table
from nudges.faults import Fault, FaultyFileError
from nudges.flows.introductions import (
    Candidate,
    Matching,
    PastMeeting,
    Reason,
    Round,
    Rules,
    match,
    open_round,
)
from nudges.flows.introductions.files import read_past, read_people
from nudges.tables import Table

T = TypeVar("T")

introductions = typer.Typer(help="Introductions across pillars.", no_args_is_help=True)

_MANY = 5_000
"""People from whom on a file of all pairs is large enough to say so beforehand."""

_IN_WORDS = {
    Reason.ODD_NUMBER: "an odd number of people: everybody else is introduced",
    Reason.NO_PAIR_TO_JOIN: "no pair was left of which they may meet both now; "
    "nobody meets their own pillar, or the same person again so soon",
    Reason.NOBODY_FREE: "nobody they could meet is free in this round",
    Reason.SAME_PILLAR_ONLY: "everybody else is of the same pillar",
    Reason.ALL_MET_RECENTLY: "they were introduced to everybody they could meet a short while ago",
    Reason.NO_COMMON_LANGUAGE: "nobody of another pillar speaks a language of theirs",
    Reason.NO_SHARED_HOURS: "nobody they could talk to works at the same hours",
}

_Today = Annotated[
    date | None,
    typer.Option("--today", parser=day, metavar="DATE", help="Day of the round; by default today."),
]
_CoolDown = Annotated[
    int,
    typer.Option(
        "--cool-down",
        parser=whole_number(0, 36_500),
        metavar="DAYS",
        help="Days within which nobody meets the same person again.",
    ),
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(introductions, name="introductions")


@introductions.command("match")
@plainly
def match_files(
    people: Annotated[Path, typer.Option("--people", help="Who takes part, a CSV file.")],
    past: Annotated[Path, typer.Option("--past", help="Who was introduced to whom and when, a CSV file.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same pairs.")] = 0,
    json: AsJson = False,
    scores: Annotated[
        Path | None,
        typer.Option(
            "--scores",
            help="Write to this file every pair that may meet and its points.",
        ),
    ] = None,
    threes: Annotated[bool, typer.Option(help="Let an odd one join a pair.")] = False,
    cool_down: _CoolDown = 180,
    today: _Today = None,
) -> None:
    """Match people of different pillars for the most points."""
    on = today or datetime.now(UTC).astimezone().date()
    zones = frozenset(available_timezones())
    faults: list[Fault] = []
    candidates = _read(people, lambda table: read_people(table, zones, on), faults)
    met = _read(past, read_past, faults)
    if faults or candidates is None or met is None:
        refuse_files(faults)
    _note_strangers(candidates, met, people.name)
    rules = Rules(cool_down=timedelta(days=cool_down), allow_threes=threes)
    meeting_round = open_round(candidates, met, on, rules)
    matcher = SparseMatcher()
    if scores is not None:
        _write_scores(meeting_round, matcher, scores)
    matching = match(meeting_round, matcher, seed)
    print_json(_document(matching)) if json else print("\n".join(_lines(matching)))


def _read(file: Path, read: Callable[[Table], T], faults: list[Fault]) -> T | None:
    """What a file holds, or None where it has faults, so that those of both files are told at once."""
    try:
        return read(read_table(file))
    except FaultyFileError as error:
        faults.extend(error.faults)
        return None


def _note_strangers(people: Sequence[Candidate], past: Sequence[PastMeeting], file: str) -> None:
    known = {person.id for person in people}
    strangers = sum(not known >= {meeting.a, meeting.b} for meeting in past)
    if strangers:
        _note(f"{strangers} of {len(past)} past introductions name people who are not in {file}; left out")


def _write_scores(meeting_round: Round, matcher: SparseMatcher, file: Path) -> None:
    ids = [_cell(person.id) for person in meeting_round.people]
    if len(ids) > _MANY:
        pairs = _pairs_across(meeting_round)
        size = pairs * (2 * sum(map(len, ids)) / len(ids) + 6)
        _note(f"{file} will hold up to {pairs:,} pairs, about {size / 1e6:,.0f} MB")
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write("a,b,score\n")
        for place, others, points in matcher.points(meeting_round):
            rows = zip(others, points, strict=True)
            out.write("".join([f"{ids[place]},{ids[other]},{score}\n" for other, score in rows]))


def _pairs_across(meeting_round: Round) -> int:
    """Pairs of two pillars; other rules leave fewer."""
    pillars = Counter(person.pillar for person in meeting_round.people).values()
    return (sum(pillars) ** 2 - sum(count**2 for count in pillars)) // 2


def _cell(text: str) -> str:
    """A cell as CSV, in quotation marks only where it needs them."""
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([text])
    return written.getvalue()


def _document(matching: Matching) -> dict[str, Any]:
    return {
        "pairs": matching.pairs,
        "groups": matching.groups,
        "unmatched": [{"id": each.id, "reason": _IN_WORDS[each.reason]} for each in matching.unmatched],
    }


def _lines(matching: Matching) -> list[str]:
    found = [" + ".join(group) for group in (*matching.pairs, *matching.groups)]
    return [
        *found,
        *(f"{each.id}: {_IN_WORDS[each.reason]}" for each in matching.unmatched),
        f"Pairs: {len(matching.pairs)}. Groups of three: {len(matching.groups)}. "
        f"People without: {len(matching.unmatched)}. Points: {matching.score}.",
    ]


def _note(message: str) -> None:
    print(message, file=sys.stderr)
