"""Addresses of an old site, and where they lead now."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.redirects import admin as redirects_admin  # noqa: F401  it registers itself,
from django.contrib.redirects.models import Redirect
from django.contrib.sites import admin as sites_admin  # noqa: F401  and so does it: see below
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.answers import pages_at
from events.models import MissedAddress
from events.redirects import path_of
from museumsite import moments
from museumsite.admin import MomentChangeList, MuseumModelAdmin

_HOST = re.compile(r"^\w+://[^/?#]*")
_QUESTION = re.compile(r"[?#].*", re.DOTALL)
_UNSEEN = re.compile(r"[\x00-\x20\x7f\\]")  # a browser drops some, and reads \ as /

admin.site.unregister(Redirect)
# One installation is one site, its address is SITE_URL: a second place to set it would mislead.
admin.site.unregister(Site)


class OldAddressForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    """An address as people paste it, kept as a path without its last slash."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site_id = settings.SITE_ID

    def clean_old_path(self) -> str:
        path = path_of(_without_host(self.cleaned_data["old_path"]))
        if not path:
            raise ValidationError(_("Name a page of the old site, not the whole site."), "home")
        known = _redirects().filter(old_path__in=[path, f"{path}/"])
        if known.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This address is in the list already."), "known")
        return path

    def clean_new_path(self) -> str:
        """On this site always a path: the site's own address may change."""
        path: str = self.cleaned_data["new_path"]
        if path == settings.SITE_URL or path.startswith(f"{settings.SITE_URL}/"):
            path = path.removeprefix(settings.SITE_URL) or "/"
        is_ours = path.startswith("/") and not path.startswith("//")
        is_there = path.startswith(("https://", "http://")) and _has_host(path)
        if path and (_UNSEEN.search(path) or not (is_ours or is_there)):
            raise ValidationError(
                _("Begin with / for a page of this site, or with https:// for another."), "scheme"
            )
        return path

    def clean(self) -> dict[str, Any]:
        """No circles and no chains: two steps would be two answers to wait for."""
        cleaned = super().clean() or {}
        old, new = cleaned.get("old_path"), cleaned.get("new_path")
        if not (old and new and new.startswith("/")):
            return cleaned
        there = path_of(new)
        onward = _redirects().exclude(pk=self.instance.pk).filter(old_path__in=[there, f"{there}/"])
        further = onward.first() if there else None
        if there == old or (further and path_of(further.new_path) == old):
            self.add_error(
                "new_path", ValidationError(_("An address cannot lead to itself."), "circle")
            )
        elif further:
            words = _("This address leads on itself, to %(address)s: name that one here.")
            if not further.new_path:
                words = _("This address is said to be gone: it cannot lead anywhere.")
            self.add_error(
                "new_path", ValidationError(words, "chain", {"address": further.new_path})
            )
        return cleaned


class OldAddressList(MomentChangeList):
    """Knows, for the rows of one page at once, which of them cannot work."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = rows = list(self.result_list)
        pages = pages_at({path for row in rows for path in _paths(row)}, moments.now())
        for row in rows:
            row.trouble = _trouble(row, pages)


@admin.register(Redirect)
class OldAddressAdmin(MuseumModelAdmin):
    form = OldAddressForm
    fields = ["old_path", "new_path"]
    list_display = ["old_path", "leads_to", "state"]
    search_fields = ["old_path", "new_path"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[MomentChangeList]:
        return OldAddressList

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's own words for these speak of domains, and of paths as programmers do."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "old_path":
            field.help_text = _(
                "As it stands in the browser, for example /news/opening/ or /?p=12."
            )
        if field and db_field.name == "new_path":
            field.help_text = _(
                "A page of this site (/events/…) or of another (https://…). Empty: visitors are"
                " told that the page was taken down."
            )
        return field

    @admin.display(description=gettext_lazy("leads to"), ordering="new_path")
    def leads_to(self, row: Redirect) -> str:
        return row.new_path or _("taken down")

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Any) -> str:
        return str(row.trouble)

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        """What led to the old address leads straight to the new one; nobody misses it any more."""
        before = _redirects().filter(new_path__in=[obj.old_path, f"{obj.old_path}/"])
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            moved_on = before.exclude(pk=obj.pk).update(new_path=obj.new_path)
            MissedAddress.objects.filter(path=obj.old_path).delete()
        if moved_on:
            words = ngettext(
                "%(number)d address that led here leads straight on.",
                "%(number)d addresses that led here lead straight on.",
                moved_on,
            )
            self.message_user(request, words % {"number": moved_on}, messages.INFO)
        if trouble := _trouble(obj, pages_at(_paths(obj), moments.now())):
            self.message_user(request, f"{obj.old_path}: {trouble}", messages.WARNING)

    def response_add(self, request: HttpRequest, obj: Redirect, *args: Any) -> HttpResponse:
        """Whoever came from the addresses not found goes on there."""
        response: HttpResponse = super().response_add(request, obj, *args)
        if "missed" in request.GET and "_save" in request.POST:
            return HttpResponseRedirect(reverse("admin:events_missedaddress_changelist"))
        return response


def _redirects() -> QuerySet[Redirect]:
    return Redirect.objects.filter(site_id=settings.SITE_ID)


def _without_host(address: str) -> str:
    """`address` as typed, «news/opening» included, as a path and a query."""
    return f"/{_HOST.sub('', address).lstrip('/')}"


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _paths(row: Redirect) -> list[str]:
    """What of a redirect lies on this site, as paths."""
    return [path for path in (row.old_path, _path_here(row.new_path)) if path and "?" not in path]


def _path_here(address: str) -> str:
    return unquote(_QUESTION.sub("", address)) if address.startswith("/") else ""


def _trouble(row: Redirect, pages: dict[str, bool]) -> str:
    if pages.get(row.old_path):
        return _("does nothing: this site has a page there")
    if pages.get(_path_here(row.new_path)) is False:
        return _("leads nowhere: this site has no such page")
    return ""
