"""How rows of other tables say a region: by its name."""

from django.db.models import OuterRef

from yunhe.kernel.names import NamedIn
from yunhe.partners.models import Region


def region_name(code: str) -> NamedIn:
    """The name of the region whose code stands in the column `code`; nothing for a code that nobody knows."""
    return NamedIn(Region.objects.filter(code=OuterRef(code)), "name")
