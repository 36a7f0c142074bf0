"""A simulated shop: shows what it is told may be sold, remembers every word, and behaves badly when asked to.

`PROTOCOL.md` documents its HTTP interface; `python -m sim.shop` runs it; `server.app(shelf)` is the same as a WSGI
application for tests and benchmarks in one process.
"""
