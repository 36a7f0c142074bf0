"""Transport: carriers, what they ask for a parcel, waybills and labels, the ship scan, and where parcels are.

Words: a *rate card* says what a carrier's service costs from an origin, from a day on; a *waybill* is the carrier's
number of a parcel; a *hand-over* is the ship scan after which goods are gone; *tracking messages* are kept raw and a
parcel's state is read from them. Parcels themselves stand in `stock`; this room moves their states.
Events: ServiceChosen, WaybillRequested, WaybillAssigned, WaybillVoided, LabelPrinted, ParcelHandedOver, ParcelMoved,
ParcelDelivered, ParcelProblem, ParcelReturned, ParcelLost.
"""
