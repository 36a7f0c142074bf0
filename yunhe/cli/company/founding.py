"""What a new company needs before its first order: entity, periods, books, roles, rules, units, regions, an owner's login."""

from dataclasses import dataclass
from datetime import datetime

from yunhe.catalog import commands as catalog
from yunhe.erp.finance import commands as finance
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import open_year
from yunhe.kernel.models import Entity, Grant, Role, User
from yunhe.kernel.roles import make_standard_roles
from yunhe.oms import commands as oms
from yunhe.oms.models import Shop
from yunhe.partners.regions import load_regions
from yunhe.stock import commands as stock
from yunhe.stock.models import Warehouse


@dataclass(frozen=True, slots=True)
class NewCompany:
    """A legal entity to be founded. `years` are the calendar years whose months are opened."""

    code: str
    name: str
    name_en: str = ""
    tax_number: str = ""
    taxpayer: str = Entity.Taxpayer.GENERAL
    chart: str = Entity.Chart.ENTERPRISE
    years: tuple[int, ...] = ()


def found_company(new: NewCompany, *, by: Actor, at: datetime) -> Entity:
    """Found an entity, or complete the one with this code; what exists stays as it is."""
    entity, _ = Entity.objects.get_or_create(
        code=new.code,
        defaults={
            "name": new.name,
            "name_en": new.name_en,
            "tax_number": new.tax_number,
            "taxpayer": new.taxpayer,
            "chart": new.chart,
        },
    )
    for year in new.years or (at.year, at.year + 1):
        open_year(entity, year)
    load_regions()
    catalog.set_up(by=by, at=at)
    finance.open_books([entity.id], by=by, at=at)
    make_standard_roles()
    oms.set_up_audit(by=by, at=at)
    return entity


def open_shop(entity: Entity, *, by: Actor, at: datetime) -> None:
    """A first warehouse, the virtual one for goods on the way, and an order desk; what exists stays as it is."""
    stock.open_warehouses(
        [
            {"code": f"{entity.code}-1", "name": "主仓", "name_en": "Main warehouse", "entity": entity},
            {"code": "TRANSIT", "name": "在途", "name_en": "In transit", "entity": entity, "kind": "transit"},
        ],
        by=by,
        at=at,
    )
    Shop.objects.get_or_create(
        code=f"{entity.code}-DESK",
        defaults={
            "name": "客服下单",
            "name_en": "Order desk",
            "entity": entity,
            "warehouse": Warehouse.objects.get(code=f"{entity.code}-1"),
        },
    )


def give_login(name: str, password: str, role: str, display_name: str = "") -> bool:
    """A user with one of the standard roles; False when the user exists, who keeps the password."""
    user, made = User.objects.get_or_create(username=name, defaults={"display_name": display_name, "home": role})
    if made:
        user.set_password(password)
        user.save(update_fields=["password"])
    Grant.objects.get_or_create(user=user, role=Role.objects.get(code=role))
    return made
