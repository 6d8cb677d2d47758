"""Databases that fail as theirs do: a server that is killed, a file that is locked."""

import os
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import psycopg
from sqlalchemy import URL, create_engine, text

from bot.db.engine import sync_url
from bot.db.schema import upgrade
from tests.chaos.disk import Disk, small_disk
from tests.clients.postgres import DRIVER, Installed, installed_postgres

GROWING = ("people", "attention", "prompts", "deliveries", "answers", "practice_records")
"""Tables that every press and tick reads or writes."""


class Server:
    """A PostgreSQL of its own that may be killed and begun again.

    What it acknowledged is in the file before it says so; only a power cut would take that away.
    """

    OPTIONS = "-c fsync=off -c max_connections=200 -c max_wal_size=64MB -c listen_addresses=''"

    def __init__(self, installed: Installed, disk: Disk | None) -> None:
        self._installed = installed
        self.disk = disk
        """Its own, where there is one; its log is elsewhere."""

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

    def met_full_disk(self) -> int:
        """How often it said so, in its log."""
        return (self._installed.folder / "log").read_text(errors="replace").count("No space left on device")

    def revive(self) -> None:
        """Return when it answers: it may have stopped where it could not write its log of transactions."""
        for _ in range(100):
            with suppress(psycopg.OperationalError), psycopg.connect(self._plain_url, connect_timeout=2):
                return
            if not self._alive():
                self.start()
            time.sleep(0.2)

    def _alive(self) -> bool:
        with suppress(OSError, IndexError):
            os.kill(self._pid(), 0)
            return True
        return False

    @property
    def _plain_url(self) -> str:
        return self.url.replace(DRIVER, "postgresql", 1)

    def _pid(self) -> int:
        return int((self._installed.data / "postmaster.pid").read_text().split()[0])


def grow(address: str, number: int) -> None:
    """As a newer version's migration, which adds: the processes that run have never heard of it."""
    engine = create_engine(sync_url(address))
    try:
        with engine.begin() as connection:
            for table in GROWING:
                connection.execute(text(f"ALTER TABLE {table} ADD COLUMN later_{number} VARCHAR"))
            connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    finally:
        engine.dispose()


@contextmanager
def server() -> Iterator[Server]:
    """A migrated server; stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="pg-") as name, ExitStack() as stack:
        folder = Path(name)
        (folder / "data").mkdir()
        disk = stack.enter_context(small_disk(folder / "data"))
        installed = installed_postgres(folder)
        found = Server(installed, disk)
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
