"""Files in: Excel and CSV become typed rows; what cannot be read keeps its row number, its value and the reason.

Every row of the file is either good, bad or blank; none is dropped. The bad ones go back to the sender as a file with
a reason beside each row.
"""

from yunhe.kernel.importing.cells import CellError, read_cell
from yunhe.kernel.importing.columns import ImportColumn
from yunhe.kernel.importing.read import read
from yunhe.kernel.importing.report import error_file, record_run, said, template_file
from yunhe.kernel.importing.rows import BadRow, GoodRow, Problem, Rows
from yunhe.kernel.importing.sheet import LIMITS, Limits
from yunhe.kernel.importing.taking import take_by_batches

__all__ = [
    "LIMITS",
    "BadRow",
    "CellError",
    "GoodRow",
    "ImportColumn",
    "Limits",
    "Problem",
    "Rows",
    "error_file",
    "read",
    "read_cell",
    "record_run",
    "said",
    "take_by_batches",
    "template_file",
]
