"""Python's garbage collection, for commands that run long."""

import gc

THRESHOLDS = (20_000, 20, 50)
"""Python's own begin at 700 new objects, and took a twelfth of a simulation's time."""


def collect_rarely() -> None:
    """Call it once all is loaded: that stays, and looking through it took a tenth of planning."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
