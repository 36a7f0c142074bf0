"""What every document shares: flows, events, conditions, decision tables, lists, custom fields, cases, numbers, money,
quantity, rights, periods, imports and search. The lowest room: it knows no item, no customer and no order.

Words: *subject* (kind, id) is a document an event speaks of; *root* is the order it all began with; *actor* is who acts.
Events: CaseOpened, CaseClosed.
"""
