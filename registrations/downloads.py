"""Files that came with forms, handed out: to be kept, never to be opened inside the site."""

from pathlib import PurePath

from django.http import FileResponse, Http404

from museumsite.contents import TYPES
from registrations.models import Answer

_TYPES = {**TYPES, "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}


def download_of(answer: Answer) -> FileResponse:
    """The file of an answer, which must have one. A stranger sent it, so nothing in it may run.

    Who may have it is for the caller to say. Raises `Http404` when the storage has lost it.
    """
    try:
        content = answer.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    kind = _TYPES.get(PurePath(answer.value).suffix.lower().lstrip("."), "application/octet-stream")
    response = FileResponse(content, as_attachment=True, filename=answer.value, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
