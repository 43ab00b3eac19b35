"""Uploaded files, served from the media folder where no web server in front does it."""

import errno
import mimetypes
from pathlib import PurePosixPath

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

from museumsite.contents import TYPES

# Not every machine's table of types knows what browsers are sent here.
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("image/webp", ".webp")
A_YEAR = 365 * 24 * 3600  # seconds


def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of the media folder. Names are generated, so a name's content never changes.

    A picture and a PDF are shown by the browser, an office document is saved by it. Nothing in
    them may run on behalf of the site.
    """
    try:
        response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise Http404 from error
    if isinstance(response, FileResponse):
        kind = PurePosixPath(name).suffix.lower().lstrip(".")
        response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        # A PDF has no sandbox of ours: viewers have their own, and some show nothing within two.
        policy = "default-src 'none'; frame-ancestors 'none'" + (
            "" if kind == "pdf" else "; sandbox"
        )
        response["Content-Security-Policy"] = policy
        if kind in TYPES:
            response["Content-Type"] = TYPES[kind]
            response["Content-Disposition"] = "inline" if kind == "pdf" else "attachment"
    return response
