"""A temporary database with the schema, for the figures of this folder. Nothing in it survives."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from yunhe.cli.server.temporary import temporary_cluster


@contextmanager
def database() -> Iterator[None]:
    """Django on a migrated database of a cluster of its own; everything is rolled back."""
    with temporary_cluster() as cluster:
        cluster.create_database("bench")
        os.environ |= {"DJANGO_SETTINGS_MODULE": "yunhe.settings", "YUNHE_SECRET_KEY": "only for figures"}
        os.environ["YUNHE_DATABASE_URL"] = cluster.url("bench")
        import django
        from django.core.management import call_command
        from django.db import connections, transaction

        django.setup()
        call_command("migrate", verbosity=0)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        connections.close_all()
