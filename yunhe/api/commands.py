"""One operation per registered command: POST /commands/{room}/{verb} with its parameters, answered by its outcome."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from pydantic import BaseModel

from yunhe.api.asking import needs
from yunhe.api.bodies import Answer, answer_of, body_of, positional, takes_time
from yunhe.api.replies import once
from yunhe.catalog import commands as catalog
from yunhe.connectors.shops import commands as shops
from yunhe.crm import commands as crm
from yunhe.erp.finance import commands as finance
from yunhe.erp.production import commands as production
from yunhe.erp.purchasing import commands as purchasing
from yunhe.kernel import cases, decisions, fields, files, options
from yunhe.kernel.commands import COMMANDS, Command
from yunhe.kernel.listing import views
from yunhe.oms import commands as oms
from yunhe.partners import commands as partners
from yunhe.stock import commands as stock
from yunhe.tms import commands as tms
from yunhe.wms import commands as wms

# Imported for what they register.
ROOMS = (catalog, crm, finance, oms, partners, production, purchasing, shops, stock, tms, wms)
SHARED = (cases, decisions, fields, files, options, views)

# Verbs that other rooms call for themselves: called alone they would make figures disagree.
INTERNAL = {"oms.progress", "partners.shift_exposure"}
# What people do with their own hands on a page: a token that was stolen must not open further doors.
BY_HAND = {
    *("kernel.add_users", "kernel.change_users", "kernel.grant_roles", "kernel.define_roles"),
    *("kernel.issue_tokens", "kernel.revoke_tokens", "kernel.retry_parked", "kernel.skip_parked"),
}
# Commands with an operation of their own.
ELSEWHERE = {"oms.intake"}


def offered() -> dict[str, tuple[Command, type[BaseModel]]]:
    """The commands that have a generated operation, with their request models, by right."""
    found = {}
    for right, command in sorted(COMMANDS.items()):
        if right not in INTERNAL | BY_HAND | ELSEWHERE and (body := body_of(command)):
            found[right] = (command, body)
    return found


def add_commands(api: NinjaAPI) -> None:
    """Give each command its operation."""
    for right, (command, body) in offered().items():
        api.post(
            f"/commands/{right.replace('.', '/')}",
            response=Answer,
            summary=command.label,
            description=(command.run.__doc__ or "").strip(),
            operation_id=right.replace(".", "_"),
            tags=[right.split(".")[0]],
        )(_operation(command, body))


def _operation(command: Command, model: type[BaseModel]) -> Callable[..., Any]:
    def run(request: HttpRequest, body: model) -> dict[str, Any]:  # type: ignore[valid-type]
        actor = request.auth.actor
        rows, options = positional(command, body)
        options |= {"at": request.auth.at} if takes_time(command) else {}
        return once(request, lambda: answer_of(command.run(*rows, **options, by=actor)))

    return needs(command.right)(run)
