"""The API as a whole, at /api/v1/."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI

from yunhe import __version__
from yunhe.api.asking import INSIDE, Bearer, needs
from yunhe.api.commands import add_commands
from yunhe.api.lists import add_lists
from yunhe.api.orders import add_orders
from yunhe.api.problems import tell_problems

api = NinjaAPI(title="Yunhe", version=__version__, urls_namespace="api", docs_url=None, openapi_url=None, auth=Bearer())
tell_problems(api)
add_orders(api)
add_lists(api)
add_commands(api)


@api.get("/openapi.json", include_in_schema=False)
@needs(INSIDE)
def openapi(request: HttpRequest) -> dict[str, Any]:
    """The description of the whole API."""
    return dict(api.get_openapi_schema())


urlpatterns: list[URLPattern | URLResolver] = [path("v1/", api.urls)]
