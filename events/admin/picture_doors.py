"""The library for programs: the text editor and the choice of a cover ask here, in JSON."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from events.models import Picture
from events.pictures.finding import matching
from events.pictures.keeping import keep, title_from
from events.pictures.shown import preview_url

if TYPE_CHECKING:  # not subscriptable when it runs
    from django.core.files.uploadedfile import UploadedFile

PAGE_SIZE = 24
MOST_FILES = 50  # of one upload
_LONGEST_QUESTION = 200


def facts_of(picture: Picture) -> dict[str, Any]:
    """What a program is told of a picture. `url` is a small JPEG that stays at its address."""
    return {
        "id": picture.pk,
        "url": preview_url(picture),
        "title": str(picture),
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "width": picture.width,
        "height": picture.height,
        "state": picture.state,
    }


def taken_in(
    files: "list[UploadedFile[Any]]",
) -> tuple[list[tuple[Picture, bool]], list[tuple[str, str]]]:
    """The pictures of these files, new or known, and for each other file its name and why not."""
    taken, refused = [], []
    for number, file in enumerate(files):
        try:
            if number >= MOST_FILES:
                raise ValidationError(
                    _("Not more than %(number)d files at once.") % {"number": MOST_FILES}
                )
            taken.append(keep(file))
        except ValidationError as error:
            refused.append((title_from(file.name or ""), " ".join(error.messages)))
    return taken, refused


def upload_answer(
    taken: list[tuple[Picture, bool]], refused: list[tuple[str, str]]
) -> JsonResponse:
    return JsonResponse(
        {
            "pictures": [{**facts_of(picture), "is_new": is_new} for picture, is_new in taken],
            "errors": [{"name": name, "words": words} for name, words in refused],
        }
    )


def choice_answer(request: HttpRequest) -> JsonResponse:
    """One page of the library, the newest first; `?q=` narrows it. Broken ones are left out."""
    question = request.GET.get("q", "")[:_LONGEST_QUESTION]
    pictures = matching(Picture.objects.exclude(state=Picture.State.BROKEN), question)
    page = Paginator(pictures, PAGE_SIZE).get_page(request.GET.get("page"))
    return JsonResponse(
        {"pictures": [facts_of(picture) for picture in page], "has_more": page.has_next()}
    )
