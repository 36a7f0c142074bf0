"""The verbs of the warehouse floor, one file per group."""

from yunhe.wms.commands.counting import count_bins
from yunhe.wms.commands.labelling import print_bin_labels, print_carton_labels, print_item_labels
from yunhe.wms.commands.picking import confirm_picks, report_short, undo_picks
from yunhe.wms.commands.storing import place_bins, put_away
from yunhe.wms.commands.waves import assign_waves, cancel_waves, open_waves, start_waves, wave_released

__all__ = [
    "assign_waves",
    "cancel_waves",
    "confirm_picks",
    "count_bins",
    "open_waves",
    "place_bins",
    "print_bin_labels",
    "print_carton_labels",
    "print_item_labels",
    "put_away",
    "report_short",
    "start_waves",
    "undo_picks",
    "wave_released",
]
