"""Orders: shops, raw channel messages and the canonical orders made of them, audit with holds, choice of warehouse,
fulfilments, cancellation, returns and refunds.

Words: a *raw order* is a message as the channel sent it; an *order* is what we made of the newest one; a *hold* is a
row that stops audit until a person releases it; a *fulfilment* links an order line to the outbound line that serves it.
OMS alone owns the order: `commands.progress` recomputes how far it is from its fulfilments; nobody sets it by hand.
Events: OrderCaptured, OrderChanged, OrderAudited/OrderUnaudited, OrderHeld/OrderHoldReleased, OrderShort/OrderShortResolved,
OrderAllocated/OrderDeallocated, OrderReleased/OrderRecalled, OrderCancelAsked, OrderLinesCancelled, OrderCancelled,
OrderCompleted, Return…, Refund….
"""
