"""Long work that pages ask for: the file that is tried or taken in, the action on many rows, the list that is written to
a file. A worker does it; Progress tells how far it is."""

from yunhe.web.jobs.actions import AT_ONCE, UNSEEN, act_on, batch_job, numbers_of, run_action, seen
from yunhe.web.jobs.exports import export_job, is_long, write_list
from yunhe.web.jobs.labels import print_job, print_rows
from yunhe.web.jobs.proofs import examine_job, found_by, last_examination, prove
from yunhe.web.jobs.queue import BATCH, EXAMINE, EXPORT, PRINT, TAKE, TRY
from yunhe.web.jobs.sent import is_taken, noun_of, take_file, take_job, try_file, try_job, try_now

__all__ = [
    "AT_ONCE",
    "BATCH",
    "EXAMINE",
    "EXPORT",
    "PRINT",
    "TAKE",
    "TRY",
    "UNSEEN",
    "act_on",
    "batch_job",
    "examine_job",
    "export_job",
    "found_by",
    "is_long",
    "is_taken",
    "last_examination",
    "noun_of",
    "numbers_of",
    "print_job",
    "print_rows",
    "prove",
    "run_action",
    "seen",
    "take_file",
    "take_job",
    "try_file",
    "try_job",
    "try_now",
    "write_list",
]
