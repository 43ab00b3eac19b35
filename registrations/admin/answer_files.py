"""Files sent with forms, handed to colleagues who may read answers."""

from django.http import FileResponse, Http404

from registrations.models import Answer


def file_of(registration_id: int, answer_id: int) -> FileResponse:
    """The file of one answer, to be kept and not opened in the browser: a stranger sent it.

    Raises `Http404` when the answer is another registration's, has no file, or lost it.
    """
    answer = Answer.objects.filter(pk=answer_id, registration=registration_id).first()
    if answer is None or not answer.file:
        raise Http404
    try:
        content = answer.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=answer.value or "file")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
