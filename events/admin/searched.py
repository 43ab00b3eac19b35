"""Rows by whose names announcements are found: the search follows when they are changed."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from events.models import Announcement
from events.search.index import reindex, showing


class AnnouncementsFoundByIt(ModelAdmin):  # type: ignore[type-arg]  # not subscriptable
    """Saving or deleting a row brings the search of the announcements that name it up to date."""

    named_as = ""  # what `events.search.index.showing` calls it

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reindex(self._naming(form.instance))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        keys = list(self._naming(obj).values_list("pk", flat=True))
        super().delete_model(request, obj)
        reindex(Announcement.objects.filter(pk__in=keys))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        naming = Announcement.objects.filter(showing(**{f"{self.named_as}__in": queryset}))
        keys = list(naming.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        reindex(Announcement.objects.filter(pk__in=keys))

    def _naming(self, row: Any) -> QuerySet[Announcement]:
        return Announcement.objects.filter(showing(**{self.named_as: row}))
