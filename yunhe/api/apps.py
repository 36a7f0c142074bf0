"""Django's name for the REST interface."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "yunhe.api"
    label = "api"
