"""Which part answers which address: the API under /api/, the pages everywhere else."""

from django.urls import URLPattern, URLResolver, include, path

from yunhe.api import urls as api
from yunhe.web import urls as web

handler404 = web.handler404
urlpatterns: list[URLPattern | URLResolver] = [path("api/", include(api)), *web.urlpatterns]
