"""The adapter of the simulated carrier (sim/carrier/PROTOCOL.md): signed JSON over HTTP."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

import httpx

from yunhe.connectors.carriers.protocol import Answer, CarrierBusyError, CarrierProtocolError, Page
from yunhe.connectors.signed import TIMEOUT_SECONDS, SignedClient
from yunhe.tms.commands import Message
from yunhe.tms.queries.parcels import Shipment
from yunhe.tms.rules import Status

STATUS = {
    "PU": Status.PICKED_UP,
    "TR": Status.IN_TRANSIT,
    "OD": Status.OUT_FOR_DELIVERY,
    "NH": Status.ATTEMPT_FAILED,
    "RF": Status.REFUSED,
    "RB": Status.RETURNING,
    "DL": Status.DELIVERED,
    "RD": Status.RETURNED,
    "LO": Status.LOST,
}


class SimCarrier:
    """One account. `transport` replaces the network, so that a simulation runs in one process."""

    batch = 200

    def __init__(
        self,
        carrier: str,
        endpoint: str,
        credentials: Mapping[str, str],
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.carrier = carrier
        self._client = SignedClient(
            carrier,
            endpoint,
            credentials,
            busy=CarrierBusyError,
            wrong=CarrierProtocolError,
            timeout=timeout,
            transport=transport,
        )

    def give_waybills(self, shipments: Sequence[Shipment]) -> list[Answer]:
        parcels = {s.reference: s.parcel for s in shipments}
        said = self._client.call("POST", "/v1/waybills", {"shipments": [_shipment(s) for s in shipments]})
        return [_answer(parcels[result["reference"]], result) for result in said["results"]]

    def void_waybills(self, waybills: Sequence[str]) -> list[str]:
        said = self._client.call("POST", "/v1/waybills/void", {"waybills": list(waybills)})
        return [result["waybill"] for result in said["results"] if not result["voided"]]

    def announce(self, parcels: Sequence[tuple[str, datetime]]) -> list[str]:
        body = {"parcels": [{"waybill": waybill, "at": at.isoformat()} for waybill, at in parcels]}
        said = self._client.call("POST", "/v1/pickups", body)
        return [result["waybill"] for result in said["results"] if not result["accepted"]]

    def next_page(self, until: datetime) -> Page:
        said = self._client.call("GET", "/v1/tracking", params={"until": until.isoformat()})
        return Page([self._message(row) for row in said["messages"]], said["receipt"])

    def confirm(self, receipt: str) -> None:
        self._client.call("POST", "/v1/tracking/confirm", {"receipt": receipt})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()

    def _message(self, row: Mapping[str, Any]) -> Message:
        """A code we do not know is kept as information."""
        return Message(
            carrier=self.carrier,
            waybill=row["waybill"],
            code=row["code"],
            status=STATUS.get(row["code"], Status.INFO),
            happened_at=datetime.fromisoformat(row["at"]),
            id=row["id"],
            text=row["text"],
            raw=row,
        )


def _shipment(shipment: Shipment) -> dict[str, Any]:
    return {
        "reference": shipment.reference,
        "service": shipment.service,
        "from_region": shipment.from_region,
        "to_region": shipment.to_region,
        "recipient": shipment.recipient,
        "phone": shipment.phone,
        "address": shipment.detail,
        "weight_kg": shipment.weight_kg if shipment.weight_kg is None else str(shipment.weight_kg),
        "cod_amount": str(shipment.cod_amount),
    }


def _answer(parcel: int, result: Mapping[str, Any]) -> Answer:
    if "waybill" in result:
        return Answer(parcel, waybill=result["waybill"])
    error = result["error"]
    return Answer(parcel, code=error["code"], text=error["message"], permanent=error["permanent"])
