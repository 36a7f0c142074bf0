"""The fields and relations of one kind of subject, and what of them an actor may see."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions.fields import Field, Relation


class Vocabulary:
    """`Vocabulary("order", [Field(…), Relation(…)])`: fields in the order shown. A `kind` registers it for rule pages."""

    def __init__(self, kind: str, terms: Iterable[Field | Relation]) -> None:
        self.kind = kind
        self.terms = tuple(terms)
        self._by_name = {term.name: term for term in self.terms}
        if len(self._by_name) < len(self.terms):
            raise ValueError(f"two terms of {kind or 'a relation'} have one name")

    def get(self, name: str) -> Field | Relation | None:
        return self._by_name.get(name)

    def field(self, name: str) -> Field:
        """The field of this name. Raises KeyError when there is none, or it is a relation."""
        term = self._by_name[name]
        if isinstance(term, Relation):
            raise KeyError(name)
        return term

    def fields(self) -> Iterator[Field]:
        return (term for term in self.terms if isinstance(term, Field))

    def seen_by(self, actor: Actor) -> "Vocabulary":
        """The same without what the actor lacks the right to see, at every depth."""
        return Vocabulary(self.kind, _seen(self.terms, actor))

    def joined(self, more: Iterable[Field | Relation]) -> "Vocabulary":
        """The same with more terms behind: custom fields."""
        return Vocabulary(self.kind, (*self.terms, *more))


VOCABULARIES: dict[str, Vocabulary] = {}


def register(vocabulary: Vocabulary) -> Vocabulary:
    """Make a vocabulary known under its kind, so that rules and alerts can be written for it."""
    if vocabulary.kind in VOCABULARIES:
        raise ValueError(f"two vocabularies claim the kind {vocabulary.kind}")
    VOCABULARIES[vocabulary.kind] = vocabulary
    return vocabulary


def _seen(terms: Iterable[Field | Relation], actor: Actor) -> tuple[Field | Relation, ...]:
    return tuple(
        replace(term, fields=_seen(term.fields, actor)) if isinstance(term, Relation) else term
        for term in terms
        if not term.right or actor.may(term.right)
    )
