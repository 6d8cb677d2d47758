"""The YAML files below the content folder."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.content.documents import Document, read_document
from bot.content.faults import Fault


def default_root() -> Traversable:
    """The ``config`` package, wherever it is installed."""
    return files("config")


def read_file(root: Traversable, name: str) -> Document:
    """One file by its path below ``root``; a missing or unreadable file is a fault."""
    try:
        text = root.joinpath(*name.split("/")).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return Document(name, faults=[Fault(name, 1, "the file is not UTF-8: save it as UTF-8")])
    except OSError:
        return Document(name, faults=[Fault(name, 1, "the file is missing: put it back")])
    return read_document(name, text)


def read_folder(root: Traversable, name: str) -> list[Document]:
    """All YAML files below a folder, in the order of their paths."""
    return [read_file(root, path) for path in sorted(_paths(root.joinpath(*name.split("/")), name))]


def folders(root: Traversable, name: str) -> list[str]:
    """The names of the folders directly in a folder."""
    place = root.joinpath(*name.split("/"))
    return sorted(child.name for child in place.iterdir() if child.is_dir()) if place.is_dir() else []


def _paths(place: Traversable, name: str) -> Iterator[str]:
    if not place.is_dir():
        return
    for child in place.iterdir():
        path = f"{name}/{child.name}"
        if child.is_dir():
            yield from _paths(child, path)
        elif child.name.endswith((".yaml", ".yml")):
            yield path
