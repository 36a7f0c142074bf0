"""Django's name for this room."""

from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "yunhe.erp.production"
    label = "production"
