"""The scorecard we ship is that of the Review, named in every language; a broken one is told plainly."""

import re
import shutil

import pytest

from bot.content import Content
from nudges.flows.scorecard import Value
from nudges.texts import FALLBACK
from tests.content.conftest import REAL
from tests.content.folder import Folder

FILE = "scorecard.yaml"
NAMES = f"locales/en/{FILE}"


@pytest.fixture
def with_scorecard(folder: Folder) -> Folder:
    for file in (FILE, NAMES):
        shutil.copy(REAL / file, folder.root / file)
    return folder


def test_the_annex_has_seven_areas_and_sixty_seven_indicators(content: Content) -> None:
    sizes = {area.number: len(area.indicators) for area in content.scorecard.areas}
    assert sizes == {1: 2, 2: 18, 3: 6, 4: 5, 5: 16, 6: 17, 7: 3}
    ids = [f"{number}.{n}" for number, size in sizes.items() for n in range(1, size + 1)]
    assert list(content.scorecard.indicators) == ids
    assert len(ids) == 67


def test_only_the_mandate_is_not_scored_and_only_programmes_may_be_left_out(content: Content) -> None:
    areas = content.scorecard.areas
    assert [area.number for area in areas if not area.scored] == [7]
    assert [area.number for area in areas if area.allows_not_relevant] == [5]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_everything_has_a_name_of_its_own_in_every_language(content: Content, language: str) -> None:
    texts = content.texts.languages[language]
    indicators = [texts[f"scorecard.indicator.{i}.name"] for i in content.scorecard.indicators]
    areas = [texts[f"scorecard.area.{area.number}.name"] for area in content.scorecard.areas]
    values = [texts[f"scorecard.value.{value}.name"] for value in Value]
    for names in (indicators, areas, values):
        assert len(set(names)) == len(names)
    assert max(map(len, indicators)) <= 90, "fits a line on a phone or two"
    assert max(map(len, areas)) <= 32, "leaves room for the score beside it"


def test_names_stand_in_the_order_of_the_scorecard(content: Content) -> None:
    for language in content.texts.languages:
        keys = content.texts.languages[language]
        named = [key for key in keys if key.startswith("scorecard.indicator.")]
        assert named == [f"scorecard.indicator.{i}.name" for i in content.scorecard.indicators]


def test_the_pictures_words_have_the_same_places_everywhere(content: Content) -> None:
    english = content.texts.languages[FALLBACK]
    for key in (key for key in english if key.startswith("scorecard.picture.")):
        for texts in content.texts.languages.values():
            assert re.findall(r"\{\w+\}", texts[key]) == re.findall(r"\{\w+\}", english[key])


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (FILE, "scored: true", "scored: perhaps", "`scored` must be true or false"),
        (FILE, "scored: true", "skored: true", "`skored` is not known here: remove it"),
        (FILE, '["1.1", "1.2"]', "[]", "`indicators` is empty: give at least one"),
        (FILE, '"1.2"]', '"1.1"]', "`1.1` stands where 1.2 belongs: correct it"),
        (FILE, '"3.1"', '"4.1"', "`4.1` stands where 3.1 belongs: correct it"),
        (NAMES, '"Human rights"', '"{x}"', "`scorecard.indicator.5.5.name` is a fixed name: take its places"),
        (NAMES, '"5.16"', '"5.17"', "nothing uses the text `scorecard.indicator.5.17.name`: remove it"),
        (NAMES, "    partly:", "    partial:", "nothing uses the text `scorecard.value.partial.name`"),
    ],
)
def test_faults_are_told_with_their_line(
    with_scorecard: Folder, file: str, old: str, new: str, said: str
) -> None:
    line = with_scorecard.spoil(file, old, new)
    found = with_scorecard.faults()
    assert any(f.file == file and f.line == line and said in f.message for f in found)


def test_every_name_must_be_there(with_scorecard: Folder) -> None:
    with_scorecard.spoil(NAMES, '"5.16"', '"5.17"')
    assert any(
        "`scorecard.indicator.5.16.name` is missing: add it" in f.message for f in with_scorecard.faults()
    )


def test_faults_of_both_files_are_told_together(with_scorecard: Folder) -> None:
    with_scorecard.spoil(FILE, '"1.2"]', '"1.3"]')
    with_scorecard.spoil(NAMES, "    7: {", "    8: {")
    files = [fault.file for fault in with_scorecard.faults()]
    assert files == sorted(files)
    assert set(files) == {FILE, NAMES}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("areas: {}", "`areas` is empty: give at least one"),
        ("", "`areas` is missing: add it"),
        ("- 1", "start"),
    ],
)
def test_a_file_without_areas(with_scorecard: Folder, text: str, said: str) -> None:
    with_scorecard.write(FILE, text)
    assert said in with_scorecard.only_fault().message


def test_names_without_a_structure_are_a_fault(with_scorecard: Folder) -> None:
    (with_scorecard.root / FILE).unlink()
    assert str(with_scorecard.only_fault()) == f"{FILE}:1: the file is missing: put it back"


def test_a_folder_with_neither_has_no_scorecard(folder: Folder) -> None:
    assert folder.load().scorecard.areas == ()
