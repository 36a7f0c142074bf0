"""What is done around every page: language, compression, and the headers that keep foreign scripts out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

Answer = Callable[[HttpRequest], HttpResponse]

# No inline script or style, no eval, nothing from elsewhere: so there is no need for nonces.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # Tabler's style sheet draws its marks with data: pictures
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


SMALL = 1000  # bytes below which compressing gains nothing
WORDS = ("text/", "application/json", "image/svg")


def language(answer: Answer) -> Answer:
    """The language that the person has chosen, else the one that the browser asks for."""

    def around(request: HttpRequest) -> HttpResponse:
        chosen = request.user.language if request.user.is_authenticated else ""
        with translation.override(chosen or translation.get_language_from_request(request)):
            response = answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response

    return around


def compressed(answer: Answer) -> Answer:
    """Words go over the wire compressed where the browser takes it. The length varies by chance, so that it tells nobody
    what a page holds (BREACH: Gluck, Harris and Prado 2013). Files and what is sent in pieces stay as they are."""

    def around(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.streaming or response.has_header("Content-Encoding") or len(response.content) < SMALL:
            return response
        if not response.get("Content-Type", "").startswith(WORDS):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response.content = compress_string(response.content, max_random_bytes=100)
            response.headers["Content-Length"] = str(len(response.content))
            response.headers["Content-Encoding"] = "gzip"
        return response

    return around


def security(answer: Answer) -> Answer:
    """A content security policy on every answer that has none of its own."""

    def around(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return around
