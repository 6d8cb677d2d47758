"""Each rule for the texts, shown by a fault and the line it is reported at."""

import pytest

from tests.content.folder import Folder

NAMES = "locales/en/framework.yaml"
WORDS = "locales/en/catalogue/7-hurdles.yaml"
FRENCH = "locales/fr/catalogue/7-hurdles.yaml"
LONG = "word " * 61


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (WORDS, "One tap is enough.", "Hello {nobody}.", "nothing fills {nobody}: use one of entity, first"),
        (WORDS, "Access or permission", "'{entity}'", "nothing fills {entity}: labels and replies have no"),
        (WORDS, "One tap is enough.", "Hello {.", "has a brace without its partner: close it"),
        (WORDS, "One tap is enough.", "Hello {}.", "has the place {}: give it a plain name"),
        (WORDS, "One tap is enough.", LONG, "the card S2-1 has 81 words: cut it to 60 at most"),
        (WORDS, "What got in the way?", "a b c d e f g h i", "the title of S2-1 is too long: use 8 words"),
        (
            WORDS,
            "Access or permission",
            "x" * 31,
            "`nudge.S2-1.choice.access` has 31 characters: cut it to 30",
        ),
        (
            WORDS,
            "title: The same obstacle, again and again",
            "title: ''",
            "`nudge.S2-2.title` is empty: write",
        ),
        (
            WORDS,
            "title: The same obstacle, again and again",
            "title: 7",
            "`nudge.S2-2.title` must be text: wr",
        ),
        (
            WORDS,
            "title: The same obstacle, again and again",
            "title: []",
            "`nudge.S2-2.title` must be text: wr",
        ),
        (
            WORDS,
            "why: You get this every second week",
            "why: [a] #",
            "`nudge.S2-1.why` must be text: write it",
        ),
        (NAMES, "Improve shared meetings", "'{x}'", "`behaviour.B2.short` is a fixed name: take {x} out"),
    ],
)
def test_text_faults(folder: Folder, file: str, old: str, new: str, said: str) -> None:
    line = folder.spoil(file, old, new)
    fault = next(fault for fault in folder.faults() if said in fault.message)
    assert (fault.file, fault.line) == (file, line)


@pytest.mark.parametrize(
    ("old", "new", "missing", "over"),
    [
        ("  why: You", "  wy: You", "nudge.S2-1.why", "nudge.S2-1.wy"),
        ("{access: A", "{acces: A", "nudge.S2-1.choice.access", "nudge.S2-1.choice.acces"),
        ("{access: ", "{acces: ", "nudge.S2-1.choice.access", "nudge.S2-1.choice.acces"),
    ],
)
def test_a_misspelt_key_is_missing_and_left_over(
    folder: Folder, old: str, new: str, missing: str, over: str
) -> None:
    line = folder.spoil(WORDS, old, new)
    start = folder.read(WORDS).splitlines().index("S2-1:") + 1
    assert {(f.file, f.line, f.message) for f in folder.faults()} == {
        (WORDS, start, f"the text `{missing}` is missing: add it"),
        (WORDS, line, f"nothing uses the text `{over}`: remove it or correct its key"),
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("One tap says which kind.", LONG, "the card S2-1 has 88 words: cut it to 60 at most"),
        ("Any small obstacle lately?", "a b c d e f g h i", "the title of S2-1 is too long: use 8 words"),
        ("One tap says which kind.", "{nobody}", "`nudge.S2-1.body`: nothing fills {nobody}: use one of"),
        ("One tap says which kind.", "Hello {.", "`nudge.S2-1.body.2` has a brace without its partner"),
        ('- "Any small obstacle lately?"', "- ''", "`nudge.S2-1.title.2` is empty: write the text"),
        ('- "Any small obstacle lately?"', "- 7", "`nudge.S2-1.title.2` must be text: write it in quotes"),
        ('- "Any small obstacle lately?"', "- [a]", "`nudge.S2-1.title.2` must be text: write it in quotes"),
    ],
)
def test_every_wording_is_checked(folder: Folder, old: str, new: str, said: str) -> None:
    line = folder.spoil(WORDS, old, new)
    fault = next(fault for fault in folder.faults() if said in fault.message)
    assert (fault.file, fault.line) == (WORDS, line)


