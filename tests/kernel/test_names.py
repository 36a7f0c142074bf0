"""Names of master data in the reader's language, whatever language the program started in."""

from django.db.models import OuterRef
from django.utils.translation import override

from tests.world import build
from yunhe.kernel.names import Named, NamedIn
from yunhe.stock.models import Warehouse


def test_names_follow_the_reader_and_not_the_moment_of_writing_the_query(db_tx: None) -> None:
    """Fails when `NamedIn` makes its subquery at once."""
    build()
    with override("zh-hans"):
        itself = Warehouse.objects.filter(pk=OuterRef("pk"))
        said = {"own": Named("name"), "found": NamedIn(itself, "name")}
    for language, name in (("en", "South"), ("zh-hans", "华南仓")):
        with override(language):
            south = Warehouse.objects.annotate(**said).get(code="SOUTH")
            assert (south.own, south.found) == (name, name)
