"""Django's name for this room."""

from django.apps import AppConfig


class WmsConfig(AppConfig):
    name = "yunhe.wms"
    label = "wms"
