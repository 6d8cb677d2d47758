"""``scorecard``: how far integration has come in a setting, from a file that people filled in.

It describes the setting. It is never told as an effect of prompts, nor mixed with one.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.options import AsJson
from bot.cli.output import plainly, print_json, write_picture
from bot.content import Content, load_content
from bot.content.scorecard_file import read_scorecard_file
from bot.pictures.scorecard import scorecard_picture
from nudges.flows.scorecard import AreaScore, Change, ScorecardFile, Scores, Value, changes, score_values
from nudges.texts import FALLBACK, Speaker

scorecard = typer.Typer(help="How far integration has come in a setting.", no_args_is_help=True)

_COUNTS = tuple(Value)
_TABLE_WIDTH = 110
_NOTHING = "–"


def add_to(app: typer.Typer) -> None:
    scorecard.command("score")(score)
    app.add_typer(scorecard, name="scorecard")


@plainly
def score(
    file: Annotated[
        Path, typer.Argument(help='The filled scorecard, a YAML file: indicators: {"1.1": met}.')
    ],
    json: AsJson = False,
    png: Annotated[Path | None, typer.Option("--png", help="Write a picture to this file.")] = None,
    since: Annotated[
        Path | None, typer.Option("--since", help="An earlier file: show what changed from it.")
    ] = None,
) -> None:
    """Score a filled scorecard: areas, coverage and both overall means. No measure of what prompts do."""
    content = load_content()
    filled = read_scorecard_file(file, content.scorecard)
    changed = None if since is None else _changed(content, since, filled)
    scores = score_values(content.scorecard, filled.values)
    speak = content.texts.speaker(FALLBACK)
    if png is not None:
        write_picture(png, scorecard_picture(scores, speak, _of(filled)))
    if json:
        print_json(_document(scores, changed, speak))
    elif png is None:
        _print_scores(scores, changed, speak)


def _changed(content: Content, since: Path, filled: ScorecardFile) -> tuple[Change, ...]:
    earlier = read_scorecard_file(since, content.scorecard)
    if earlier.quarter and filled.quarter and earlier.quarter >= filled.quarter:
        raise ValueError(
            f'"{since.name}" is of {earlier.quarter}, not before {filled.quarter}; name an earlier file'
        )
    return changes(content.scorecard, earlier.values, filled.values)


def _of(filled: ScorecardFile) -> str:
    return ", ".join(str(part) for part in (filled.setting, filled.quarter) if part)


def _document(scores: Scores, changed: tuple[Change, ...] | None, speak: Speaker) -> dict[str, Any]:
    document: dict[str, Any] = {
        "areas": [_area(one, speak) for one in scores.areas],
        "overall": {
            "mean_of_areas": scores.mean_of_areas,
            "weighted_by_indicators": scores.weighted_by_indicators,
        },
    }
    if changed is not None:
        document["changes"] = [
            {"indicator": c.indicator, "name": _name(c, speak), "from": c.before, "to": c.after}
            for c in changed
        ]
    return document


def _area(one: AreaScore, speak: Speaker) -> dict[str, Any]:
    number = one.area.number
    return {
        "area": number,
        "name": speak(f"scorecard.area.{number}.name"),
        "scored": one.area.scored,
        "score": one.score,
        "coverage": one.coverage,
        **{value.value: getattr(one.tally, value) for value in _COUNTS},
    }


def _name(change: Change, speak: Speaker) -> str:
    return speak(f"scorecard.indicator.{change.indicator}.name")


def _print_scores(scores: Scores, changed: tuple[Change, ...] | None, speak: Speaker) -> None:
    table = Table("area", "name", box=None, pad_edge=False)
    for head in ("score", "coverage", *_COUNTS):
        table.add_column(head, justify="right")
    for one in scores.areas:
        table.add_row(*_cells(_area(one, speak)))
    Console(width=_TABLE_WIDTH).print(table)
    together = scores.together
    judged, every = len(scores.judged_areas), len(scores.scored_areas)
    print(f"\nJudged: {together.assessed} of {together.relevant} indicators; the scores rest on these.")
    print(f"Mean of areas: {_percent(scores.mean_of_areas)}, from {judged} of {every} areas")
    print(f"Weighted by indicators: {_percent(scores.weighted_by_indicators)}")
    for one in scores.areas:
        if not one.area.scored:
            name = speak(f"scorecard.area.{one.area.number}.name")
            print(f"Area {one.area.number}, {name}, is context: shown, not scored or counted.")
    if changed is not None:
        _print_changes(changed, speak)


def _cells(area: dict[str, Any]) -> Iterator[str]:
    yield str(area["area"])
    yield area["name"]
    yield from (_percent(area[key]) for key in ("score", "coverage"))
    yield from (str(area[value]) for value in _COUNTS)


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else f"{share:.0%}"


def _print_changes(changed: tuple[Change, ...], speak: Speaker) -> None:
    print(f"\nChanged: {len(changed)}")
    for change in changed:
        print(f"  {change.indicator}  {_name(change, speak)}: {change.before} → {change.after}")
