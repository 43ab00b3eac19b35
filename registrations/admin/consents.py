"""The versions of the consent text: a new one may be written, an agreed one never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from museumsite.admin import MuseumModelAdmin
from registrations.models import ConsentText


@admin.register(ConsentText)
class ConsentTextAdmin(MuseumModelAdmin):
    fieldsets = [
        (None, {"fields": ["version", "valid_from", "title", "body", "title_en", "body_en"]})
    ]
    list_display = ["version", "title", "valid_from"]
    search_fields = ["version", "title"]

    def has_change_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """Until somebody has agreed to it: what was agreed to must stay readable as it was."""
        may: bool = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_used())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
