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
from yunhe.partners.regions import load_regions


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


def give_login(name: str, password: str, role: str, display_name: str = "") -> User:
    """A user with one of the standard roles; one that exists keeps its password."""
    user, made = User.objects.get_or_create(username=name, defaults={"display_name": display_name, "home": role})
    if made:
        user.set_password(password)
        user.save(update_fields=["password"])
    Grant.objects.get_or_create(user=user, role=Role.objects.get(code=role))
    return user
