"""Buying: what to buy and why, purchase orders and what became of them.

Words: a *proposal* says what to buy with the figures it rests on; a *purchase order* is what the supplier gets, and makes
the inbound that the warehouse receives. Received and billed are projections, never set by hand.
Events: PurchaseProposed, PurchaseApproved, PurchaseSent, PurchaseConfirmed, PurchaseDateChanged, PurchaseCancelled, PurchaseClosed.
"""
