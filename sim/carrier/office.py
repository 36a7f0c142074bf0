"""The carrier's office: numbers given, parcels picked up, and messages waiting to be fetched and confirmed."""

import heapq
import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sim.carrier.faults import Faults
from sim.carrier.journeys import Told, journey

FIRST_NUMBER = 7_000_000_001
PAGE = 500


class Office:
    """All state of one simulated carrier, in memory. Safe to use from several threads."""

    def __init__(self, faults: Faults | None = None, *, key: str = "demo", secret: str = "demo") -> None:
        self.faults = faults or Faults()
        self.key, self.secret = key, secret
        self.requests = 0
        self._waybills: dict[str, str] = {}  # reference → waybill
        self._voided: set[str] = set()
        self._picked_up: dict[str, datetime] = {}
        self._waiting: list[Told] = []
        self._unconfirmed: dict[str, list[Told]] = {}
        self._lock = threading.Lock()

    def give(self, shipments: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """A waybill or an error per shipment; the same reference gets the same waybill again."""
        with self._lock:
            return [{"reference": s["reference"], **self._give_one(s)} for s in shipments]

    def void(self, waybills: Sequence[str]) -> list[dict[str, Any]]:
        """Take numbers back: refused for unknown ones and for parcels that were picked up."""
        with self._lock:
            known = set(self._waybills.values())
            self._voided.update(w for w in waybills if w in known and w not in self._picked_up)
            return [{"waybill": w, "voided": w in self._voided} for w in waybills]

    def pick_up(self, parcels: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
        """Parcels were handed over: their journeys begin. Told twice, a parcel travels once."""
        with self._lock:
            return [{"waybill": p["waybill"], "accepted": self._pick_up_one(p)} for p in parcels]

    def tell(self, until: datetime, limit: int) -> dict[str, Any]:
        """Messages heard by a moment, with a receipt. Until the receipt is confirmed, the same page comes again."""
        with self._lock:
            if not self._unconfirmed:
                page = self._next_page(until, min(limit, PAGE))
                if not page:
                    return {"messages": [], "receipt": ""}
                self._unconfirmed[f"{page[0].id}/{len(page)}/{self.requests}"] = page
            [(receipt, page)] = self._unconfirmed.items()
            return {"messages": [told.as_json() for told in page], "receipt": receipt}

    def confirm(self, receipt: str) -> bool:
        """The page with this receipt has been kept; False when it was confirmed before."""
        with self._lock:
            return self._unconfirmed.pop(receipt, None) is not None

    def change(self, faults: Mapping[str, Any]) -> None:
        """Behave differently from now on."""
        with self._lock:
            self.faults = replace(self.faults, **faults)

    def _give_one(self, shipment: Mapping[str, Any]) -> dict[str, Any]:
        reference = shipment["reference"]
        if reference in self._waybills:
            return {"waybill": self._waybills[reference]}
        if not shipment.get("to_region") or not shipment.get("address"):
            return _error("ADDRESS_INCOMPLETE", "收件地址不完整", permanent=True)
        if self.faults.happens("refuse", reference):
            return _error("ADDRESS_REFUSED", "收件地址超出派送范围", permanent=True)
        if self.faults.numbers is not None and self.faults.numbers <= 0:
            return _error("NUMBERS_EXHAUSTED", "电子面单余额不足", permanent=False)
        if self.faults.numbers is not None:
            self.faults = replace(self.faults, numbers=self.faults.numbers - 1)
        self._waybills[reference] = f"SM{FIRST_NUMBER + len(self._waybills)}"
        return {"waybill": self._waybills[reference]}

    def _pick_up_one(self, parcel: Mapping[str, str]) -> bool:
        waybill = parcel["waybill"]
        if waybill in self._voided:
            return False
        if waybill not in self._picked_up:
            self._picked_up[waybill] = datetime.fromisoformat(parcel["at"])
            for told in journey(waybill, self._picked_up[waybill], self.faults):
                heapq.heappush(self._waiting, told)
        return True

    def _next_page(self, until: datetime, limit: int) -> list[Told]:
        page: list[Told] = []
        while self._waiting and self._waiting[0].heard <= until and len(page) < limit:
            page.append(heapq.heappop(self._waiting))
        if self.faults.shuffle and page:
            random.Random(f"{self.faults.seed}|{page[0].id}").shuffle(page)
        return page


def _error(code: str, message: str, *, permanent: bool) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "permanent": permanent}}
