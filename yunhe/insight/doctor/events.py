"""Truths about events: the last one of every document says its stored state; what they speak of exists."""

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.flows import INVOICE, PAYMENT, VOUCHER
from yunhe.erp.production.flows import WORK_ORDER
from yunhe.erp.purchasing.flows import PURCHASE_ORDER
from yunhe.insight.doctor.proof import Proof
from yunhe.oms.flows import ORDER, REFUND, RETURN
from yunhe.stock.flows import INBOUND, OUTBOUND
from yunhe.tms.flows import PARCEL
from yunhe.wms.flows import WAVE

LAST_STATE = """
    SELECT d.id, d.number, d.state AS stored, e.state AS told FROM {table} d
    JOIN (SELECT DISTINCT ON (subject_id) subject_id, payload ->> 'state' AS state FROM kernel_event
          WHERE subject_kind = '{kind}' AND payload ? 'state' ORDER BY subject_id, id DESC) e ON e.subject_id = d.id
    WHERE e.state <> d.state
"""
NO_GHOSTS = """
    SELECT DISTINCT e.subject_id FROM kernel_event e
    WHERE e.subject_kind = '{kind}' AND NOT EXISTS (SELECT FROM {table} d WHERE d.id = e.subject_id)
"""
POSITIONED_ONCE = """
    SELECT p.position, p.event_id FROM kernel_eventposition p
    WHERE NOT EXISTS (SELECT FROM kernel_event e WHERE e.id = p.event_id AND e.recorded_at = p.recorded_at)
"""

FLOWS = (
    *(ORDER, RETURN, REFUND, OUTBOUND, INBOUND, WAVE, PARCEL),
    *(PURCHASE_ORDER, WORK_ORDER, INVOICE, PAYMENT, VOUCHER),
)


def _of_flow(kind: str, table: str) -> list[Proof]:
    state, ghosts = LAST_STATE.format(kind=kind, table=table), NO_GHOSTS.format(kind=kind, table=table)
    return [
        Proof(f"state_of_{kind}", N_("The last event says the stored state"), state, kind),
        Proof(f"subject_of_{kind}", N_("Events speak of documents that exist"), ghosts, kind),
    ]


EVENTS = [
    Proof("positions", N_("Every position has its event"), POSITIONED_ONCE),
    *(proof for flow in FLOWS for proof in _of_flow(flow.kind, flow.table)),
]
