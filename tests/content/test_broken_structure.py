"""Each rule for the structure files, shown by a fault and the line it is reported at."""

import pytest

from tests.content.folder import Folder

FRAMEWORK = "framework.yaml"
NUDGES = "catalogue/7-hurdles.yaml"


def test_sound_content_loads(folder: Folder) -> None:
    assert list(folder.load().catalogue.nudges) == ["S2-1", "S2-2", "S2-3"]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        # its shape
        (NUDGES, "  unit: person", "  unyt: person", "S2-1: `unyt` is not known here: remove it"),
        (NUDGES, "  friction: 1", "  friction: 4", "`friction` is wrong: input should be less than"),
        (NUDGES, "  joint_action: false", "  joint_action: maybe", "`joint_action` must be true or false"),
        (NUDGES, "  channel: direct_message", "  channel: letter", "`channel` is wrong: input should be"),
        (NUDGES, "R2.B6, R3.B6", "R2B6, R3.B6", "like R2.B6"),
        (NUDGES, "weekday: wednesday", "weekday: someday", "`weekday` is wrong: input should be 'monday'"),
        (NUDGES, 'at: "11:00"', 'at: "25:00"', "`at` is wrong: write the hour"),
        (NUDGES, "event: hurdle_repeated", "event: hurdle_gone", "`event` is wrong: input should be"),
        (NUDGES, "  follow_up: hurdle_routed", "  follow_up: Two words", "must be lower-case letters"),
        (NUDGES, "  paragraphs: [66, 69, 102]", "  paragraphs: []", "`paragraphs` is empty: give at least"),
        (FRAMEWORK, "needs_other_side: false", "needs_other_side: 3", "`needs_other_side` must be true or"),
        (FRAMEWORK, "senior: true", "seniour: true", "`seniour` is not known here"),
        # ids
        (FRAMEWORK, "roles: [R1, R4]", "roles: [R1, R9]", "B1: `R9` is not known: use one of R1, R2"),
        (FRAMEWORK, "barriers: [2, 3]", "barriers: [2, 8]", "2: `8` is not known: use one of 1, 2"),
        (FRAMEWORK, 'strategy: "1"', 'strategy: "4"', "Rec1: `4` is not known: use one of 1, 2, 3"),
        (FRAMEWORK, "recommendation: Rec1", "recommendation: Rec7", "S1: `Rec7` is not known"),
        (FRAMEWORK, "barriers: [1, 7], p", "barriers: [1, 9], p", "S1: `9` is not known"),
        (NUDGES, "  solution: S2", "  solution: S3", "its id says S2, not S3: correct one of them"),
        # the matrix
        (NUDGES, "R3.B6, R3", "R4.B6, R3", "S2-1: R4.B6 is not a filled cell: use a role"),
        (NUDGES, "R3.B6, R3", "R2.B6, R3", "S2-1: R2.B6 is already given: keep one"),
        (NUDGES, "behaviours: [B6, B8]", "behaviours: [B6, B9]", "B9 is in none of its cells: use B6, B8"),
        # the moment
        (NUDGES, "facts: [people,", "facts: [persons, people,", "does not fill `persons`: remove the fact"),
        # the answers
        (NUDGES, "access, effect: noted", "access, effect: practised", "`access` must name one of its behav"),
        (NUDGES, "access, effect: noted", "access, effect: noted, behaviour: B6", "remove one of the two"),
    ],
)
def test_structure_faults(folder: Folder, file: str, old: str, new: str, said: str) -> None:
    line = folder.spoil(file, old, new)
    assert any(f.file == file and f.line == line and said in f.message for f in folder.faults())


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("{id: access", "{id: platform", "{id: platform, ", "the choice `platform` is already given"),
        ("trigger_type: time", "trigger_type: event", "- {every:", "no trigger of the type event"),
        ("effect: declined,", "effect: noted,", "choices:", "no honest way out: add a choice with"),
        ("  joint_action: false\n", "", "S2-1:", "S2-1: `joint_action` is missing: add it"),
    ],
)
def test_faults_point_to_the_place_to_mend(folder: Folder, old: str, new: str, at: str, said: str) -> None:
    folder.spoil(NUDGES, old, new)
    fault = next(fault for fault in folder.faults() if said in fault.message)
    assert fault.file == NUDGES
    assert at in folder.line(NUDGES, fault.line)


