"""A simulated carrier: gives waybills, drives parcels through seeded journeys, and behaves badly when asked to.

`PROTOCOL.md` documents its HTTP interface; `python -m sim.carrier` runs it; `server.app(office)` is the same as a WSGI
application for tests and replays in one process.
"""
