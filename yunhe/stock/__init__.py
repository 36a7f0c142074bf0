"""The ground on which the systems meet: warehouses and bins, the stock ledger and its levels, promises, and the
hand-off documents Outbound, Inbound, Receipt and Parcel.

Words: a *move* is a row of the ledger; a *level* is what an owner has of an item in a warehouse, by grade; *allocated*
is promised out of on hand, *bound* is tied to a bin for picking; a *promise* pegs a waiting line to expected goods.
Only `ledger.post` writes moves and quantities. An outbound ships whole or is split first; an inbound takes many receipts.
Events: Outbound…, Inbound…, GoodsArrived, GoodsReceived, ReceiptReversed, AllocationLost, PromiseMade, PromiseBroken,
RecallRequested, RecallRefused, StockAdjusted, GradeChanged, LevelBelowSafety, LevelRecovered.
"""
