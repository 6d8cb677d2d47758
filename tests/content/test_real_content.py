"""The content we ship says what the content model says: counts and structure."""

import time as clock
from datetime import time, timedelta

import pytest

from bot.content import Content, framework_document, load_content
from nudges.catalogue import Effect, Nudge
from nudges.events import EVENT_FACTS, EventKind
from nudges.framework import SENIOR_LEADERS
from nudges.triggers import Every, OnEvent, Recurring

MATRIX = {
    "B1": "R1 R4",
    "B2": "R1 R4",
    "B3": "R1",
    "B4": "R1",
    "B5": "R1 R2 R4",
    "B6": "R2 R3",
    "B7": "R5",
    "B8": "R2 R3 R5",
    "B9": "R3 R5",
}
STRATEGIES = {"1": (1, 4, 7), "2": (2, 3), "3": (5, 6)}
SOLUTIONS = {
    "Rec1": {"S1": (1, 7), "S2": (7,), "S3": (1,)},
    "Rec2": {"S4": (1, 4), "S5": (4,), "S6": (1, 7)},
    "Rec3": {"S7": (2,), "S8": (2,), "S9": (2,)},
    "Rec4": {"S10": (3,), "S11": (3,), "S12": (3,)},
    "Rec5": {"S13": (5,), "S14": (5,), "S15": (5,)},
    "Rec6": {"S16": (6,), "S17": (6,)},
}
# id | trigger | unit | cells | paragraphs
NUDGES = (
    "S1-1 | event | channel | R1.B2 R4.B2 | 31 102",
    "S1-2 | event | person | R1.B2 R4.B2 | 31 89 102",
    "S1-3 | event | person | R1.B2 R4.B2 | 89 102",
    "S2-1 | time | person | R2.B6 R3.B6 R3.B8 R5.B8 | 66 69 102",
    "S2-2 | event | person | R1.B2 R2.B6 | 66 75 102",
    "S2-3 | event | pair | R2.B8 R3.B8 R3.B9 R5.B8 R5.B9 | 66 67 108",
    "S3-1 | time | person | R3.B9 | 102",
    "S3-2 | time | person | R1.B2 R4.B2 R1.B1 R4.B1 | 83 102",
    "S3-3 | event | person | R2.B6 R3.B6 | 31 51 102",
    "S4-1 | event | person | R3.B9 R3.B6 R5.B9 R5.B7 | 26 95 103",
    "S4-2 | event | person | R1.B3 | 103",
    "S4-3 | time | channel | R3.B9 R5.B7 R5.B9 R2.B6 | 95 103",
    "S4-4 | event | person | R1.B3 | 95 103",
    "S5-1 | event | person | R5.B7 R1.B4 | 58 59 103",
    "S5-2 | event | draft | R1.B4 R5.B7 | 59 103",
    "S5-3 | time | person | R2.B6 R3.B6 | 58 103",
    "S5-4 | event | person | R1.B2 R4.B2 | 58 98 103",
    "S6-1 | event | channel | R2.B6 R3.B6 R1.B5 | 31 66 103",
    "S6-2 | event | person | R2.B8 R3.B8 R5.B8 | 59 66 103",
    "S6-3 | event | person | R2.B6 R3.B6 R3.B9 | 66 103",
    "S6-4 | event | person | R5.B7 R1.B4 | 54 59 103",
    "S7-1 | time | channel | R1.B4 R2.B6 R3.B6 R5.B7 | 53 55 104",
    "S7-2 | event | person | R1.B4 R5.B7 R3.B9 | 53 54 104",
    "S7-3 | time | person | R1.B5 R2.B5 R4.B5 R2.B6 R3.B6 R3.B8 R2.B8 R5.B8 | 55 104",
    "S8-1 | time | person | R1.B1 R4.B1 R1.B4 | 52 104",
    "S8-2 | event | person | R1.B1 R1.B3 R4.B1 | 104",
    "S8-3 | time | person | R1.B1 R4.B1 | 52 104",
    "S9-1 | time | person | R1.B1 R4.B1 | 53 104",
    "S9-2 | event | pair | R1.B1 R4.B1 | 104",
    "S9-3 | time | person | R1.B1 R1.B2 R1.B3 R1.B4 R1.B5 R4.B1 R4.B2 R4.B5 | 51 52 104",
    "S9-4 | time | pair | R1.B1 R4.B1 R1.B2 R4.B2 | 104 114",
    "S10-1 | event | person | R2.B6 R3.B6 R3.B9 R5.B9 | 105",
    "S10-2 | time | person | R1.B1 R4.B1 R2.B6 | 105",
    "S10-3 | event | person | R1.B1 R4.B1 | 105 117",
    "S11-1 | event | person | R3.B6 R2.B6 | 35 105",
    "S11-2 | time | channel | R1.B1 R4.B1 R2.B6 R3.B6 R3.B8 | 105",
    "S11-3 | event | channel | R1.B1 R1.B2 R4.B1 R4.B2 | 105",
    "S12-1 | event | person | R2.B6 R3.B6 R3.B9 R5.B9 | 56 105",
    "S12-2 | time | channel | R1.B4 R5.B7 R3.B9 | 35 105",
    "S12-3 | event | person | R5.B7 R1.B4 | 56 59 105",
    "S13-1 | time | channel | R2.B8 R3.B8 R5.B8 R3.B9 R5.B9 | 106 111",
    "S13-2 | time | group | R2.B6 R3.B6 R5.B7 | 27 106",
    "S13-3 | event | person | R1.B5 R2.B5 R4.B5 R5.B7 R1.B4 | 54 106",
    "S14-1 | time | person | R1.B1 R1.B4 R4.B1 | 52 54 106",
    "S14-2 | event | person | R1.B1 R1.B4 R4.B1 | 46 54 106",
    "S14-3 | event | person | R1.B5 R4.B5 | 57 106",
    "S15-1 | event | channel | R1.B1 R4.B1 R2.B6 R3.B6 | 106",
    "S15-2 | event | person | R2.B6 R3.B6 R5.B7 | 60 61 106",
    "S16-1 | time | pair | R2.B8 R3.B8 R5.B8 | 66 67 107",
    "S16-2 | event | pair | R2.B8 R3.B8 R3.B9 R5.B8 R5.B9 | 66 107",
    "S16-3 | event | person | R1.B1 R4.B1 | 61 107",
    "S16-4 | time | channel | R3.B8 R5.B8 R3.B9 | 63 65 107",
    "S17-1 | pull | person | R1.B5 R2.B5 R4.B5 | 63 64 65 107",
    "S17-2 | event | person | R1.B5 R2.B5 | 63 65 107",
    "S17-3 | time | person | R1.B5 R2.B5 R4.B5 | 55 57 99 107",
    "S17-4 | event | person | R1.B5 R4.B5 | 57 107",
)
STAND_ALONE = {
    "S5-3",
    "S8-3",
    "S10-1",
    "S12-3",
    "S14-1",
    "S14-2",
    "S16-2",
}
WINDOWS = {"B1": 7, "B2": 14, "B3": 7, "B4": 7, "B5": 7, "B6": 14, "B7": 14, "B8": 14, "B9": 7}


