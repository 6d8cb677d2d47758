"""A disk that can be filled for PostgreSQL: a small one in memory, mounted where only this run sees it.

That needs leave to mount. The superuser has it, and on many systems everybody within a user namespace of
their own. Where there is none, PostgreSQL's disk is not filled; SQLite's is (``Process.fill_disk``).
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SIZE = "400m"
_MUCH = bytes(1 << 20)
_ALONE = "CHAOS_MOUNTS_ARE_ITS_OWN"
_USER = () if os.geteuid() == 0 else ("--user", "--map-current-user", "--keep-caps")
_UNSHARE = ("unshare", "--mount", *_USER)


@dataclass(frozen=True, slots=True)
class Disk:
    folder: Path

    def fill(self) -> None:
        """Take all that is left. Who has room in files they own already can still write there."""
        with self._filler.open("wb", buffering=0) as filler, suppress(OSError):
            while True:  # until nothing is left, and that is an error
                filler.write(_MUCH)

    def free(self) -> None:
        self._filler.unlink()

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"


def begin_again_alone(module: str, arguments: Sequence[str]) -> None:
    """Become the same program with mounts of its own, which go with it; return where that is not allowed."""
    if _ALONE not in os.environ and _works(*_UNSHARE, "true"):
        command = [*_UNSHARE, sys.executable, "-m", module, *arguments]
        os.execvpe(command[0], command, {**os.environ, _ALONE: "yes"})  # noqa: S606  itself


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk | None]:
    """A disk at this empty folder; None where nothing may be mounted."""
    mounted = _ALONE in os.environ and _works(
        "mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)
    )
    try:
        yield Disk(folder) if mounted else None
    finally:
        if mounted:
            _works("umount", "--lazy", str(folder))


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
