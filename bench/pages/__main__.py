"""`python -m bench.pages [matrix|screenshots]`: judge every page of the demo company, or take its picture."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "yunhe.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    os.environ.setdefault("YUNHE_SECRET_KEY", "pages")  # only the routes are read here
    import django

    django.setup()
    from bench.pages import figures, matrix, screenshots, table
    from bench.pages.company import entered, served
    from tests.e2e.everywhere import everywhere

    asked = _asked()
    at = nullcontext(asked.at) if asked.at else served(asked.data, asked.orders)
    with at as address, _browser() as browser:
        session = entered(browser, address)
        with browser.new_context(base_url=address, storage_state=session) as context:
            places = [place for place in everywhere(context.request) if asked.only in place.name]
        if asked.what == "screenshots":
            screenshots.take(browser, address, session, places, asked.folder)
            return
        views = []
        try:
            for view in matrix.views(browser, address, session, places):
                views.append(view)
        finally:  # what was looked at until then is told
            weighed = list(figures.figures(browser, address, session, places))
            table.write(places, weighed, views, asked.orders)


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    reader.add_argument("what", choices=("matrix", "screenshots"))
    reader.add_argument("--data", type=Path, default=Path("var/pages"), help="the demo company's data")
    reader.add_argument("--orders", type=int, default=1500)
    reader.add_argument("--at", default="", help="the address of a demo company that is up already")
    reader.add_argument("--folder", type=Path, default=Path("docs/screenshots"), help="where pictures go")
    reader.add_argument("--only", default="", help="pages with this in their name")
    return reader.parse_args()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