def test_a_refused_item_is_told_once(folder: Folder) -> None:
    line = folder.spoil(NUDGES, "{every: fortnight", "{every: fortnite")
    assert [(f.line, f.message) for f in folder.faults()] == [
        (line, "S2-1: `every` is wrong: input should be 'week', 'fortnight', 'month' or 'quarter'")
    ]


@pytest.mark.parametrize("count", [1, 5])
def test_a_card_has_two_to_four_choices(folder: Folder, count: int) -> None:
    declined = "    - {id: none, effect: declined, opens: hurdle_nothing}\n"
    others = "".join(f"    - {{id: way_{n}, effect: noted}}\n" for n in range(count - 1))
    text = folder.read(NUDGES)
    start, end = text.index("    - {id: access"), text.index(declined)
    folder.write(NUDGES, text[:start] + others + text[end:])
    assert any(f"it has {count} choices: give two to four" in fault.message for fault in folder.faults())


def test_only_one_answer_says_practised(folder: Folder) -> None:
    practised = "practised, behaviour: B6}"
    folder.spoil(
        NUDGES, "{id: access, effect: noted, opens: hurdle_access}", f"{{id: access, effect: {practised}"
    )
    folder.spoil(
        NUDGES,
        "{id: platform, effect: noted, opens: hurdle_platform}",
        f"{{id: platform, effect: {practised}",
    )
    fault = folder.only_fault()
    assert fault.message == "S2-1: several choices say practised: keep one"
    assert "choices:" in folder.line(NUDGES, fault.line)


def test_a_card_that_only_informs_needs_no_way_out(folder: Folder) -> None:
    folder.spoil(NUDGES, "  friction: 1", "  friction: 0")
    folder.spoil(NUDGES, "{id: none, effect: declined,", "{id: none, effect: noted,")
    assert folder.load().catalogue.nudges["S2-1"].friction == 0


def test_a_nudge_without_event_and_flow_has_nobody_to_fill_its_facts(folder: Folder) -> None:
    folder.spoil(NUDGES, "  flow: hurdles\n", "")
    line = folder.spoil(NUDGES, "  joint_action: false\n", "  facts: [report]\n  joint_action: false\n")
    fault = folder.only_fault()
    assert (fault.file, fault.line) == (NUDGES, line)
    assert fault.message == "S2-1: trigger 1 does not fill `report`: remove the fact"


def test_a_nudge_of_an_unknown_solution(folder: Folder) -> None:
    line = folder.spoil(NUDGES, "  solution: S2", "  solution: S99")
    fault = folder.only_fault()
    assert (fault.file, fault.line) == (NUDGES, line)
    assert fault.message == "S2-1: no solution `S99`: use one of framework.yaml"


def test_a_nudge_in_the_file_of_another_barrier(folder: Folder) -> None:
    (folder.root / NUDGES).rename(folder.root / "catalogue/6-bad-faith.yaml")
    said = "S2-1: S2 answers barrier 7 first: move the nudge to the file 7-*.yaml"
    assert said in [fault.message for fault in folder.faults()]


def test_an_id_that_is_none(folder: Folder) -> None:
    line = folder.spoil(NUDGES, "S2-1:", "hassle:")
    fault = next(fault for fault in folder.faults() if fault.file == NUDGES)
    assert fault.line == line
    assert fault.message == "`hassle` is no id of a nudge: write it like S2-1"


def test_an_id_given_in_two_files(folder: Folder) -> None:
    folder.write("catalogue/8-more.yaml", folder.read(NUDGES))
    faults = [fault for fault in folder.faults() if fault.file == "catalogue/8-more.yaml"]
    assert "S2-1 is already given at catalogue/7-hurdles.yaml:3: remove or renumber one" in faults[0].message
    assert faults[0].line == 3
