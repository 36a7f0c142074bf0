"""The doctor among a million orders: seconds, and how much memory its process took."""

import json
import os
import resource
import subprocess
import sys
import time
from typing import Any

from bench.loop.setting import PRISTINE, Setting

ORDERS, QUICK = 1_000_000, 20_000
KILOBYTES = 1024


def run(setting: Setting) -> dict[str, Any]:
    """`yunhe doctor` as a person starts it."""
    from bench.loop.many import ALL, grow

    setting.cluster.create_database("examined", PRISTINE)
    url = setting.cluster.url("examined")
    orders = QUICK if setting.quick else ORDERS
    started = time.perf_counter()
    grow(url, orders, ALL)
    grown = time.perf_counter()
    program = [sys.executable, "-m", "yunhe.cli.main", "doctor", "--json"]
    environ = {**os.environ, "YUNHE_DATABASE_URL": url}
    said = subprocess.run(program, env=environ, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - grown
    setting.cluster.drop_database("examined")
    found = json.loads(said.stdout)
    slowest = sorted(found["proofs"], key=lambda proof: -proof["seconds"])[:5]
    return {
        "doctor": {
            "orders": orders,
            "seconds": round(seconds, 1),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILOBYTES),
            "clean": found["clean"],
            "broken": [proof["name"] for proof in found["proofs"] if proof["broken"]],
            "slowest": {proof["name"]: proof["seconds"] for proof in slowest},
            "seconds_to_make_the_orders": round(grown - started),
        }
    }
