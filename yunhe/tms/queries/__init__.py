"""Reads of transport: rate cards, parcels and their labels, what connectors need, and the public page."""
