"""The app package for Teams is what Microsoft's own schemas ask for, in every language."""

import io
import json
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot.content import load_content
from bot.services.flow import Flows
from bot.services.flows import FLOWS
from bot.teams.package import ANYWHERE, AT_MESSAGES, MANIFEST_VERSION, About, manifest, package
from nudges.commands import Understood, understand
from nudges.texts import Texts
from tests.clients.node import require_package

PAGES = "https://pages.example.org"
ABOUT = About(
    "99999999-cccc-4ccc-8ccc-999999999999", "1.2.3", "bot.example.org", "https://bot.example.org/", PAGES
)


@pytest.fixture(scope="module")
def schemas() -> Path:
    """Microsoft's own, of the version we write."""
    return (
        require_package("@microsoft/app-manifest")
        / "build"
        / "json-schemas"
        / "teams"
        / f"v{MANIFEST_VERSION}"
    )


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_content().texts


@pytest.fixture(scope="module")
def files(texts: Texts) -> dict[str, bytes]:
    packed = package(ABOUT, {each: texts.speaker(each) for each in texts.languages})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("manifest.json", "MicrosoftTeams.schema.json"),
        ("fr.json", "MicrosoftTeams.Localization.schema.json"),
    ],
)
def test_each_document_keeps_to_its_schema(
    schemas: Path, files: dict[str, bytes], name: str, schema: str
) -> None:
    validator = Draft4Validator(json.loads((schemas / schema).read_text("utf-8-sig")))
    assert [error.message for error in validator.iter_errors(json.loads(files[name]))] == []


def test_a_newer_schema_is_noticed(schemas: Path) -> None:
    versions = [each.name.removeprefix("v") for each in schemas.parent.iterdir() if each.name[1].isdigit()]
    assert max(versions, key=lambda each: [int(part) for part in each.split(".")]) == MANIFEST_VERSION


def test_a_tab_shows_the_pages_of_this_deployment_alone(files: dict[str, bytes]) -> None:
    written = json.loads(files["manifest.json"])
    [tab] = written["staticTabs"]
    assert (tab["entityId"], tab["scopes"], tab["context"]) == ("pages", ["personal"], ["personalTab"])
    assert tab["contentUrl"] == f"{PAGES}/pages/tab?key={{page.subPageId}}&theme={{app.theme}}"
    assert tab["websiteUrl"] == f"{PAGES}/pages"
    assert written["validDomains"] == ["bot.example.org", "pages.example.org"]
    assert json.loads(files["fr.json"])["staticTabs[0].name"] == "Pages"


def test_without_pages_there_is_no_tab(texts: Texts) -> None:
    speak = texts.speaker("en")
    bare = manifest(replace(ABOUT, pages=""), speak)
    assert ("staticTabs" in bare, bare["validDomains"]) == (False, ["bot.example.org"])
    assert manifest(ABOUT, speak).keys() - bare.keys() == {"staticTabs"}


def test_it_holds_nothing_but_what_the_manifest_names(files: dict[str, bytes]) -> None:
    written = json.loads(files["manifest.json"])
    named = {
        *written["icons"].values(),
        *(e["file"] for e in written["localizationInfo"]["additionalLanguages"]),
    }
    assert files.keys() == named | {"manifest.json"}


@pytest.mark.parametrize(("name", "pixels"), [("color.png", 192), ("outline.png", 32)])
def test_icons_have_the_size_teams_asks_for(files: dict[str, bytes], name: str, pixels: int) -> None:
    assert files[name].startswith(b"\x89PNG")
    assert struct.unpack(">II", files[name][16:24]) == (pixels, pixels)


def test_a_command_that_is_chosen_is_understood(texts: Texts, files: dict[str, bytes]) -> None:
    written, french = json.loads(files["manifest.json"]), json.loads(files["fr.json"])
    english = [each["title"] for some in written["bots"][0]["commandLists"] for each in some["commands"]]
    others = [words for key, words in french.items() if key.startswith("bots") and key.endswith(".title")]
    assert len(others) == len(english)
    more = Flows(FLOWS).words
    for language, titles in (("en", english), ("fr", others)):
        understood: list[Any] = [understand(each, texts.speaker(language), more) for each in titles]
        assert [each for each in understood if not isinstance(each, Understood)] == []


def test_menus_begin_what_the_product_has() -> None:
    known = Flows(FLOWS).shortcuts
    assert [name for name in AT_MESSAGES if name not in known] == []
    assert [name for name in ANYWHERE if name in known] == []  # the desk answers these with its short menu


def test_the_same_deployment_gives_the_same_file(texts: Texts) -> None:
    speakers = {each: texts.speaker(each) for each in texts.languages}
    assert package(ABOUT, speakers) == package(ABOUT, speakers)
