"""`python -m bench [PART …] [--quick]`: measure the loop, write bench/results.json and the table of the reference.

Without names every part runs but the two at a million orders. What does not run keeps its figures of before.
"""

import argparse
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.loop import parts, table
from bench.loop.measuring import Watch, pace
from bench.loop.setting import prepared

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    asked = _asked()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    started = time.perf_counter()
    _say(f"preparing a database with the company and its first orders ({', '.join(asked.parts)} to come)")
    with prepared(asked.quick) as setting:
        for name in asked.parts:
            before = pace()
            with Watch() as watch:
                found = parts.PARTS[name](setting)
            results |= found
            results.setdefault("measured", {})[name] = {
                "at": datetime.now(UTC).isoformat(timespec="minutes"),
                "load_of_others": round(watch.others, 2),
                "pace_ms": [before, pace()],
                "seconds": round(watch.wall),
                "quick": asked.quick,
            }
            _say(f"{name} in {watch.wall:.0f} s, others used {watch.others:.2f} cores: {json.dumps(found)}")
    results["machine"] = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    if asked.quick:
        _say("a quick run proves that the parts work; its figures are not kept")
    else:
        keep(results)
    _say(f"{time.perf_counter() - started:.0f} s in all")


def keep(results: dict[str, Any]) -> None:
    """Write the figures and their table."""
    results |= parts.ratios(results)
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    table.write(results)


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="bench", description=__doc__)
    reader.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(parts.PARTS)}")
    reader.add_argument("--quick", action="store_true", help="short runs; nothing is written")
    asked = reader.parse_args()
    if unknown := set(asked.parts) - set(parts.PARTS):
        reader.error(f"there is no part {', '.join(sorted(unknown))}")
    asked.parts = asked.parts or [name for name in parts.PARTS if name not in parts.ONLY_BY_NAME]
    return asked


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
