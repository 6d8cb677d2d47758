"""A new database of each kind, gone afterwards."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.clients.postgres import running_postgres


@contextmanager
def both_databases() -> Iterator[Mapping[str, str]]:
    """Addresses of empty databases by the name of their kind."""
    with tempfile.TemporaryDirectory(prefix="crosspillar-bench-") as folder, running_postgres() as postgres:
        named = postgres.create()
        yield {"SQLite": f"sqlite:///{Path(folder) / 'bench.db'}", "PostgreSQL": postgres.url(named)}
        postgres.drop(named)
