"""The REST interface: every command, every list, and orders in batches, for programs that act as a user by a token.

Words: a *problem* is an error as RFC 9457 writes it; a *replay* is the stored answer to a request that came twice.
"""
