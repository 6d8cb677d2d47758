"""What every platform's contract tests look at."""

import fcntl
import os
import pickle
from pathlib import Path

import pytest

from tests.gallery.everything import Gallery, open_gallery


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """Everything the product can show. Whichever process asks first makes it, for all of a run."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (folder / "gallery.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _kept(folder / "gallery.pickle")


def _kept(file: Path) -> Gallery:
    if not file.exists():
        (work := file.with_suffix(".work")).mkdir()
        file.write_bytes(pickle.dumps(open_gallery(work)))
    found = pickle.loads(file.read_bytes())  # noqa: S301  written by this run
    assert isinstance(found, Gallery)
    return found
