"""Decisions about orders without I/O: the audit rules a company starts with, how orders become demands, what may change."""

from typing import Any

from django.utils.translation import gettext_noop as N_

AUDIT = "oms.audit"
BY_PERSON = "by_person"  # the code of a hold that no rule has put on an order

UNMATCHED_ITEM: dict[str, Any] = {
    "code": "unmatched_item",
    "label": N_("A line's item is not known"),
    "condition": {"some": "lines", "where": {"field": "item", "op": "empty"}},
    "outcome": {"hold": "item", "role": "clerk", "next_step": "match_item"},
}
# Every rule that holds puts a hold on the order; `type` names the desk, `next_step` what to do there.
AUDIT_RULES: list[dict[str, Any]] = [
    {
        "code": "no_region",
        "label": N_("The region is missing or unknown"),
        "condition": {"field": "region_known", "op": "=", "value": False},
        "outcome": {"hold": "address", "role": "clerk", "next_step": "fix_address"},
    },
    {
        "code": "address_incomplete",
        "label": N_("Recipient, phone or street is missing"),
        "condition": {
            "all": [
                {"field": "platform", "op": "empty"},
                {
                    "any": [
                        {"field": "recipient", "op": "empty"},
                        {"field": "phone", "op": "empty"},
                        {"field": "address", "op": "empty"},
                    ]
                },
            ]
        },
        "outcome": {"hold": "address", "role": "clerk", "next_step": "fix_address"},
    },
    {
        "code": "over_credit",
        "label": N_("Over the customer's credit limit"),
        "condition": {"field": "over_credit", "op": ">", "value": "0"},
        "outcome": {"hold": "credit", "role": "finance", "next_step": "ask_payment"},
    },
    {
        "code": "large_amount",
        "label": N_("An unusually large amount"),
        "condition": {"field": "total", "op": ">", "value": "20000"},
        "outcome": {"hold": "amount", "role": "owner", "next_step": "confirm"},
    },
    {
        "code": "nothing_to_pay",
        "label": N_("Nothing to pay"),
        "condition": {
            "all": [{"field": "total", "op": "<=", "value": "0"}, {"field": "payment", "op": "=", "value": "paid"}]
        },
        "outcome": {"hold": "amount", "role": "clerk", "next_step": "confirm"},
    },
    {
        "code": "unpaid",
        "label": N_("Not paid yet"),
        "condition": {"field": "payment", "op": "in", "value": ["unpaid", "deposit"]},
        "outcome": {"hold": "amount", "role": "clerk", "next_step": "wait_payment"},
    },
    {
        "code": "same_again",
        "label": N_("The same recipient ordered the same within a day"),
        "condition": {"field": "same_again", "op": "=", "value": True},
        "outcome": {"hold": "duplicate", "role": "clerk", "next_step": "ask_buyer"},
    },
]
