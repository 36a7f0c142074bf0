"""What every test may ask for: a fresh, really committed database (`db`), or one that is rolled back (`db_tx`)."""

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from hypothesis import settings as hypothesis

from tests.schema import migrated, our_modules
from yunhe.cli.server.postgres import Cluster
from yunhe.cli.server.temporary import temporary_cluster
from yunhe.site import DATABASE, parse_database_url

os.environ["DJANGO_SETTINGS_MODULE"] = "yunhe.settings"
os.environ["YUNHE_DATA"] = str(Path(tempfile.gettempdir()) / f"yunhe-tests-{os.getuid()}")
os.environ["PYTHONFAULTHANDLER"] = "1"  # a child that has to be aborted says where it hung
os.environ["YUNHE_SECRET_KEY"] = "only for tests"
os.environ["YUNHE_DATABASE_URL"] = "postgresql:///ask_for_the_fixture_db?host=/nonexistent&user=yunhe"
settings.DATABASES["default"]["OPTIONS"].pop("pool")  # one connection per thread, so that databases can be exchanged
django.setup()
hypothesis.register_profile("untimed", deadline=None)  # no test asserts a time
hypothesis.load_profile("untimed")

SHAPING = our_modules()  # before the tests load theirs
NUMBERS = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A long test may take an hour, where the others have the minutes that pyproject.toml gives them."""
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.timeout(3600))


@pytest.fixture(scope="session")
def schema() -> Path:
    """The folder of a stopped cluster: an installation's own, migrated and empty. To be copied (`cp -a`), never started."""
    return migrated(Path(os.environ["YUNHE_DATA"]), DATABASE, _migrate, SHAPING)


@pytest.fixture(scope="session")
def cluster(schema: Path) -> Iterator[Cluster]:
    """A PostgreSQL of this test process alone: an open transaction of another one would hold its events back.

    Every test's database is a copy of its migrated one, to which nobody connects.
    """
    with temporary_cluster(durable=False, origin=schema) as cluster:
        yield cluster


@pytest.fixture
def db(cluster: Cluster) -> Iterator[str]:
    """A fresh database of this test alone; gives its address. Commits, threads and child processes are real.

    Threads of the test must be over, with their connections closed, when the test returns.
    """
    name = f"yunhe_{next(NUMBERS)}"
    cluster.create_database(name, DATABASE)
    with _connected(cluster, name) as url:
        yield url
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def rolled_back(cluster: Cluster) -> "RolledBack":
    """The database that the `db_tx` tests of this process share."""
    return RolledBack(cluster)


@pytest.fixture
def db_tx(cluster: Cluster, rolled_back: "RolledBack") -> Iterator[None]:
    """A database whose changes are rolled back after the test: for queries and models, where nothing must commit."""
    with _connected(cluster, rolled_back.database()), transaction.atomic():
        yield
        transaction.set_rollback(True)


class RolledBack:
    """A copy of the migrated database, exchanged for a fresh one when it has grown: rows that were rolled back stay in its
    tables, and every statement of the tests to come would read past them."""

    GROWN = 24 * 1024**2  # bytes

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.name = ""
        self.fresh = 0

    def database(self) -> str:
        """The name of the copy that the next test works in."""
        if self.name and self._size() > self.fresh + self.GROWN:
            self.cluster.drop_database(self.name)
            self.name = ""
        if not self.name:
            self.name = f"yunhe_{next(NUMBERS)}"
            self.cluster.create_database(self.name, DATABASE)
            self.fresh = self._size()
        return self.name

    def _size(self) -> int:
        with psycopg.connect(self.cluster.url("postgres")) as connection:
            (size,) = connection.execute("SELECT pg_database_size(%s)", [self.name]).fetchone() or (0,)
        return int(size)


@contextmanager
def _connected(cluster: Cluster, name: str) -> Iterator[str]:
    """While the block lasts, Django in all threads and child processes work on this database of the cluster."""
    before = os.environ["YUNHE_DATABASE_URL"]
    url = cluster.url(name)
    os.environ["YUNHE_DATABASE_URL"] = url
    connections.settings["default"].update(parse_database_url(url))
    try:
        yield url
    finally:
        connections.close_all()
        connections.settings["default"].update(parse_database_url(before))
        os.environ["YUNHE_DATABASE_URL"] = before


def _migrate(cluster: Cluster) -> None:
    with _connected(cluster, DATABASE):
        call_command("migrate", verbosity=0)
