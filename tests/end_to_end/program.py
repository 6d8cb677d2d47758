"""The ``crosspillar`` command as a process of its own, as a visitor or an operator starts it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

PATIENCE = 120
"""Seconds after which a start or an end counts as stuck."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its status and what it wrote."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Running:
    """A command that runs until it is told to stop; its errors are kept in a file."""

    process: subprocess.Popen[str]
    errors: Path

    def line_with(self, words: str) -> str:
        """The first line it prints that holds these words. Fails where it ends, or is stuck, before that."""
        assert self.process.stdout is not None
        watchdog = Timer(PATIENCE, self.process.kill)
        watchdog.start()
        try:
            found = next((line for line in self.process.stdout if words in line), None)
        finally:
            watchdog.cancel()
        assert found is not None, f"it never said {words!r}: {self.errors.read_text()}"
        return found

    def stop(self, within: float = PATIENCE) -> Ended:
        """Ask it to stop, as an operating system does, and wait so many seconds until it has."""
        self.process.terminate()
        out, _ = self.process.communicate(timeout=within)
        return Ended(self.process.returncode, out, self.errors.read_text())


def command() -> str:
    """The installed command's path."""
    return str(Path(sys.executable).with_name("crosspillar"))


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Ours without any setting of the product, and these."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CROSSPILLAR_")}
    return {**plain, **{f"CROSSPILLAR_{name}": value for name, value in settings.items()}}


@contextmanager
def running(*words: str, folder: Path, **settings: str) -> Iterator[Running]:
    """Start a command that goes on; it never outlives the block."""
    errors = folder / "errors.txt"
    with (
        errors.open("w") as file,
        subprocess.Popen(
            [command(), *words],
            cwd=folder,
            env=environment(settings),
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        ) as process,
    ):
        try:
            yield Running(process, errors)
        finally:
            process.kill()
