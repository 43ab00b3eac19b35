"""The cover of an announcement: chosen from the library or uploaded beside the field."""

from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events.models import Picture
from events.pictures.reading import ACCEPT


class CoverWidget(forms.NumberInput):
    """The picture's number in the library; scripts put a preview and a dialog in its place."""

    template_name = "admin/events/picture/cover_field.html"

    def __init__(self, *, may_upload: bool) -> None:
        super().__init__({"min": 1, "data-cover-input": ""})
        self.may_upload = may_upload

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        is_number = str(value).isascii() and str(value).isdigit() and len(str(value)) < 18
        context |= {
            "picture": Picture.objects.filter(pk=value).first() if is_number else None,
            "may_upload": self.may_upload,
            "accept": ACCEPT,
            "page": reverse("admin:events_picture_change", args=[0]),
        }
        return context

    def _render(
        self, template_name: str, context: dict[str, Any], renderer: Any = None
    ) -> SafeString:
        """With the site's templates: a form's own renderer knows Django's only."""
        return render_to_string(template_name, context)

    @property
    def media(self) -> forms.Media:
        return forms.Media(
            css={"all": ["css/admin_pictures.css"]},
            js=[forms.Script("js/cover_choice.js", type="module")],  # type: ignore[list-item]  # new in Django 5.2
        )


class WithCover(BaseModelAdmin):  # type: ignore[type-arg]  # not subscriptable
    """For the admin of what has a `cover`."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "cover":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = CoverWidget(may_upload=request.user.has_perm("events.add_picture"))
        words = {"invalid_choice": _("There is no picture with this number in the library.")}
        return db_field.formfield(widget=widget, error_messages=words)
