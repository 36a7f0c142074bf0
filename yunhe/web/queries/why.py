"""Why it is so: the stored figures of a decision as rows that a person can add up."""

from collections.abc import Mapping
from decimal import ROUND_UP, Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.names import name_of

HUNDREDTH = Decimal("0.01")  # a forecast has as many digits as one asks for; up, so that what lacks is not hidden


class Term(NamedTuple):
    """A figure with its sign in the sum (+, − or = before a result)."""

    sign: str
    label: str
    qty: Decimal


class OrderPoint(NamedTuple):
    """Covered = on hand − allocated − waiting + incoming; wanted = safety + demand − covered, rounded to the terms."""

    covered: list[Term]
    wanted: list[Term]
    terms: str
    unit: str


COVERED = (
    ("", "on_hand", N_("On hand")),
    ("−", "allocated", N_("Allocated")),
    ("−", "waiting", N_("Waiting orders")),
    ("+", "incoming", N_("Coming within the lead time")),
)


def order_point(why: Mapping[str, Any], unit: Any) -> OrderPoint | None:
    """The sum behind a proposal; None where no figures are stored (a person wrote it)."""
    if "on_hand" not in why:
        return None
    figure = {name: Decimal(value) for name, value in why.items()}
    figure["demand"] = figure["demand"].quantize(HUNDREDTH, ROUND_UP)
    covered = figure["on_hand"] - figure["allocated"] - figure["waiting"] + figure["incoming"]
    lacking = figure["safety"] + figure["demand"] - covered
    return OrderPoint(
        [
            *(Term(sign, gettext(label), figure[name]) for sign, name, label in COVERED),
            Term("=", gettext("Covered"), covered),
        ],
        [
            Term("", gettext("Safety stock"), figure["safety"]),
            Term("+", gettext("Demand of the lead time"), figure["demand"]),
            Term("−", gettext("Covered"), covered),
            Term("=", gettext("Lacking"), lacking),
        ],
        gettext("at least {moq}, in multiples of {multiple}").format(moq=why["moq"], multiple=why["multiple"]),
        name_of(unit),
    )