def nudge(content: Content, nudge_id: str) -> Nudge:
    return content.catalogue.nudges[nudge_id]


def test_counts_of_the_review(content: Content) -> None:
    framework = content.catalogue.framework
    parts = (framework.barriers, framework.behaviours, framework.role_groups, framework.cells)
    assert [len(part) for part in parts] == [7, 9, 5, 17]
    means = (framework.strategies, framework.recommendations, framework.solutions, content.catalogue.nudges)
    assert [len(part) for part in means] == [3, 6, 17, 56]


def test_behaviours_matter_for_the_roles_of_the_review(content: Content) -> None:
    behaviours = content.catalogue.framework.behaviours
    assert {b.id: " ".join(sorted(b.roles)) for b in behaviours.values()} == MATRIX


def test_practice_with_another_person_needs_that_person(content: Content) -> None:
    behaviours = content.catalogue.framework.behaviours.values()
    assert {b.id for b in behaviours if b.needs_other_side} == {"B6", "B8", "B9"}


def test_only_senior_leaders_are_too_few_to_be_shown(content: Content) -> None:
    groups = content.catalogue.framework.role_groups.values()
    assert {group.id for group in groups if group.senior} == SENIOR_LEADERS


def test_strategies_and_solutions_answer_their_barriers(content: Content) -> None:
    framework = content.catalogue.framework
    assert {s.id: s.barriers for s in framework.strategies.values()} == STRATEGIES
    for recommendation, solutions in SOLUTIONS.items():
        found = [s for s in framework.solutions.values() if s.recommendation == recommendation]
        assert {s.id: s.barriers for s in found} == solutions
        assert {s.paragraph for s in found} == {framework.recommendations[recommendation].paragraph}


def test_barriers_are_paragraphs_51_to_67(content: Content) -> None:
    barriers = content.catalogue.framework.barriers.values()
    assert [p for barrier in barriers for p in barrier.paragraphs] == list(range(51, 68))


def test_nudges_have_the_structure_of_the_content_model(content: Content) -> None:
    assert tuple(_row(nudge) for nudge in content.catalogue.nudges.values()) == NUDGES


