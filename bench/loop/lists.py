"""The list of orders with 10⁴ and with 10⁶ orders in the table: the server's time for its default view, warm."""

import json
import os
import subprocess
import sys
import time
from typing import Any

from bench.loop.measuring import percentiles
from bench.loop.setting import PRISTINE, Setting
from yunhe.cli.server.installation import start_django

SIZES = (10_000, 1_000_000)
QUICK = (5_000, 20_000)
FINISHED = 97  # of a hundred orders
REQUESTS, WARM = 200, 20


def run(setting: Setting) -> dict[str, Any]:
    """200 requests each, in a process of its own without a web server in between."""
    from bench.loop.many import HEADS, grow

    setting.cluster.create_database("lists", PRISTINE)
    url = setting.cluster.url("lists")
    found = []
    for size in QUICK if setting.quick else SIZES:
        grow(url, size, HEADS, finished=FINISHED)
        environ = {**os.environ, "YUNHE_DATABASE_URL": url}
        said = subprocess.run(
            [sys.executable, "-m", "bench.loop.lists"], env=environ, check=True, stdout=subprocess.PIPE, text=True
        )
        found.append({"orders": size, **json.loads(said.stdout)})
    setting.cluster.drop_database("lists")
    return {"orders_list": {"sizes": found, "ratio": round(found[-1]["p50_ms"] / found[0]["p50_ms"], 2)}}


def main() -> None:
    """Ask for the page as a logged-in owner; prints the percentiles as JSON."""
    start_django()
    from django.test import Client

    from yunhe.kernel.models import Grant, Role, User

    user, made = User.objects.get_or_create(username="reader")
    if made:
        Grant.objects.create(user=user, role=Role.objects.get(code="owner"))
    client = Client()
    client.force_login(user)
    taken = []
    for _ in range(WARM + REQUESTS):
        start = time.perf_counter()
        answer = client.get("/orders")
        taken.append(time.perf_counter() - start)
        assert answer.status_code == 200
    print(json.dumps(percentiles(taken[WARM:])))


if __name__ == "__main__":
    main()
