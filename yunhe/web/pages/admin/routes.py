"""The addresses of administration, each with its right."""

from yunhe.web.pages.admin import numbers, people, roles, rules
from yunhe.web.routing import route

ADMIN = [
    route("new-user", people.new, right="kernel.add_users", name="new_user"),
    route("users/<str:code>", people.show, right="kernel.change_users", name="user"),
    route("roles", roles.matrix, right="kernel.define_roles", name="roles"),
    route("rules", rules.tables, right="kernel.define_rules", name="tables"),
    route("rules/<str:code>", rules.table, right="kernel.define_rules", name="rules"),
    route("numbers", numbers.numbers, right="kernel.change_numbers", name="numbers"),
]
