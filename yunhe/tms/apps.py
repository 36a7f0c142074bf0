"""Django's name for this room."""

from django.apps import AppConfig


class TmsConfig(AppConfig):
    name = "yunhe.tms"
    label = "tms"
