"""The verbs of the ground, one file per group. Every other room moves goods through these."""

from yunhe.stock.commands.adjust import adjust, regrade
from yunhe.stock.commands.holds import end_holds, reserve_now
from yunhe.stock.commands.inbound import cancel_inbounds, change_due, close_inbounds, expect
from yunhe.stock.commands.merge import merge_outbounds, part_outbounds
from yunhe.stock.commands.moving import move_bins, transfer
from yunhe.stock.commands.opening import open_stock
from yunhe.stock.commands.parcels import measure_parcels, open_parcels
from yunhe.stock.commands.picking import pick, return_picks, short_pick, start_picking, unpick
from yunhe.stock.commands.places import add_bins, change_warehouses, open_warehouses
from yunhe.stock.commands.plan import plan_outbounds
from yunhe.stock.commands.rebuilding import rebuild_balances
from yunhe.stock.commands.recall import answer_recalls, cancel_outbounds, request_recall
from yunhe.stock.commands.receiving import arrive, receive
from yunhe.stock.commands.release import release
from yunhe.stock.commands.reversing import reverse_receipts
from yunhe.stock.commands.shipping import close_outbounds, deliver, pack, ship, ship_whole, unpack
from yunhe.stock.commands.split import split_outbounds
from yunhe.stock.commands.sweeps import block_lots, sweep_expired, sweep_holds, unblock_lots
from yunhe.stock.commands.waiting import allocate_waiting

__all__ = [
    "add_bins",
    "adjust",
    "allocate_waiting",
    "answer_recalls",
    "arrive",
    "block_lots",
    "cancel_inbounds",
    "cancel_outbounds",
    "change_due",
    "change_warehouses",
    "close_inbounds",
    "close_outbounds",
    "deliver",
    "end_holds",
    "expect",
    "measure_parcels",
    "merge_outbounds",
    "move_bins",
    "open_parcels",
    "open_stock",
    "open_warehouses",
    "pack",
    "part_outbounds",
    "pick",
    "plan_outbounds",
    "rebuild_balances",
    "receive",
    "regrade",
    "release",
    "request_recall",
    "reserve_now",
    "return_picks",
    "reverse_receipts",
    "ship",
    "ship_whole",
    "short_pick",
    "split_outbounds",
    "start_picking",
    "sweep_expired",
    "sweep_holds",
    "transfer",
    "unblock_lots",
    "unpack",
    "unpick",
]
