"""What the operating system knows of another process; only Linux tells."""

import os
from pathlib import Path


def megabytes(pid: int, name: str) -> float:
    """Of memory: ``VmRSS`` is what is held now, ``VmHWM`` the most that ever was."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(each for each in status.splitlines() if each.startswith(f"{name}:"))
    return int(line.split()[1]) / 1000


def cpu_seconds(pid: int) -> float:
    """Of all cores since its start, in its own code and in the system's for it."""
    after_the_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_the_name[11:13])) / os.sysconf("SC_CLK_TCK")
