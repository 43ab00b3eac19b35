"""English versions in the admin: a button that opens a form with what need not be typed again.

Nothing is written before that form is saved, so a button pressed in vain leaves no draft.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from events.admin.announcements.form import OrganiserInline
from events.admin.sessions import SessionInline
from events.counterparts import COMMON_FIELDS, is_original
from events.models import Announcement
from museumsite.admin import MuseumModelAdmin

ORIGINAL = "translation_of"  # the field, and what the address of a new version's form names


class OrganisersOfOriginal(OrganiserInline):
    """The rows of a version's form that is opened for the first time."""

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return len(_organisers_asked_for(request))


class Translations(MuseumModelAdmin):
    """What the pages of announcements know of their counterparts."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        original = _original_asked_for(request)
        if original is None:
            initial: dict[str, Any] = super().get_changeform_initial_data(request)
            initial.pop(ORIGINAL, None)  # whatever it was, it is no page that could be one
            return initial
        common = {field: getattr(original, field) for field in COMMON_FIELDS}
        return {**common, "language": "en", ORIGINAL: original.pk}

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """A new version begins with the organisers of its original."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        # Of a form that was sent, only what was typed counts.
        if request.method == "GET" and isinstance(inline, OrganisersOfOriginal):
            kwargs["initial"] = _organisers_asked_for(request)
        return kwargs

    def get_inlines(self, request: HttpRequest, obj: Announcement | None) -> list[Any]:
        """Sessions are kept at the Russian page alone."""
        inlines: list[Any] = list(super().get_inlines(request, obj))
        is_new = obj is None and _original_asked_for(request) is not None
        if is_new or (obj is not None and obj.translation_of_id):
            inlines.remove(SessionInline)
        if is_new:
            inlines[inlines.index(OrganiserInline)] = OrganisersOfOriginal
        return inlines

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Offered as an original is what can be one: Russian, without an English version."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.GET.get("field_name") == ORIGINAL:
            found = found.filter(language="ru", translation_of=None, translation=None)
        return found, may_repeat


def counterpart_context(original: Announcement | None) -> dict[str, Any]:
    """The page's counterpart, or where one is made."""
    if original is None:
        return {}
    counterpart = original.counterpart()
    if counterpart is not None or not is_original(original):
        return {"counterpart": counterpart}
    add = reverse("admin:events_announcement_add")
    return {"translate_url": f"{add}?{ORIGINAL}={original.pk}"}


def _original_asked_for(request: HttpRequest) -> Announcement | None:
    """The page whose English version the form is opened for."""
    key = request.GET.get(ORIGINAL, "")
    if not key.isdecimal() or len(key) > 18:
        return None
    free = Announcement.objects.filter(language="ru", translation_of=None, translation=None)
    return free.filter(pk=key).first()


def _organisers_asked_for(request: HttpRequest) -> list[dict[str, Any]]:
    original = _original_asked_for(request)
    rows = original.organiser_set.values("organisation", "position") if original else []
    return [{**row} for row in rows]
