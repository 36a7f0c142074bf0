"""`python -m bench.pages [matrix|weights|server|screenshots …]`: judge, weigh and time every page of the demo company, or take
its picture."""

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, StorageState, sync_playwright

from yunhe.cli.server.installation import choose_data, start_django

if TYPE_CHECKING:
    from tests.e2e.everywhere import Place

CHROMIUM = "/usr/bin/chromium"
BROWSED = ("matrix", "weights", "screenshots")


def main() -> None:
    asked = _asked()
    choose_data(asked.data)  # its key too, with which customers' links are made
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    start_django()
    if set(asked.what) & set(BROWSED):
        _browse(asked)
    if "server" in asked.what:
        _ask(asked)


def _browse(asked: argparse.Namespace) -> None:
    from bench.pages import matrix, screenshots, table, weights
    from bench.pages.company import served
    from bench.pages.kept import Kept

    at = nullcontext(asked.at) if asked.at else served(asked.data, asked.orders)
    with at as address, _browser() as browser:
        session, places = _places(address, asked.only)
        if "screenshots" in asked.what:
            screenshots.take(browser, address, session, places, asked.folder)
        kept = Kept(places, whole=not asked.only)
        if "matrix" in asked.what:
            with kept.measuring("matrix", asked.orders):
                for place, view in matrix.views(browser, address, session, places):
                    kept.view(place, view)
        if "weights" in asked.what:
            with kept.measuring("weights", asked.orders):
                for place, weight in weights.weights(browser, address, session, places):
                    kept.weight(place, weight)
        table.write(kept.results)


def _ask(asked: argparse.Namespace) -> None:
    from bench.pages import server, table
    from bench.pages.company import grown
    from bench.pages.kept import Kept

    with grown(asked.data, asked.orders, asked.sizes) as companies:
        for size, address in companies:
            session, places = _places(address, asked.only)
            kept = Kept(places, whole=not asked.only)
            with kept.measuring(f"server at {size:,}", size):
                for place, time in server.times(address, session, places):
                    kept.time(place, size, time)
            table.write(kept.results)


def _places(address: str, only: Sequence[str]) -> "tuple[StorageState, list[Place]]":
    from bench.pages.company import entered
    from tests.e2e.everywhere import everywhere, visitor

    session = entered(address)
    with visitor(address, session) as owner:
        found = everywhere(owner)
    return session, [place for place in found if not only or place.name in only]


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    reader.add_argument("what", nargs="+", choices=(*BROWSED, "server"))
    reader.add_argument("--data", type=Path, default=Path("var/pages"), help="the demo company's data")
    reader.add_argument("--orders", type=int, default=1500)
    reader.add_argument(
        "--sizes", type=int, nargs="+", default=[10_000, 1_000_000], help="orders the server is timed with"
    )
    reader.add_argument("--at", default="", help="the address of a demo company that is up already")
    reader.add_argument("--folder", type=Path, default=Path("docs/screenshots"), help="where pictures go")
    reader.add_argument("--only", nargs="+", default=[], help="names of pages, as in the table")
    return reader.parse_args()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