def test_titles_and_bodies_take_turns_together(folder: Folder) -> None:
    folder.spoil(WORDS, '    - "Any small obstacle lately?"\n', "")
    fault = folder.only_fault()
    assert fault.message == "S2-1 has 2 titles and 3 bodies: give as many of each, or only one of either"


def test_one_title_may_stand_over_all_bodies(folder: Folder) -> None:
    for title in ("Any small obstacle lately?", "Which obstacle came up?"):
        folder.spoil(WORDS, f'    - "{title}"\n', "")
    assert folder.load().texts.wordings("en", "nudge.S2-1.body") == 3


def test_another_language_has_no_more_wordings_than_english(folder: Folder) -> None:
    folder.write(FRENCH, "S2-2:\n  title:\n  - Encore\n  - Toujours\n")
    fault = folder.only_fault()
    assert (fault.line, fault.message[:38]) == (4, "English has no text `nudge.S2-2.title.")


def test_a_missing_reply(folder: Folder) -> None:
    folder.spoil(WORDS, ', none: "Good to hear."', "")
    fault = folder.only_fault()
    assert str(fault) == f"{WORDS}:1: the text `nudge.S2-1.reply.none` is missing: add it"


def test_a_missing_name_of_the_framework(folder: Folder) -> None:
    folder.spoil(NAMES, "    check_in: I improved, shortened or ended a shared meeting or report.\n", "")
    fault = folder.only_fault()
    assert (fault.file, fault.message) == (NAMES, "the text `behaviour.B2.check_in` is missing: add it")


def test_a_text_given_in_two_files(folder: Folder) -> None:
    folder.write("locales/en/more.yaml", "behaviour:\n  B1:\n    short: Twice\n")
    fault = folder.only_fault()
    assert (fault.file, fault.line) == ("locales/en/more.yaml", 3)
    assert fault.message.startswith(f"`behaviour.B1.short` is already given at {NAMES}:")


def test_texts_of_the_owner_need_no_prefix_and_may_have_any_places(folder: Folder) -> None:
    folder.write("locales/en/messages.yaml", "welcome:\n  title: Good day, {name}\n")
    assert folder.load().texts.get("en", "welcome.title", name="Ana") == "Good day, Ana"


def test_english_must_be_there(folder: Folder) -> None:
    (folder.root / "locales/en").rename(folder.root / "locales/fr")
    faults = folder.faults()
    assert any(fault.message.startswith("there are no English texts") for fault in faults)


def test_another_language_may_be_partial(folder: Folder) -> None:
    folder.write(FRENCH, "S2-1:\n  title: Qu'est-ce qui a gêné ?\n")
    texts = folder.load().texts
    assert texts.get("fr", "nudge.S2-1.title") == "Qu'est-ce qui a gêné ?"
    assert texts.get("fr", "nudge.S2-1.choice.access") == "Access or permission"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("S2-1:\n  titre: Bonjour\n", 2, "English has no text `nudge.S2-1.titre`: remove it or correct"),
        ("S2-1:\n  title: Bonjour {first_name}\n", 2, "has the places {first_name}, English has none: use"),
        ("S2-3:\n  body: Bonjour {counterpart}\n", 2, "English has {counterpart} {counterpart_entity}: use"),
        ("S2-1:\n  choices:\n    access: " + "x" * 31, 3, "has 31 characters: cut it to 30 at most"),
    ],
)
def test_another_language_follows_english(folder: Folder, text: str, line: int, said: str) -> None:
    folder.write(FRENCH, text)
    fault = folder.only_fault()
    assert (fault.file, fault.line) == (FRENCH, line)
    assert said in fault.message
