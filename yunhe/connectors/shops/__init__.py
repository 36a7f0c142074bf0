"""Shops that are told what they may sell: at once when nothing is left, soon when there is more.

Words: a *feed* is a connected shop's address and share of the stock, an *offer* what it may sell of one of its codes.
`offers` counts, `telling` asks the shop (sim/shop/PROTOCOL.md) from jobs (`tasks`), outside any transaction; `handlers` says
when. Events: ShopConnected/ShopDisconnected, SoldOutTold/OnSaleTold.
"""
