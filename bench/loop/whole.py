"""The whole loop on real baskets: `yunhe replay`, and where its time goes."""

import json
import os
import subprocess
import sys
from typing import Any

from bench.loop.setting import Setting

QUICK = 200


def run(setting: Setting) -> dict[str, Any]:
    """20,000 baskets, their statements counted."""
    return {"whole_loop": _replay(QUICK if setting.quick else 20_000)}


def growing(setting: Setting) -> dict[str, Any]:
    """5,000 and 100,000 baskets: what an order costs in CPU, the last tenth of the large run against the small one."""
    small, large = (_replay(n) for n in ((QUICK, 15 * QUICK) if setting.quick else (5_000, 100_000)))
    return {
        "whole_loop_growing": {
            "small": small,
            "large": large,
            "cost_ratio": round(
                large["cost_of_an_order"]["cpu_ms_by_tenth"][-1] / small["cost_of_an_order"]["cpu_ms"], 2
            ),
        }
    }


def _replay(orders: int) -> dict[str, Any]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("YUNHE_")}
    command = [sys.executable, "-m", "bench.loop.watched", str(orders)]
    said = subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    report = json.loads(said.stdout.splitlines()[-1])
    return {
        "orders": orders,
        "orders_per_second": report["orders_per_second"]["whole_loop"],
        "intake_to_allocated_per_second": report["orders_per_second"]["intake_to_allocated"],
        "cost_of_an_order": report["cost_of_an_order"],
        "seconds": report["seconds"],
        "peak_mb": report["peak_pss_mb"],
        "lost": report["lost"],
        "oversold": report["oversold"],
        "doctor_clean": report["doctor_clean"],
        "statements": report["statements"],
    }
