"""What a proof is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """A truth, in a sentence, and the query for what breaks it: each row names the offender in its columns. `of` is the kind
    of document it is about, where the same is true of several."""

    name: str
    truth: str
    broken: str
    of: str = ""
