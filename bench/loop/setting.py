"""Where the figures are taken: a PostgreSQL of its own on the disk (fsync on), a migrated database, the measured company,
5,000 orders before the first run, and everything analysed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yunhe.cli.server.installation import start_django
from yunhe.cli.server.postgres import Cluster
from yunhe.cli.server.temporary import temporary_cluster

if TYPE_CHECKING:
    from bench.loop.company import Company

PRELOADED, BATCH = 5_000, 500
PRISTINE = "pristine"  # a copy of the database as it was before the first run


@dataclass(frozen=True, slots=True)
class Setting:
    """What every part is given. `quick` asks for a short run that proves no more than that the part works."""

    cluster: Cluster
    url: str
    folder: Path
    company: "Company"
    quick: bool

    def times(self, runs: int) -> int:
        """How often to run: so often, or twice in a quick run."""
        return 2 if self.quick else runs


@contextmanager
def prepared(quick: bool) -> Iterator[Setting]:
    """The database is new, and is gone afterwards."""
    with temporary_cluster() as cluster, tempfile.TemporaryDirectory(prefix="yunhe-bench-") as folder:
        cluster.create_database("bench")
        os.environ |= {"YUNHE_SECRET_KEY": "only for figures", "YUNHE_DATA": folder}
        os.environ["YUNHE_DATABASE_URL"] = cluster.url("bench")
        start_django()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        from bench.loop.company import found  # all of these name models, which exist only now
        from bench.loop.orders import allocate_many

        company = found()
        allocate_many("P", 1, (1_000 if quick else PRELOADED) // BATCH, BATCH)
        analyse()
        connections.close_all()
        connections["default"].close_pool()
        cluster.create_database(PRISTINE, "bench")
        yield Setting(cluster, cluster.url("bench"), Path(folder), company, quick)
        connections.close_all()
        connections["default"].close_pool()


def analyse() -> None:
    """Plans that were cached on empty tables flatter."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
