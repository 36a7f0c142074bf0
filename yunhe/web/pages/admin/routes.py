"""The addresses of administration, each with its right."""

from functools import partial

from yunhe.web.jobs import proofs
from yunhe.web.pages.admin import connections, doctor, numbers, people, places, roles, rules
from yunhe.web.routing import route

ADMIN = [
    route("new-user", people.new, right="kernel.add_users", name="new_user"),
    route("users/<str:code>", people.show, right="kernel.change_users", name="user"),
    route("roles", roles.matrix, right="kernel.define_roles", name="roles"),
    route("new-shop", partial(places.new, of=places.SHOP), right="kernel.save_shops", name="new_shop"),
    route("shops/<str:code>", partial(places.show, of=places.SHOP), right="kernel.save_shops", name="shop"),
    route("connect-shop", connections.new, right="shops.connect", name="new_connection"),
    route("connections/<str:code>", connections.show, right="shops.connect", name="connection"),
    route(
        "new-warehouse", partial(places.new, of=places.WAREHOUSE), right="stock.open_warehouses", name="new_warehouse"
    ),
    route(
        "warehouses/<str:code>",
        partial(places.show, of=places.WAREHOUSE),
        right="kernel.change_warehouses",
        name="warehouse",
    ),
    route("rules", rules.tables, right="kernel.define_rules", name="tables"),
    route("rules/<str:code>", rules.table, right="kernel.define_rules", name="rules"),
    route("numbers", numbers.numbers, right="kernel.change_numbers", name="numbers"),
    route("doctor", doctor.doctor, right=proofs.RIGHT, name="doctor"),
]
