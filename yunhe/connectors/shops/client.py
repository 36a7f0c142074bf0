"""How a connected shop is told, in our own open protocol (sim/shop/PROTOCOL.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import httpx

from yunhe.connectors.signed import TIMEOUT_SECONDS, SignedClient


class ShopBusyError(Exception):
    """The shop did not answer, or asks us to come again: it may have heard us; telling again is safe."""


class ShopProtocolError(Exception):
    """The shop answered something that the protocol does not know: a person must look."""


class Figure(NamedTuple):
    """So many of an offer's code may be sold, as of a version."""

    offer: int
    sku: str
    qty: int
    version: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one figure: `taken`, also when the shop knew a newer one; or why not. `permanent`: asking again would not help."""

    figure: Figure
    taken: bool
    text: str = ""
    permanent: bool = False


class ShopClient:
    """Our account with one shop. Used as a context; `tell` may raise ShopBusyError or ShopProtocolError."""

    batch = 200  # figures a request

    def __init__(
        self,
        shop: str,
        endpoint: str,
        credentials: Mapping[str, str],
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._client = SignedClient(
            shop,
            endpoint,
            credentials,
            busy=ShopBusyError,
            wrong=ShopProtocolError,
            timeout=timeout,
            transport=transport,
        )

    def tell(self, figures: Sequence[Figure]) -> list[Answer]:
        """An answer for each figure that the shop spoke of. The same figure told twice changes nothing."""
        rows = [{"sku": f.sku, "qty": f.qty, "version": f.version} for f in figures]
        said = self._client.call("POST", "/v1/stock", {"stock": rows})
        by_sku = {figure.sku: figure for figure in figures}
        try:
            return list(_answers(said["results"], by_sku))
        except (KeyError, TypeError) as error:
            raise ShopProtocolError(f"{self._client.name}: {str(said)[:200]}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()


def _answers(results: Iterable[Mapping[str, object]], by_sku: Mapping[str, Figure]) -> Iterable[Answer]:
    for result in results:
        error = result.get("error")
        if isinstance(error, Mapping):
            text = f"{error['message']} ({error['code']})"
            yield Answer(by_sku[str(result["sku"])], False, text, bool(error["permanent"]))
        else:
            yield Answer(by_sku[str(result["sku"])], bool(result["taken"]))
