"""Django's name for this room."""

from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "yunhe.crm"
    label = "crm"
