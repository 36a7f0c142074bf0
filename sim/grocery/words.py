"""The chain's commodity words in Chinese. Brands are not translated: the data names makers by number only.

`words.csv` holds the product categories.
"""

import csv
from pathlib import Path

FILE = Path(__file__).with_name("words.csv")

DEPARTMENTS = {
    "GROCERY": "食品杂货",
    "DRUG GM": "日用百货",
    "PRODUCE": "果蔬",
    "COSMETICS": "化妆品",
    "NUTRITION": "营养食品",
    "MEAT": "鲜肉",
    "MEAT-PCKGD": "包装肉品",
    "DELI": "熟食",
    "PASTRY": "烘焙",
    "FLORAL": "鲜花",
    "MISCELLANEOUS": "杂项",
    "SEAFOOD-PCKGD": "包装水产",
    "SPIRITS": "酒类",
    "SEAFOOD": "水产",
    "GARDEN CENTER": "园艺",
    "RESTAURANT": "餐饮",
    "SALAD BAR": "沙拉吧",
    "FROZEN GROCERY": "冷冻食品",
}
with FILE.open(encoding="utf-8", newline="") as _file:
    CATEGORIES = {row["category"]: row["name"] for row in csv.DictReader(_file)}
MEASURES = {
    **{"OZ": "盎司", "LB": "磅", "CT": "支装", "ML": "毫升", "L": "升"},
    **{"GAL": "加仑", "PK": "连包", "QT": "夸脱", "PT": "品脱"},
}


def category_name(category: str, department: str) -> str:
    """A category in Chinese; one without its own word is called by its department."""
    return CATEGORIES.get(category) or DEPARTMENTS.get(department, "商品")


def size_name(size: str) -> str:
    """A package size in Chinese: "16 OZ" → "16 盎司"."""
    words = size.split()
    return " ".join(MEASURES.get(word, word) for word in words)
