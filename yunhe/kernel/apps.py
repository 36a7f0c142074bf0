"""Django's name for this room."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "yunhe.kernel"
    label = "kernel"
