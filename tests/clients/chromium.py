"""Finds a Chromium for the tests on any machine, without downloading one and without root."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.clients.node import MODULES, node_binary, require_package

VARIABLE = "CROSSPILLAR_TEST_CHROMIUM"
SYSTEM = Path("/usr/bin/chromium")
SCRIPT = Path(__file__).with_suffix(".mjs")
# Inside node_modules, so that `npm ci` drops it when the pinned version changes.
UNPACKED = MODULES / ".chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    # Nothing a page asks for may leave the machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{unpacked}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{unpacked}/fonts-cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A browser to start: its path and what it needs beside the usual environment."""

    path: Path
    environment: dict[str, str] = field(default_factory=dict)


def find_chromium() -> Chromium:
    """The browser the environment names, else the system's, else the one npm brought.

    Raises AssertionError, which fails the test, where none of them is there.
    """
    if named := os.environ.get(VARIABLE):
        assert Path(named).is_file(), f"{VARIABLE} names {named}, which is not a file"
        return Chromium(Path(named))
    return Chromium(SYSTEM) if SYSTEM.is_file() else _carried()


def _carried() -> Chromium:
    require_package("@sparticuz/chromium")
    # The processes of a run may all come here at once, the first time.
    with UNPACKED.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not UNPACKED.is_dir():
            _unpack()
    fonts = UNPACKED / "fonts.conf"
    libraries = str(UNPACKED / "al2023" / "lib")
    return Chromium(UNPACKED / "chromium", {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_FILE": str(fonts)})


def _unpack() -> None:
    """Unpack beside the final place and move at the end: half a browser is never taken for one."""
    with tempfile.TemporaryDirectory(dir=MODULES, prefix=".chromium-") as folder:
        subprocess.run([node_binary(), str(SCRIPT)], check=True, env={**os.environ, "TMPDIR": folder})
        new = UNPACKED.with_suffix(".new")
        shutil.copytree(folder, new, dirs_exist_ok=True)
    (new / "fonts.conf").write_text(FONTS.format(unpacked=UNPACKED), encoding="utf-8")
    new.rename(UNPACKED)
