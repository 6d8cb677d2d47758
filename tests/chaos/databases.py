"""Databases that fail as theirs do: a server that is killed, a file that is locked."""

import os
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL

from bot.db.schema import upgrade
from tests.clients.postgres import DRIVER, Installed, installed_postgres


class Server:
    """A PostgreSQL of its own that may be killed and begun again.

    What it acknowledged is in the file before it says so; only a power cut would take that away.
    """

    OPTIONS = "-c fsync=off -c max_connections=200 -c listen_addresses=''"

    def __init__(self, installed: Installed) -> None:
        self._installed = installed

    @property
    def url(self) -> str:
        query = {"host": str(self._installed.folder)}
        address = URL.create(DRIVER, username="postgres", database="postgres", query=query)
        return address.render_as_string(hide_password=False)

    def start(self) -> None:
        """Begin, or begin again; the killed one's memory goes with its last child."""
        for _ in range(20):
            with suppress(AssertionError):
                self._installed.start(self.OPTIONS)
                return
            time.sleep(0.5)
        self._installed.start(self.OPTIONS)

    def kill(self) -> None:
        """As an operating system does to whatever takes too much memory."""
        os.kill(self._pid(), signal.SIGKILL)

    def kill_child(self) -> None:
        """One connection's process: the server then throws all others out, and recovers."""
        children = Path(f"/proc/{self._pid()}/task/{self._pid()}/children").read_text().split()
        os.kill(int(children[-1]), signal.SIGKILL)

    def stop(self) -> None:
        """As for maintenance: whoever is connected is thrown out."""
        self._installed.stop("fast")

    def _pid(self) -> int:
        return int((self._installed.data / "postmaster.pid").read_text().split()[0])


@contextmanager
def server() -> Iterator[Server]:
    """A migrated server; stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        installed = installed_postgres(Path(folder))
        found = Server(installed)
        found.start()
        try:
            upgrade(found.url)
            yield found
        finally:
            with suppress(AssertionError):
                installed.stop("immediate")


@contextmanager
def file(folder: Path, template: Path | None = None) -> Iterator[str]:
    """The address of a migrated SQLite file."""
    path = folder / "chaos.sqlite3"
    if template is not None:
        shutil.copyfile(template, path)
    url = f"sqlite:///{path}"
    upgrade(url)
    yield url


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else writes to the file, and takes their time."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
