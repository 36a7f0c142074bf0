"""Which part answers which address: the API under /api/, the pages everywhere else."""

from yunhe.web.urls import handler404, urlpatterns

__all__ = ["handler404", "urlpatterns"]
