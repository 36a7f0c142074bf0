"""Names that master data keeps in Chinese and in English: the one that the reader's language asks for."""

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language


class Named(F):
    """The column `name`, or for English readers its English sister `name_en` where that is filled in."""

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        plain = F(self.name)
        if get_language() != "en":
            return plain.resolve_expression(*args, **kwargs)
        english = NullIf(F(f"{self.name}_en"), Value(""))
        return Coalesce(english, plain).resolve_expression(*args, **kwargs)


def name_of(thing: Any) -> str:
    """The name of a row that has `name` and `name_en`, as the active language asks."""
    return str((get_language() == "en" and thing.name_en) or thing.name)
