"""Bins that come in a file: made, placed, moved; a row that names no warehouse or half a place stays out."""

from decimal import Decimal
from io import BytesIO

from tests import world as worlds
from tests.world import AT, BY
from yunhe.stock.models import Bin
from yunhe.wms.importing import import_bins
from yunhe.wms.models import Place

HEAD = "仓库编码,库位,分区,通道,通道内米数,层"


def file(*rows: str) -> BytesIO:
    return BytesIO("\n".join([HEAD, *rows]).encode())


def places() -> dict[str, tuple[str, int, Decimal, int]]:
    found = Place.objects.select_related("bin", "zone")
    return {p.bin.code: (p.zone.code if p.zone else "", p.aisle, p.metres, p.level) for p in found}


def test_bins_are_made_and_placed_row_by_row(db_tx: None) -> None:
    """Fails when a row that is wrong takes others with it, and when a bin that is there is not moved."""
    worlds.build()
    run = import_bins(
        file(
            "EAST,A-01-1,A,1,0.5,2",
            "EAST,A-01-2,,,,",
            "MOON,B-01-1,B,1,1,0",
            "EAST,C-01-1,C,,3,",
            "EAST,C-01-2,C,10000,3,",
            "EAST,C-01-3,C,1.5,3,",
        ),
        "bins.csv",
        by=BY,
        at=AT,
    )
    assert run.taken == 2
    assert [(row["row"], row["problems"][0]["reason"]["code"]) for row in run.errors] == [
        (4, "no_warehouse"),
        (5, "half_a_place"),
        (6, "beyond"),
        (7, "too_many_decimals"),
    ]
    assert set(Bin.objects.filter(warehouse__code="EAST", kind="shelf").values_list("code", flat=True)) == {
        "A-01-1",
        "A-01-2",
    }
    assert places() == {"A-01-1": ("A", 1, Decimal("0.50"), 2)}
    import_bins(file("EAST,A-01-1,B,3,4.25,"), "bins.csv", by=BY, at=AT)
    assert places() == {"A-01-1": ("B", 3, Decimal("4.25"), 0)}
