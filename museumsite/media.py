"""Uploaded pictures, served from the media folder where no web server in front does it."""

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

A_YEAR = 365 * 24 * 3600  # seconds


def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of the media folder. Names are generated, so a name's content never changes."""
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
