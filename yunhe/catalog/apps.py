"""Django's name for this room."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "yunhe.catalog"
    label = "catalog"
