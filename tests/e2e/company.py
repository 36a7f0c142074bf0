"""The company that browser tests work in, on the day on which they run, and its carrier behind a real port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from procrastinate.contrib.django.models import ProcrastinateJob

from sim.carrier.office import Office
from sim.carrier.server import app
from tests.oms.conftest import ShopWorld
from tests.tms.depot import rate
from tests.world import BY
from yunhe.cli.company.founding import give_login
from yunhe.connectors.carriers.registry import open_adapter
from yunhe.connectors.carriers.tracking import fetch_tracking
from yunhe.erp.finance import commands as finance
from yunhe.insight.doctor import examine
from yunhe.kernel.calendar import business_day, open_year
from yunhe.kernel.models import User
from yunhe.kernel.roles import make_standard_roles
from yunhe.loop import CLOCK
from yunhe.tms.commands import define_carriers, import_rates, save_accounts
from yunhe.tms.sheets import AccountRow, CarrierRow

OWNER, PASSWORD = "owner", "grand canal 1293"
ACCOUNT = {"key": "yunhe", "secret": "s3cret"}
WEEK = timedelta(days=7)


@dataclass
class Company:
    """Ten TEA and ten CUP in EAST, shop T1, carrier `swift` whose office answers over HTTP."""

    shop: ShopWorld
    office: Office

    def a_week_passes(self) -> int:
        """The carrier is asked as the clock would ask it in a week; returns how many messages were new."""
        with open_adapter("swift") as adapter:
            return fetch_tracking(adapter=adapter, by=BY, at=datetime.now(UTC) + WEEK)

    def night_comes(self) -> None:
        """The clock's job that sums today's postings, as it runs after midnight."""
        (timer,) = (timer for timer in CLOCK if timer.name == "finance.sum_yesterday")
        timer.run(at=datetime.now(UTC) + timedelta(days=1))

    def job_is_done(self, task: str) -> bool:
        """Whether the worker has done its one job of this name."""
        return ProcrastinateJob.objects.get(task_name=task).status == "succeeded"

    def untruths(self) -> list[str]:
        """What the doctor finds broken."""
        return [f"{one.name}: {one.rows}" for one in examine() if not one.holds]

    def level(self, item: str) -> tuple[Decimal, Decimal]:
        """(on hand, allocated) in EAST."""
        return self.shop.world.level(item)


def found(shop: ShopWorld, office: Office, address: str) -> Company:
    """Open the books, the doors and the account with the carrier."""
    at, world = datetime.now(UTC), shop.world
    for year in {business_day(at).year, business_day(at + WEEK).year}:
        open_year(world.entity, year)
    finance.open_books([world.entity.id], by=BY, at=at)
    make_standard_roles()
    give_login(OWNER, PASSWORD, "owner")
    User.objects.filter(username=OWNER).update(language="en")
    define_carriers([CarrierRow("swift", "迅捷速运", "Swift Express", "SWIFT", adapter="sim")], by=BY, at=at)
    save_accounts([AccountRow("swift", address, ACCOUNT)], by=BY, at=at)
    import_rates([rate("swift", "standard", "near", ["31"], "6.00", "1.50", 1)], by=BY, at=at)
    for item in ("TEA", "CUP"):
        world.stock(item, 10, at=at)
    return Company(shop, office)


@contextmanager
def carrier_on_a_port() -> Iterator[tuple[Office, str]]:
    """A carrier's office that answers HTTP in a thread while the block lasts, and its address."""
    office = Office(key=ACCOUNT["key"], secret=ACCOUNT["secret"])
    with make_server("127.0.0.1", 0, app(office), handler_class=Silent) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield office, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Silent(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_message(self, format: str, *args: Any) -> None:
        """A test's output is about the test."""
