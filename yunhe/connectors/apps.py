"""Django's name for this room."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "yunhe.connectors"
    label = "connectors"
