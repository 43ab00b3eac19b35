"""Addresses of an old site, and where they lead now."""

import re
from typing import Any
from urllib.parse import unquote

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.redirects import admin as redirects_admin  # noqa: F401  it registers itself,
from django.contrib.redirects.models import Redirect
from django.contrib.sites import admin as sites_admin  # noqa: F401  and so does it: see below
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from museumsite.admin import MuseumModelAdmin

_HOST = re.compile(r"^\w+://[^/?#]*")
_QUESTION = re.compile(r"[?#].*")

admin.site.unregister(Redirect)
# One installation is one site, its address is SITE_URL: a second place to set it would mislead.
admin.site.unregister(Site)


class OldAddressForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    """An address as people paste it, kept as a path without its last slash."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site_id = settings.SITE_ID

    def clean_old_path(self) -> str:
        path = _QUESTION.sub("", _HOST.sub("", self.cleaned_data["old_path"]))
        path = "/" + unquote(path).replace("\0", "").strip("/")
        if path == "/":
            raise ValidationError(_("Name a page of the old site, not the whole site."), "home")
        known = Redirect.objects.filter(site_id=settings.SITE_ID, old_path__in=[path, f"{path}/"])
        if known.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This address is in the list already."), "known")
        return path

    def clean_new_path(self) -> str:
        path: str = self.cleaned_data["new_path"]
        is_ours = path.startswith("/") and not path.startswith("//")
        if path and not is_ours and not path.startswith(("https://", "http://")):
            raise ValidationError(
                _("Begin with / for a page of this site, or with https:// for another."), "scheme"
            )
        return path

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        old, new = cleaned.get("old_path"), cleaned.get("new_path")
        if old and new and new.rstrip("/") == old:
            self.add_error(
                "new_path", ValidationError(_("An address cannot lead to itself."), "circle")
            )
        return cleaned


@admin.register(Redirect)
class OldAddressAdmin(MuseumModelAdmin):
    form = OldAddressForm
    fields = ["old_path", "new_path"]
    list_display = ["old_path", "new_path"]
    search_fields = ["old_path", "new_path"]
