"""``introductions match`` as an operator uses it, from files to pairs."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app

PEOPLE = "id,pillar,entity,duty_station,time_zone,topics,languages\n"
PAST = "a,b,date\n"
TWO_PILLARS = (
    PEOPLE
    + "ada,Peace,DPO,Goma,Africa/Nairobi,water;law,en|fr\n"
    + "bo,Development,UNDP,Goma,Africa/Nairobi,water;law,en\n"
    + "cy,peace,DPPA,New York,America/New_York,data,fr\n"
    + "di,development,UNICEF,Geneva,Europe/Zurich,data,fr;en\n"
    + "eli,Humanitarian,OCHA,Geneva,Europe/Zurich,law,en\n"
)

Match = Callable[..., Result]


@pytest.fixture
def match(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Match:
    """Runs the command in a folder of its own, on files of these contents."""
    monkeypatch.chdir(tmp_path)

    def run(people: str, past: str, *words: str) -> Result:
        Path("people.csv").write_text(people, encoding="utf-8")
        Path("past.csv").write_text(past, encoding="utf-8")
        files = ["--people", "people.csv", "--past", "past.csv", "--today", "2026-11-03"]
        return CliRunner().invoke(app, ["introductions", "match", *files, "--seed", "1", *words])

    return run


def test_people_with_most_in_common_are_paired_and_the_odd_one_told(match: Match) -> None:
    ended = match(TWO_PILLARS, PAST, "--json")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert json.loads(ended.stdout) == {
        "pairs": [["ada", "bo"], ["cy", "di"]],
        "groups": [],
        "unmatched": [{"id": "eli", "reason": "an odd number of people: everybody else is introduced"}],
    }


def test_the_odd_one_joins_a_pair_where_that_is_allowed(match: Match) -> None:
    found = json.loads(match(TWO_PILLARS, PAST, "--json", "--threes").stdout)
    assert found == {"pairs": [["cy", "di"]], "groups": [["ada", "bo", "eli"]], "unmatched": []}


def test_nobody_meets_the_same_person_inside_the_cool_down(match: Match) -> None:
    two = "".join(TWO_PILLARS.splitlines(keepends=True)[:3])
    past = PAST + "bo,ada,2026-10-01\nada,gone,2026-10-01\n"
    ended = match(two, past, "--json")
    reasons = {each["reason"] for each in json.loads(ended.stdout)["unmatched"]}
    assert reasons == {"they were introduced to everybody they could meet a short while ago"}
    assert ended.stderr == "1 of 2 past introductions name people who are not in people.csv; left out\n"
    assert json.loads(match(two, past, "--json", "--cool-down", "20").stdout)["pairs"] == [["ada", "bo"]]


def test_scores_hold_every_allowed_pair_with_the_points_that_were_added_up(match: Match) -> None:
    ended = match(TWO_PILLARS, PAST + "ada,di,2026-10-01\n", "--scores", "scores.csv")
    with Path("scores.csv").open(encoding="utf-8", newline="") as file:
        points = {(row["a"], row["b"]): int(row["score"]) for row in csv.DictReader(file)}
    not_allowed = {("ada", "cy"), ("bo", "di"), ("ada", "di"), ("bo", "cy"), ("cy", "eli")}
    assert points.keys() == set(combinations(["ada", "bo", "cy", "di", "eli"], 2)) - not_allowed
    assert f"Points: {points['ada', 'bo'] + points['cy', 'di']}." in ended.stdout


def test_ids_with_signs_stay_whole_in_the_scores(match: Match) -> None:
    match(PEOPLE + '"a,1",p,e,,,,\nb,q,f,,,,\n', PAST, "--scores", "scores.csv")
    assert Path("scores.csv").read_text(encoding="utf-8").splitlines()[1].startswith('"a,1",b,')


def test_a_large_file_of_scores_is_announced(match: Match) -> None:
    rows = "".join(f"{n},p,e,,,,\n" for n in range(5_000))
    ended = match(PEOPLE + rows + "x,q,e,,,,\n", PAST, "--scores", "scores.csv")
    assert "scores.csv will hold up to 5,000 pairs" in ended.stderr
    assert "People without: 4999." in ended.stdout


def test_faults_of_both_files_are_told_at_once_and_nothing_is_printed(match: Match) -> None:
    ended = match(PEOPLE + "ada,,DPO,,Nairobi,,\n", PAST + "ada,ada,soon\n", "--json")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.splitlines() == [
        "people.csv:2: pillar: is empty; fill it in",
        'people.csv:2: time_zone: "Nairobi" is not an IANA zone; did you mean "Africa/Nairobi"?',
        'past.csv:2: b: "ada" cannot have been introduced to themselves; write the other person',
        'past.csv:2: date: "soon" is not a date; write it as year-month-day, like 2027-02-01',
        "4 faults; nothing was changed.",
    ]


@pytest.mark.parametrize("words", [("--cool-down", "-1"), ("--today", "soon"), ("--seed", "-3")])
def test_an_option_that_cannot_be_is_refused(match: Match, words: tuple[str, str]) -> None:
    assert match(TWO_PILLARS, PAST, *words).exit_code == 2


def test_a_file_that_is_not_there_is_refused_plainly(match: Match) -> None:
    ended = match(TWO_PILLARS, PAST, "--people", "nobody.csv")
    assert ended.exit_code == 2
    assert ended.stderr.startswith("nobody.csv: cannot be opened")


def test_no_other_command_waits_for_what_only_matching_needs() -> None:
    loaded = "import sys, bot.cli.main; print({'numpy', 'scipy'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert ended.stdout == "set()\n"
