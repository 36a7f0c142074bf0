"""Which adapter a carrier's account is opened with."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_noop as N_

from yunhe.connectors.carriers.own import OwnVans
from yunhe.connectors.carriers.protocol import CarrierAdapter
from yunhe.connectors.carriers.sim import SimCarrier
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.sealing import unseal
from yunhe.tms.models import Carrier

Opener = Callable[[str, str, Mapping[str, str]], CarrierAdapter]  # carrier, endpoint, credentials

ADAPTERS: dict[str, Opener] = {
    "own": lambda carrier, endpoint, credentials: OwnVans(),
    "sim": SimCarrier,
}


def open_adapter(code: str) -> CarrierAdapter:
    """The adapter of a carrier, to be used as a context. Raises RefusalError without a known adapter or an account."""
    carrier = Carrier.objects.select_related("account").get(code=code)
    if carrier.adapter not in ADAPTERS:
        raise RefusalError(Reason("no_adapter", N_("{carrier} has no interface"), {"carrier": code}))
    account = getattr(carrier, "account", None)
    if carrier.adapter == "own":
        return ADAPTERS["own"](code, "", {})
    if account is None or not account.active:
        raise RefusalError(Reason("no_account", N_("We have no active account with {carrier}"), {"carrier": code}))
    return ADAPTERS[carrier.adapter](code, account.endpoint, unseal(account.sealed))


def connected() -> list[str]:
    """The active carriers whose tracking is to be fetched."""
    found = Carrier.objects.filter(active=True, adapter__in=ADAPTERS).exclude(adapter="own")
    return list(found.filter(account__active=True).order_by("code").values_list("code", flat=True))
