"""Django's name for this room."""

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "yunhe.erp.finance"
    label = "finance"
