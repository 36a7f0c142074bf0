"""Django's name for this room."""

from django.apps import AppConfig


class OmsConfig(AppConfig):
    name = "yunhe.oms"
    label = "oms"
