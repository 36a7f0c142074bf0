"""The size report of `make check`: how long the files are, and which are longer than a reader likes.

Fails on a Python file over 350 lines (STYLE's hard limit); migrations are generated and not counted.
"""

import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIKED, LIMIT = 250, 350


def main() -> None:
    """Print one line per folder, then the long files. Ends with code 1 when one passes the limit."""
    lengths = {path: len(path.read_text().splitlines()) for path in sources()}
    for folder in ("yunhe", "sim", "tests", "bench"):
        here = [length for path, length in lengths.items() if path.relative_to(ROOT).parts[0] == folder]
        if here:
            print(
                f"{folder:6} {len(here):4} files {sum(here):6} lines  median {statistics.median(here):.0f}  longest {max(here)}"
            )
    long = sorted(((length, path) for path, length in lengths.items() if length > LIKED), reverse=True)
    for length, path in long:
        print(f"{length:5} lines {path.relative_to(ROOT)}")
    if long and long[0][0] > LIMIT:
        sys.exit(f"split into a folder what is longer than {LIMIT} lines")


def sources() -> list[Path]:
    """Every Python file of ours."""
    found = (path for folder in ("yunhe", "sim", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


if __name__ == "__main__":
    main()
