"""What a proof is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """A truth, in a sentence, and the query for what breaks it: each row names the offender in its columns."""

    name: str
    truth: str
    broken: str
