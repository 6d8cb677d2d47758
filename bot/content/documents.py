"""One YAML file as plain values, with the line each of them stands on."""

from dataclasses import dataclass, field
from typing import TypeAlias

from yaml import CSafeLoader, MappingNode, MarkedYAMLError, Node, ScalarNode, SequenceNode, YAMLError, compose

from bot.content.faults import Fault

Path: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value] | None"

_PLAIN = {"true": True, "false": False}


@dataclass(slots=True)
class Document:
    """A file's values. ``lines`` holds the line (from 1) of every key and list item."""

    file: str
    value: dict[str, Value] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it that exists."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, message: str) -> Fault:
        return Fault(self.file, self.line(path), message)


def read_document(file: str, text: str) -> Document:
    """Parse one file; broken YAML and keys given twice become faults of the document."""
    document = Document(file)
    try:
        root = compose(text, CSafeLoader)
    except YAMLError as error:
        document.faults.append(_broken(file, error))
        return document
    if isinstance(root, MappingNode):
        document.value = _mapping(document, (), root)
    elif root is not None:
        document.faults.append(Fault(file, 1, "the file is not a list of keys: start it with `key: value`"))
    return document


def _broken(file: str, error: YAMLError) -> Fault:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    problem = (error.problem if isinstance(error, MarkedYAMLError) else None) or "unreadable characters"
    return Fault(file, mark.line + 1 if mark else 1, f"this is not valid YAML ({problem}): correct it here")


def _mapping(document: Document, path: Path, node: MappingNode) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for key, child in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            document.faults.append(Fault(document.file, line, "a key must be one word: correct it"))
            continue
        here = (*path, key.value)
        if key.value in values:
            first = document.lines[here]
            message = f"`{key.value}` is already given on line {first}: remove or rename one of them"
            document.faults.append(Fault(document.file, line, message))
            continue
        document.lines[here] = line
        values[key.value] = _value(document, here, child)
    return values


def _value(document: Document, path: Path, node: Node) -> Value:
    if isinstance(node, MappingNode):
        return _mapping(document, path, node)
    if isinstance(node, SequenceNode):
        return [_item(document, (*path, i), child) for i, child in enumerate(node.value)]
    return _scalar(node)


def _item(document: Document, path: Path, node: Node) -> Value:
    document.lines[path] = node.start_mark.line + 1
    return _value(document, path, node)


def _scalar(node: Node) -> Value:
    kind = str(node.tag).rpartition(":")[2]
    if kind == "bool":
        return _PLAIN.get(node.value.lower(), str(node.value))
    if kind == "int" and node.value.lstrip("-").isdigit():
        return int(node.value)
    return None if kind == "null" else str(node.value)
