"""Scoring a filled scorecard on the command line: what it prints, draws, and how it ends."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app

FIELDS = ("score", "coverage", "met", "partly", "not_met", "not_relevant", "unknown")
FILLED = {"1.1": "met", "1.2": "not_met", "2.1": "partly", "5.1": "not_relevant", "5.2": "met", "7.1": "met"}

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``crosspillar scorecard score`` in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def start(*words: str) -> Result:
        result = CliRunner().invoke(app, ["scorecard", "score", *words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return start


def write(name: str, indicators: Mapping[str, str], **others: str) -> str:
    lines = [f"{key}: {value}" for key, value in others.items()]
    lines += ["indicators:", *(f'  "{key}": {value}' for key, value in indicators.items())]
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return name


def document(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_json_has_every_area_with_its_fields_and_both_means(run: Run) -> None:
    found = document(run(write("q4.yaml", FILLED), "--json"))
    assert set(found) == {"areas", "overall"}
    assert [area["area"] for area in found["areas"]] == [1, 2, 3, 4, 5, 6, 7]
    values = {area["area"]: tuple(area[field] for field in FIELDS) for area in found["areas"]}
    assert values[1] == (0.5, 1.0, 1, 0, 1, 0, 0)
    assert values[2] == (0.5, 1 / 18, 0, 1, 0, 0, 17)
    assert values[3] == (None, 0.0, 0, 0, 0, 0, 6)
    assert values[5] == (1.0, 1 / 15, 1, 0, 0, 1, 14)
    assert values[7] == (None, 1 / 3, 1, 0, 0, 0, 2)
    assert found["areas"][6]["scored"] is False
    assert found["areas"][0]["name"] == "Strategic assessments"
    assert found["overall"] == {
        "mean_of_areas": pytest.approx(2 / 3),
        "weighted_by_indicators": pytest.approx(2.5 / 4),
    }


def test_a_file_without_values_has_no_score_anywhere(run: Run) -> None:
    Path("none.yaml").write_text("indicators: {}\n", encoding="utf-8")
    found = document(run("none.yaml", "--json"))
    assert {area["score"] for area in found["areas"]} == {None}
    assert {area["coverage"] for area in found["areas"]} == {0.0}
    assert found["overall"] == {"mean_of_areas": None, "weighted_by_indicators": None}


def test_the_table_shows_the_same_fields_in_words(run: Run) -> None:
    result = run(write("q4.yaml", FILLED))
    head, first, *_ = result.stdout.splitlines()
    assert head.split() == ["area", "name", *FIELDS]
    assert first.split() == ["1", "Strategic", "assessments", "50%", "100%", "1", "0", "1", "0", "0"]
    assert "Mean of areas: 67%, from 3 of 6 areas" in result.stdout
    assert "Judged: 4 of 63 indicators" in result.stdout, "on how much a score rests"
    assert "Weighted by indicators: 62%" in result.stdout
    assert "Area 7, Other factors, is context: shown, not scored or counted." in result.stdout


def test_changes_since_an_earlier_file_are_shown_one_by_one(run: Run) -> None:
    before = write("q3.yaml", {"1.1": "met", "1.2": "partly"}, quarter="2026-Q3")
    after = write("q4.yaml", {"1.1": "met", "1.2": "met", "3.1": "not_met"}, quarter="2026-Q4")
    assert document(run(after, "--since", before, "--json"))["changes"] == [
        {
            "indicator": "1.2",
            "name": "Technical assessments made together with development, humanitarian and human rights",
            "from": "partly",
            "to": "met",
        },
        {"indicator": "3.1", "name": "ITF at Headquarters", "from": "unknown", "to": "not_met"},
    ]
    assert "3.1  ITF at Headquarters: unknown → not_met" in run(after, "--since", before).stdout


def test_an_earlier_file_must_be_earlier(run: Run) -> None:
    one, other = (write(f"{q}.yaml", FILLED, quarter=f"2026-{q}") for q in ("Q3", "Q4"))
    result = run(one, "--since", other)
    assert (result.exit_code, result.stdout) == (2, "")
    assert '"Q4.yaml" is of 2026-Q4, not before 2026-Q3; name an earlier file' in result.stderr


def test_a_picture_is_drawn_beside_what_is_printed(run: Run) -> None:
    file = write("q4.yaml", FILLED, setting="Sample country", quarter="2026-Q4")
    written = run(file, "--png", "card.png", "--json")
    assert document(written)["areas"]
    assert written.stderr == "Wrote the picture to card.png\n"
    assert Path("card.png").read_bytes().startswith(b"\x89PNG")


def test_everything_there_is_to_mend_is_told_and_nothing_is_scored(run: Run) -> None:
    file = write("bad.yaml", {"1.3": "met", "2.1": "done", "6.1": "not_relevant"}, quater="2026-Q4")
    result = run(file, "--json", "--png", "card.png")
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.split(": ")[0] for line in result.stderr.splitlines()[:-1]] == [
        f"bad.yaml:{line}" for line in (1, 3, 4, 5)
    ]
    assert "4 faults" in result.stderr
    assert not Path("card.png").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.yaml",), '"nowhere.yaml" cannot be used: No such file'),
        (("q4.yaml", "--since", "nowhere.yaml"), '"nowhere.yaml" cannot be used: No such file'),
        (("q4.yaml", "--png", "no/folder/card.png"), '"no/folder/card.png" cannot be used'),
        ((), "Missing argument"),
    ],
)
def test_what_cannot_be_used_ends_with_status_2_and_a_sentence(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    write("q4.yaml", FILLED)
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
