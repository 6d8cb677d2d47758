"""A filled scorecard as a file: what it says, and everything there is to mend at once."""

from pathlib import Path

import pytest

from bot.content import load_content
from bot.content.scorecard_file import LARGEST, read_scorecard_file
from nudges.flows.scorecard import FaultyScorecardError, Quarter, ScorecardFile, Value

CARD = load_content().scorecard
ASSESSED = "write met, partly, not_met or unknown"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "card.yaml"


def read(path: Path, *lines: str) -> ScorecardFile:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_scorecard_file(path, CARD)


def faults(path: Path, *lines: str) -> list[str]:
    with pytest.raises(FaultyScorecardError) as caught:
        read(path, *lines)
    return [str(fault).removeprefix("card.yaml") for fault in caught.value.faults]


def test_everything_a_file_may_say(path: Path) -> None:
    assert read(
        path,
        "setting: Sample country",
        "quarter: 2026-Q4",
        "assessor: amina@sample.example",
        'indicators: {"1.1": met, "5.10": not_relevant}',
        'evidence: {"1.1": "https://sample.example/minutes"}',
    ) == ScorecardFile(
        values={"1.1": Value.MET, "5.10": Value.NOT_RELEVANT},
        evidence={"1.1": "https://sample.example/minutes"},
        setting="Sample country",
        quarter=Quarter(2026, 4),
        assessor="amina@sample.example",
    )


def test_ids_need_no_quotes_and_keep_their_last_nought(path: Path) -> None:
    assert read(path, "indicators:", "  2.1: met", "  2.10: partly").values == {
        "2.1": Value.MET,
        "2.10": Value.PARTLY,
    }


def test_every_value_can_be_written_where_it_belongs(path: Path) -> None:
    for area in CARD.areas:
        for value in area.values:
            first = area.indicators[0]
            assert read(path, "indicators:", f'  "{first}": {value}').values == {first: value}


def test_all_faults_are_told_at_once_with_line_and_mend(path: Path) -> None:
    assert faults(
        path,
        "indicators:",
        '  "1.1": met',
        '  "1.3": met',
        '  "1.1": partly',
        '  "2.1": done',
        '  "2.2": Not met',
        '  "2.3":',
        '  "2.4": [met]',
        '  "6.1": not_relevant',
        '  "9.9": met',
        "quater: 2026-Q4",
        "quarter: 2026-4",
        "assessor: []",
        "setting: ' '",
        "evidence:",
        '  "1.1": ftp://sample.example',
        '  "8.1": https://sample.example',
    ) == [
        ":3: 1.3: there is no such indicator; area 1 has 1.1 to 1.2",
        ":4: `1.1` is already given on line 2: remove or rename one of them",
        f':5: 2.1: "done" is no value; {ASSESSED}',
        f':6: 2.2: "Not met" is no value; {ASSESSED}; did you mean "not_met"?',
        f":7: 2.3: {ASSESSED}",
        f":8: 2.4: {ASSESSED}",
        f":9: 6.1: not_relevant is no choice in area 6; {ASSESSED}",
        ":10: 9.9: there is no such indicator; they run from 1.1 to 7.3",
        ':11: quater: nothing is called so here; did you mean "quarter"?',
        ':12: quarter: "2026-4" is not a quarter; write it like 2026-Q4',
        ":13: assessor: says nothing that can be used; write it as one text, or leave the line out",
        ":14: setting: says nothing that can be used; write it as one text, or leave the line out",
        ':16: 1.1: "ftp://sample.example" is not a link; write one that begins with https://',
        ":17: 8.1: there is no such indicator; they run from 1.1 to 7.3",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ': there is no "indicators:"; add it'),
        ("setting: Sample country", ': there is no "indicators:"; add it'),
        ("indicator: {}", ':1: indicator: nothing is called so here; did you mean "indicators"?'),
        ("colour: red\nindicators: {}", ":1: colour: nothing is called so here; use assessor, evidence"),
        ("indicators:", ":1: indicators: write one line below it for each indicator you know"),
        ("indicators: [met, met]", ":1: indicators: write one line below it for each indicator you know"),
        ("indicators: met", ":1: indicators: write one line below it for each indicator you know"),
        ("- met", ":1: the file is not a list of keys: start it with `key: value`"),
        ("indicators: {1.1: met", ":2: this is not valid YAML"),
        ("indicators: &all {1.1: *all}", ": is nested without end"),
    ],
)
def test_files_that_hold_no_scorecard(path: Path, text: str, said: str) -> None:
    (only,) = faults(path, text)
    assert only.startswith(said)


def test_files_that_are_no_text_at_all(path: Path) -> None:
    for content, said in ((b"\xff\xfe1", "is not UTF-8 text"), (b" " * (LARGEST + 1), "is far too large")):
        path.write_bytes(content)
        with pytest.raises(FaultyScorecardError, match=said):
            read_scorecard_file(path, CARD)


def test_a_byte_order_mark_does_no_harm(path: Path) -> None:
    path.write_text("indicators: {1.1: met}", encoding="utf-8-sig")
    assert read_scorecard_file(path, CARD).values == {"1.1": Value.MET}