def _row(nudge: Nudge) -> str:
    cells = " ".join(".".join(cell) for cell in nudge.cells)
    paragraphs = " ".join(str(paragraph) for paragraph in nudge.paragraphs)
    return f"{nudge.id} | {nudge.trigger_type} | {nudge.unit} | {cells} | {paragraphs}"


def test_every_filled_cell_is_served_by_four_nudges(content: Content) -> None:
    served = [cell for nudge in content.catalogue.nudges.values() for cell in nudge.cells]
    assert all(served.count(cell) >= 4 for cell in content.catalogue.framework.cells)


def test_few_direct_nudges_stand_alone_and_the_rest_wait_for_their_flow(content: Content) -> None:
    assert {nudge.id for nudge in content.catalogue.sendable()} == STAND_ALONE
    assert nudge(content, "S9-1").flow == "pacts"


def test_outcome_windows_are_those_of_the_measurement_plan(content: Content) -> None:
    for one in content.catalogue.nudges.values():
        assert one.completion.days == max(WINDOWS[b] for b in one.completion.behaviours), one.id


@pytest.mark.parametrize(
    ("nudge_id", "trigger"),
    [
        ("S2-1", Recurring(Every.FORTNIGHT, 2, time(11), open_days=6)),
        ("S3-2", Recurring(Every.QUARTER, 0, time(9), nth=1, working=True)),
        ("S10-2", Recurring(Every.MONTH, 3, time(15), nth=-1, open_days=6)),
        ("S12-3", OnEvent(EventKind.SHARE_ACKNOWLEDGED, (timedelta(14),))),
        ("S14-2", OnEvent(EventKind.ARRIVED, (timedelta(3), timedelta(10), timedelta(30)), 6)),
        ("S16-2", OnEvent(EventKind.CONTACT_CONFIRMED, (timedelta(14),), 7)),
    ],
)
def test_moments_of_the_calendar_and_after_events(content: Content, nudge_id: str, trigger: object) -> None:
    assert nudge(content, nudge_id).triggers == (trigger,)


def test_what_is_asked_can_be_declined_and_what_is_read_only_thanked(content: Content) -> None:
    for one in content.catalogue.nudges.values():
        effects = [choice.effect for choice in one.choices]
        if one.friction == 0:
            assert set(effects) == {Effect.NOTED}, one.id
        else:
            assert effects.count(Effect.DECLINED) == 1, one.id
            assert effects.count(Effect.PRACTISED) <= 1, one.id


def test_every_event_has_its_facts_listed() -> None:
    assert set(EVENT_FACTS) == set(EventKind)


def test_every_event_but_a_colleague_s_request_brings_up_some_nudge(content: Content) -> None:
    triggers = [t for one in content.catalogue.nudges.values() for t in one.triggers]
    assert {t.event for t in triggers if isinstance(t, OnEvent)} == set(EventKind) - {
        EventKind.CONFIRMATION_ASKED,
        EventKind.LETTER_WAITING,
        EventKind.NUDGE_RESTS,
    }


def test_framework_document_for_other_programs(content: Content) -> None:
    document = framework_document(content)
    sizes = {key: len(value) for key, value in document.items()}
    assert sizes == {
        "barriers": 7,
        "behaviours": 9,
        "role_groups": 5,
        "strategies": 3,
        "recommendations": 6,
        "solutions": 17,
        "nudges": 56,
    }
    assert document["barriers"][6]["paragraphs"] == [66, 67]
    assert document["solutions"][3] == {
        "id": "S4",
        "name": "Create shortcuts in guidance",
        "recommendation": "Rec2",
        "barriers": [1, 4],
        "paragraph": 103,
    }


def test_framework_document_tells_all_about_a_nudge(content: Content) -> None:
    found = next(n for n in framework_document(content)["nudges"] if n["id"] == "S16-2")
    assert found == {
        "id": "S16-2",
        "title": "A second conversation?",
        "solution": "S16",
        "barriers": [6],
        "cells": [["R2", "B8"], ["R3", "B8"], ["R3", "B9"], ["R5", "B8"], ["R5", "B9"]],
        "trigger": {
            "type": "event",
            "when": [{"event": "contact_confirmed", "after_days": [14], "open_days": 7}],
        },
        "channel": "pair_message",
        "friction": 1,
        "unit": "pair",
        "randomise": "send_or_hold",
        "paragraphs": [66, 107],
        "caps": [{"at_most": 1, "days": None, "per": "pair"}],
        "completion": {"behaviours": ["B8", "B9"], "days": 14},
        "follow_up": "none",
    }


def test_loading_everything_takes_less_than_a_second_of_processor_time() -> None:
    before = clock.process_time()
    load_content()
    assert clock.process_time() - before < 1.0
