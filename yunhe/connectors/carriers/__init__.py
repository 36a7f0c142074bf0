"""Carriers' interfaces: waybills, cancellations, pick-ups, tracking.

`protocol` says what an adapter must do, `sim` and `own` are two, `registry` opens the one of a carrier's account;
`waybills` and `tracking` are the work itself, which jobs (`tasks`) call and a replay calls without them.
"""
