"""The work in the warehouse: zones and the walking order of bins, waves and their pick lists, put-away, counts.

Words: a *wave* is a cart's worth of released outbounds picked on one walk; a *pick* is a binding of stock that someone
takes from its bin; what lies in RECEIVE is to be put away. WMS owns the work and the ways, never quantities: these move
through stock's commands. A scan carries its own uuid, so sending it twice changes nothing.
Events: WaveOpened/WaveCancelled, WaveStarted, WaveDone/WaveResumed, LineShortPicked, PutAwayDone, BinCounted.
"""
