"""Making: what to make and why, work orders, their material, and what the floor reports.

Words: a work order is *planned* by the order point, *firm* when a person answers for it, *released* when its material is
reserved (the issue outbound) and its product expected (the production inbound). Its *kit* is the material: there in none,
part or full. *Backflush*: reports issue what they used. What was used beside the bill is the *variance*.
Events: WorkPlanned, WorkFirmed, WorkReleased, WorkStarted, WorkPaused, MaterialIssued/MaterialReturned,
WorkReported/WorkReportReversed, WorkFinished, WorkClosed, WorkCancelled.
"""
