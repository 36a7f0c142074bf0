"""The doctor: proofs about a database, in SQL that shares no code with the commands it checks.

A proof is a query for the rows that break a truth; a healthy database gives none. Run it when the loop is at rest.
"""

from yunhe.insight.doctor.examine import PROOFS, Finding, examine

__all__ = ["PROOFS", "Finding", "examine"]
