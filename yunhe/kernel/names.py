"""Names that master data keeps in Chinese and in English: the one that the reader's language asks for."""

from typing import Any

from django.db.models import F, QuerySet, Subquery, Value
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


class NamedIn(F):
    """`Named` of the first of `rows`, which refer to the outer query. Asked at the time of reading: a subquery that is
    written once, when the program starts, would keep the language of that moment."""

    def __init__(self, rows: QuerySet[Any], name: str) -> None:
        super().__init__(name)
        self.rows = rows

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        said = Subquery(self.rows.annotate(said=Named(self.name)).values("said")[:1])
        return said.resolve_expression(*args, **kwargs)


def name_of(thing: Any) -> str:
    """The name of a row that has `name` and `name_en`, as the active language asks."""
    return str((get_language() == "en" and thing.name_en) or thing.name)
