"""The domain imports the standard library and itself, nothing else."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import nudges

ROOT = Path(nudges.__file__).parent
ALLOWED = sys.stdlib_module_names | {"nudges"}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name.partition(".")[0] for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]


def test_the_domain_imports_only_the_standard_library() -> None:
    modules = sorted(ROOT.rglob("*.py"))
    assert modules
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules
        for name in _imported(path)
        if name not in ALLOWED
    }
    assert strangers == set()
