"""The schema as migrated."""

from django.db import connection


def test_the_event_ledger_has_its_partitions(db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'kernel_event'::regclass")
        assert cursor.fetchone()[0] == 5
