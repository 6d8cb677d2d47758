"""The whole content, read once and checked as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources.abc import Traversable

from bot.content import catalogue, framework
from bot.content.faults import ContentError, Fault
from bot.content.files import default_root, read_file, read_folder
from bot.content.locales import Language, read_languages
from bot.content.scorecard import read_scorecard
from bot.content.wording import wording_faults
from nudges.catalogue import Catalogue
from nudges.flows.scorecard import Scorecard
from nudges.texts import FALLBACK, Texts


@dataclass(frozen=True, slots=True)
class Content:
    """What may be said, when, and in which words."""

    catalogue: Catalogue
    texts: Texts
    scorecard: Scorecard


def load_content(root: Traversable | None = None) -> Content:
    """Read everything below ``root``, by default the ``config`` package.

    Raises ``ContentError`` with every fault of every file at once.
    """
    return _read(root) if root else _own()


@lru_cache(maxsize=1)
def _own() -> Content:
    """Our own, which does not change while the program runs."""
    return _read(default_root())


def _read(root: Traversable) -> Content:
    faults: list[Fault] = []
    languages = read_languages(root, faults)
    if FALLBACK not in languages:
        faults.append(Fault(f"locales/{FALLBACK}", 1, "there are no English texts: put the folder back"))
    checked = _catalogue(root, languages, faults)
    scorecard = read_scorecard(root, languages, faults)
    if faults or checked is None:
        raise ContentError(faults)
    return Content(checked, _texts(languages), scorecard)


def _catalogue(root: Traversable, languages: Mapping[str, Language], faults: list[Fault]) -> Catalogue | None:
    """The catalogue as far as it is sound; the nudges are not judged without a framework."""
    structure = read_file(root, framework.FILE)
    documents = read_folder(root, catalogue.FOLDER)
    for document in (structure, *documents):
        faults.extend(document.faults)
    built = framework.build_framework(structure, faults)
    if built is None:
        return None
    sound, places = catalogue.build_nudges(documents, built, faults)
    checked = Catalogue(built, sound)
    faults.extend(wording_faults(checked, places, languages))
    return checked


def _texts(languages: Mapping[str, Language]) -> Texts:
    return Texts(
        {name: {key: e.text for key, e in found.entries.items()} for name, found in languages.items()}
    )
