"""Adapters for the outside world: carriers, channels, messengers, EDI. They ask and answer over the network, outside any
long transaction, and hand what they heard to the rooms' commands.

Words: an *adapter* speaks one outside system's language; a *job* calls it and is tried again with growing pauses; what
the outside refuses for good becomes a case. No room knows an adapter: upward needs come as events, answers go as commands.
"""
