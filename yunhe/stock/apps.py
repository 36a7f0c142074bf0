"""Django's name for this room."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "yunhe.stock"
    label = "stock"
