"""Rebuild balances from the ledgers that they are sums of: for the day on which the doctor finds that they differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.events import BalanceRebuilt
from yunhe.stock.ledger import USED

TOLD = 100  # differences that the event keeps, the first ones


@dataclass(frozen=True, slots=True)
class Balance:
    """A column that is a sum: `facts` gives the right `qty` of every row by `id`; rows that it does not name hold none.
    `missing` makes the empty rows of what has none yet."""

    table: str
    column: str
    facts: str
    missing: str = ""


# In the order in which one rests on the other: bins on moves, levels on bins.
BALANCES = {
    "moves_are_bins": Balance(
        "stock_binlevel",
        "qty",
        "SELECT b.id, sum(m.qty) AS qty FROM stock_binlevel b JOIN stock_move m ON (m.item_id, m.warehouse_id, m.bin_id, "
        "m.owner_id, m.grade) = (b.item_id, b.warehouse_id, b.bin_id, b.owner_id, b.grade) "
        "AND m.lot_id IS NOT DISTINCT FROM b.lot_id GROUP BY 1",
    ),
    "bindings_are_bound": Balance(
        "stock_binlevel",
        "bound",
        "SELECT bin_level_id AS id, sum(qty - picked) AS qty FROM stock_binding GROUP BY 1",
    ),
    "bins_are_levels": Balance(
        "stock_level",
        "on_hand",
        "SELECT l.id, sum(b.qty) AS qty FROM stock_level l JOIN stock_binlevel b "
        "ON (b.item_id, b.warehouse_id, b.owner_id, b.grade) = (l.item_id, l.warehouse_id, l.owner_id, l.grade) GROUP BY 1",
    ),
    "promises_are_allocated": Balance(
        "stock_level",
        "allocated",
        "SELECT level_id AS id, sum(qty) AS qty FROM stock_allocation WHERE closed_seq IS NULL GROUP BY 1",
    ),
    "lines_are_promised": Balance(
        "stock_outboundline",
        "allocated",
        "SELECT outbound_line_id AS id, sum(qty) AS qty FROM stock_allocation "
        "WHERE closed_seq IS NULL OR closed_as = 'shipped' GROUP BY 1",
    ),
    "receipts_are_received": Balance(
        "stock_inboundline",
        "received",
        "SELECT x.inbound_line_id AS id, sum(x.qty) AS qty FROM stock_receiptline x "
        "JOIN stock_receipt r ON r.id = x.receipt_id WHERE r.state = 'posted' GROUP BY 1",
    ),
    "use_is_summed": Balance(
        "stock_use",
        "qty",
        f"SELECT u.id, f.qty FROM stock_use u JOIN ({USED}) f ON (f.level_id, f.day) = (u.level_id, u.day)",
        f"INSERT INTO stock_use (level_id, day, qty) SELECT level_id, day, 0 FROM ({USED}) f ON CONFLICT DO NOTHING",
    ),
}
# Nobody changes goods meanwhile: in the order of kernel.locks.
STILL = """
    LOCK TABLE stock_outbound, stock_outboundline, stock_inbound, stock_inboundline, stock_level, stock_binlevel
    IN SHARE ROW EXCLUSIVE MODE
"""
REBUILD = """
    WITH wrong AS (
        SELECT t.id, t.{column} AS before, coalesce(f.qty, 0) AS after FROM {table} t LEFT JOIN ({facts}) f ON f.id = t.id
        WHERE t.{column} <> coalesce(f.qty, 0)),
    mended AS (UPDATE {table} t SET {column} = w.after FROM wrong w WHERE t.id = w.id)
    SELECT id, before, after FROM wrong ORDER BY id
"""


@command("kernel.rebuild_balances", N_("Rebuild balances from ledgers"))
def rebuild_balances(proofs: Sequence[str], *, by: Actor, at: datetime) -> Outcome:
    """Set the balances that proofs of the doctor are about to the sums of their ledgers; the ledgers stay as they are.

    An event tells what each was and is. `made` maps a proof to how many rows were wrong. Refused: `not_rebuilt`, a proof
    whose truth is no balance. A balance that no ledger may have (less than nothing) raises IntegrityError: a person's work.
    """
    outcome = Outcome()
    outcome.refuse(
        [p for p in proofs if p not in BALANCES], Reason("not_rebuilt", N_("This is no balance of a ledger"))
    )
    told = []
    with connection.cursor() as cursor:
        cursor.execute(STILL)
        for proof in [one for one in BALANCES if one in set(proofs)]:
            balance = BALANCES[proof]
            if balance.missing:
                cursor.execute(balance.missing)
            cursor.execute(REBUILD.format(table=balance.table, column=balance.column, facts=balance.facts))
            wrong = cursor.fetchall()
            outcome.done.append(proof)
            outcome.made[proof] = len(wrong)
            if wrong:
                figures = tuple(f"{id}: {before:f} → {after:f}" for id, before, after in wrong[:TOLD])
                told.append(BalanceRebuilt(subject=0, balance=proof, rows=len(wrong), figures=figures))
    record(told, by=by, at=at)
    return outcome
