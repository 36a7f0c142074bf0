"""Finding by what people type: name, pinyin, initials, code, barcode."""

from django.contrib.postgres.indexes import GinIndex


def trigram_index(field: str, name: str) -> GinIndex:
    """A pg_trgm index on a search text."""
    return GinIndex(fields=[field], name=name, opclasses=["gin_trgm_ops"])
