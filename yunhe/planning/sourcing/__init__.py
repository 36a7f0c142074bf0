"""Sourcing: which warehouse, store or supplier serves each order of a batch, against stock that is scarce.

`source` is the ordered mode (filters, then the first criterion that differs). Both explain every candidate.
"""

from yunhe.planning.sourcing.model import (
    Candidate,
    Criterion,
    Demand,
    Lane,
    Line,
    Node,
    Policy,
    Short,
    Sourced,
    SourcingError,
    Take,
    Why,
)
from yunhe.planning.sourcing.ordered import source

__all__ = [
    "Candidate",
    "Criterion",
    "Demand",
    "Lane",
    "Line",
    "Node",
    "Policy",
    "Short",
    "Sourced",
    "SourcingError",
    "Take",
    "Why",
    "source",
]
