"""Partners from a file."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import FileImport, GoodRow, ImportColumn, Rows, Taking, refused_by, take_by_batches
from yunhe.kernel.importing.rows import stated
from yunhe.kernel.outcome import Reason
from yunhe.partners.commands import PartnerRow, save_partners
from yunhe.partners.models import Partner

PARTNER_FILE = (
    ImportColumn("code", N_("Code"), Type.TEXT, True, ("往来单位编码", "客户编码", "供应商编码"), max_length=40),
    ImportColumn("name", N_("Name"), Type.TEXT, True, ("名称", "客户名称", "供应商名称")),
    ImportColumn("roles", N_("Roles"), Type.TEXT, True, ("角色", "类型")),
    ImportColumn("name_en", N_("English name"), Type.TEXT, synonyms=("英文名",)),
    ImportColumn("tax_number", N_("Tax number"), Type.TEXT, synonyms=("税号",), max_length=30),
    ImportColumn("price_level", N_("Price level"), Type.TEXT, synonyms=("价格等级",), max_length=20),
    ImportColumn("credit_limit", N_("Credit limit"), Type.MONEY, synonyms=("信用额度",), decimals=2),
    ImportColumn("terms_days", N_("Days to pay"), Type.NUMBER, synonyms=("账期",), decimals=0),
    ImportColumn("recipient", N_("Recipient"), Type.TEXT, synonyms=("联系人", "收件人"), max_length=80),
    ImportColumn("phone", N_("Phone"), Type.TEXT, synonyms=("电话", "手机"), max_length=30),
    ImportColumn("region_code", N_("Region code"), Type.TEXT, synonyms=("地区编码",), max_length=6),
    ImportColumn("detail", N_("Address"), Type.TEXT, synonyms=("地址",), max_length=300),
)
ROLE_WORDS = {"客户": "customer", "供应商": "supplier", "承运商": "carrier", "货主": "consignor"}
BETWEEN = re.compile(r"[\s,，、/]+")


def take_partners(rows: Rows, how: Taking) -> None:
    """Create or change partners. `Roles` lists what each is: customer, supplier, carrier or consignor, in English or
    Chinese, separated by commas."""
    rows.know("code", set(Partner.objects.filter(code__in=rows.said("code")).values_list("code", flat=True)))

    def take(batch: Sequence[GoodRow]) -> dict[int, Reason]:
        outcome = save_partners([_row(stated(row, whole=("terms_days",))) for row in batch], by=how.by, at=how.at)
        return refused_by("code", batch, outcome.refused)

    take_by_batches(rows, take, how)


def _row(said: Mapping[str, Any]) -> PartnerRow:
    words = [word for word in BETWEEN.split(said["roles"]) if word]
    return PartnerRow(**{**said, "roles": tuple(ROLE_WORDS.get(word, word.lower()) for word in words)})


import_partners = FileImport("partners", PARTNER_FILE, take_partners)
