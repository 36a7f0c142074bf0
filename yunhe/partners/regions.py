"""The regions that come with Yunhe: provinces, main cities and some districts of China (GB/T 2260), with coordinates."""

import csv
from pathlib import Path

from yunhe.partners.models import Region

FILE = Path(__file__).with_name("regions.csv")
PROVINCE, CITY = 2, 4  # leading digits


def load_regions() -> int:
    """Write the file's regions, provinces before cities before districts; known ones are renewed. Returns how many."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {row["code"] for row in rows}
    rows.sort(key=lambda row: _depth(row["code"]))
    Region.objects.bulk_create(
        [
            Region(
                code=row["code"],
                name=row["name"],
                name_en=row["name_en"],
                parent_id=_parent(row["code"], codes),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "parent", "latitude", "longitude"],
    )
    return len(rows)


def _depth(code: str) -> int:
    return PROVINCE if code.endswith("0000") else CITY if code.endswith("00") else len(code)


def _parent(code: str, codes: set[str]) -> str | None:
    """The nearest region above that the file has; a district whose city is not listed belongs to its province."""
    for digits in (CITY, PROVINCE):
        above = code[:digits].ljust(6, "0")
        if digits < _depth(code) and above in codes:
            return above
    return None
