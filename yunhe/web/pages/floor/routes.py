"""The addresses of the floor, and the right that each needs."""

from yunhe.web.pages import picking, transfers
from yunhe.web.pages.floor import codes, count, dock, home, pack, receive, storing, waves
from yunhe.web.routing import route

ON_FLOOR = "wms.confirm_picks"

FLOOR = [
    route("dock", dock.board, right="stock.see", name="dock"),
    route("transfers/new", transfers.form, right="stock.transfer", name="transfer_new"),
    route("floor", home.home, right=ON_FLOOR, name="floor"),
    route("floor/what", codes.what, right=ON_FLOOR, name="what"),
    route("floor/receive", receive.inbounds, right="stock.receive", name="floor_receive"),
    route("floor/receive/<str:number>", receive.station, right="stock.receive", name="floor_receive_one"),
    route("floor/receive/<str:number>/report", receive.received, right="stock.receive", name="floor_received"),
    route("floor/put-away", storing.dock, right="wms.put_away", name="floor_put_away"),
    route("floor/put-away/report", storing.stored, right="wms.put_away", name="floor_stored"),
    route("floor/move", storing.move, right="stock.move_bins", name="floor_move"),
    route("floor/move/bin", storing.open_bin, right="stock.move_bins", name="floor_bin"),
    route("floor/move/report", storing.moved, right="stock.move_bins", name="floor_moved"),
    route("floor/count", count.station, right="wms.count_bins", name="floor_count"),
    route("floor/count/bin", count.open_bin, right="wms.count_bins", name="floor_count_bin"),
    route("floor/count/report", count.counted, right="wms.count_bins", name="floor_counted"),
    route("floor/pack", pack.outbounds, right="stock.pack", name="floor_pack"),
    route("floor/pack/<str:number>", pack.station, right="stock.pack", name="floor_pack_one"),
    route("floor/pack/<str:number>/report", pack.packed, right="stock.pack", name="floor_packed"),
    route("floor/pack/<str:number>/label", pack.label, right="stock.pack", name="floor_label"),
    route("waves", waves.board, right=ON_FLOOR, name="waves"),
    route("waves/make", waves.make, right="wms.wave_released", name="waves_make"),
    route("waves/act", waves.act, right=ON_FLOOR, name="waves_act"),
    route("waves/<str:number>", picking.pick, right=ON_FLOOR, name="pick"),
    route("waves/<str:number>/scans", picking.scans, right=ON_FLOOR, name="scans"),
    route("waves/<str:number>/sheet", waves.sheet, right=ON_FLOOR, name="wave_sheet"),
    route("waves/<str:number>/labels", waves.labels, right="tms.print_labels", name="wave_labels"),
]
