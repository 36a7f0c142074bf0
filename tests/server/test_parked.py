"""`yunhe parked` as a person calls it: it names what waits, and hands it to its handler again."""

import os
import subprocess
import sys
from pathlib import Path

from tests.oms.conftest import ShopWorld, shop_world
from tests.world import AT, BY
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.models import Receivable
from yunhe.kernel.models import Parked
from yunhe.oms.models import Shop
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound

__all__ = ["shop_world"]


def parked(db: str, data: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "yunhe.cli.main", "parked", "--data", str(data), *words]
    environ = {**os.environ, "YUNHE_DATABASE_URL": db, "COLUMNS": "200"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_what_is_parked_is_named_and_handed_over_again(db: str, shop_world: ShopWorld, tmp_path: Path) -> None:
    """Fails when a retry leaves the handler out: the sale would stay unbooked."""
    w = shop_world
    Shop.objects.update(auto_release=False)
    w.world.stock("TEA", 5)
    w.send(("TEA", 1, "10.00"))
    w.run()
    outbound = Outbound.objects.get().id
    stock.ship_whole([outbound], by=BY, at=AT)
    w.run()  # nobody has opened the books
    (id,) = Parked.objects.filter(subject_kind="outbound").values_list("pk", flat=True)
    code, said = parked(db, tmp_path, str(id), "--retry")
    assert code == 1, said
    assert [
        word for word in ("finance.book_goods", f"outbound {outbound}", "NegativeStockError") if word not in said
    ] == [], said
    assert Parked.objects.get(pk=id).attempts == 2
    finance.open_books([w.world.entity.id], by=BY, at=AT)
    assert parked(db, tmp_path, "--retry") == (0, "Nothing is parked.\n")
    assert Receivable.objects.get().source_id == outbound
