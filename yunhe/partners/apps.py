"""Django's name for this room."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "yunhe.partners"
    label = "partners"
