"""The verbs of customer care, one file per group."""

from yunhe.crm.commands.records import keep_purchases
from yunhe.crm.commands.surveys import answer_surveys, send_surveys
from yunhe.crm.commands.tags import retag

__all__ = ["answer_surveys", "keep_purchases", "retag", "send_surveys"]
