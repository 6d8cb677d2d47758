"""Compiles payloads as typed TypeScript: Slack's own types are the other opinion on what is allowed."""

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.clients.node import MODULES, node_binary, require_package

IMPORT = 'import type { HomeView, KnownBlock, ModalView } from "@slack/types";'
NARROW = """
type Message = { text: string; blocks: KnownBlock[] };
type Modal = Omit<ModalView, "blocks"> & { blocks: KnownBlock[] };
type Home = Omit<HomeView, "blocks"> & { blocks: KnownBlock[] };
"""
"""The types of views take any block at all; ours are all known ones."""
TYPES = {"message": "Message", "modal": "Modal", "home": "Home"}
_KEPT = frozenset({"type", "style"})
"""What the types distinguish; every other text is just a text to them."""


def type_errors(payloads: Iterable[tuple[str, Mapping[str, Any]]], folder: Path) -> str:
    """What the compiler says about (surface, payload); "" where it is content.

    Payloads that differ in words only are one to it, so each shape is compiled once.
    """
    shapes = {(surface, json.dumps(_shape(payload))): payload for surface, payload in payloads}
    lines = [IMPORT, NARROW]
    for number, ((surface, _), payload) in enumerate(shapes.items()):
        # As a literal, so that a member the types do not know is a fault too.
        lines.append(f"export const payload{number}: {TYPES[surface]} = {json.dumps(payload)};")
    file = folder / "payloads.ts"
    file.write_text("\n".join(lines), encoding="utf-8")
    modules = folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(MODULES)
    done = subprocess.run(
        [
            node_binary(),
            str(require_package("typescript") / "bin" / "tsc"),
            *("--noEmit", "--strict", "--pretty", "false", "--target", "es2022", "--module", "nodenext"),
            *("--types", "", str(file)),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.stdout + done.stderr


def _shape(part: Any) -> Any:
    if isinstance(part, list):
        return [_shape(each) for each in part]
    if isinstance(part, Mapping):
        return {k: v if k in _KEPT else _shape(v) for k, v in part.items()}
    return "" if isinstance(part, str) else part
