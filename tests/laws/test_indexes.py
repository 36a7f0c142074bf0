"""No index costs each row something that another one gives already."""

from django.db import connection

# Not asked: the second index that Django makes of a unique text for LIKE.
SUPERFLUOUS = """
    WITH i AS (
        SELECT t.relname AS "table", n.relname AS name, x.indrelid, x.indisunique, x.indkey,
               cardinality(x.indkey::int2[]) AS columns
        FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class n ON n.oid = x.indexrelid
        JOIN pg_namespace s ON s.oid = t.relnamespace JOIN pg_am a ON a.oid = n.relam
        WHERE s.nspname = 'public' AND a.amname = 'btree' AND x.indpred IS NULL AND x.indexprs IS NULL
          AND t.relname !~ '^(auth|django|procrastinate)_' AND t.relname !~ '^kernel_user_' AND n.relname !~ '_like$')
    SELECT a."table", a.name, b.name FROM i a JOIN i b ON b.indrelid = a.indrelid AND b.name <> a.name
    WHERE NOT a.indisunique AND array_to_string(a.indkey, ',') = array_to_string(b.indkey[0:a.columns - 1], ',')
      AND (a.columns < b.columns OR b.indisunique OR a.name < b.name)
    ORDER BY 1, 2
"""


def test_no_index_is_the_beginning_of_another(db: None) -> None:
    """Fails when a foreign key's own index stays beside one that begins with its column."""
    with connection.cursor() as cursor:
        cursor.execute(SUPERFLUOUS)
        assert cursor.fetchall() == []
