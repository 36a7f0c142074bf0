"""Units as a reader counts them: one piece, twelve pieces."""

from decimal import Decimal

from django.utils.translation import ngettext


def counted(unit: str, amount: Decimal | None) -> str:
    """The unit in the number that the amount asks for, where it is one that a company starts with (catalog.set_up).

    A unit that the company named itself, and a currency, are said as they were typed.
    """
    n = 1 if amount is not None and abs(amount) == 1 else 2  # half of one and none take the plural too
    match unit:
        case "piece":
            return ngettext("piece", "pieces", n)
        case "carton":
            return ngettext("carton", "cartons", n)
        case "bag":
            return ngettext("bag", "bags", n)
        case "bottle":
            return ngettext("bottle", "bottles", n)
        case "set":
            return ngettext("set", "sets", n)
    return unit
