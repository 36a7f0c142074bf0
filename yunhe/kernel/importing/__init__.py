"""Files in: Excel and CSV become typed rows; what cannot be read keeps its row number, its value and the reason.

Every row of the file is either good, bad or blank; none is dropped. The bad ones go back to the sender as a file with
a reason beside each row. A file that somebody else designed is read by a layout: which of its columns is which field.
"""

from yunhe.kernel.importing.cells import CellError, read_cell
from yunhe.kernel.importing.columns import ImportColumn
from yunhe.kernel.importing.heads import FileColumn, Head, Layout, look
from yunhe.kernel.importing.layouts import keep_layout, layout_in, layout_named, layouts_of
from yunhe.kernel.importing.preview import Preview, preview_of
from yunhe.kernel.importing.read import read
from yunhe.kernel.importing.report import error_file, record_run, said, template_file
from yunhe.kernel.importing.rows import BadRow, GoodRow, Problem, Rows
from yunhe.kernel.importing.sheet import LIMITS, Limits
from yunhe.kernel.importing.taking import FileImport, Taking, refused_by, take_at_once, take_by_batches

__all__ = [
    "LIMITS",
    "BadRow",
    "CellError",
    "FileColumn",
    "FileImport",
    "GoodRow",
    "Head",
    "ImportColumn",
    "Layout",
    "Limits",
    "Preview",
    "Problem",
    "Rows",
    "Taking",
    "error_file",
    "keep_layout",
    "layout_in",
    "layout_named",
    "layouts_of",
    "look",
    "preview_of",
    "read",
    "read_cell",
    "record_run",
    "refused_by",
    "said",
    "take_at_once",
    "take_by_batches",
    "template_file",
]
