"""What the loop does per second, on one PostgreSQL of its own, against the floor of raw SQL and against a peer.

A *part* is one line of the table and runs alone (`python -m bench orders http`). The *floor* writes the rows that an
order leaves behind without asking whether they are right. *Load of others* is how many cores other programs used
meanwhile: figures taken beside others' load are low, ratios taken within one part much less so.
"""
