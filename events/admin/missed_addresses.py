"""Addresses that visitors asked for and the site does not have: each may be made to lead on."""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.redirects.models import Redirect
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.answers import pages_at
from events.models import Announcement, MissedAddress
from museumsite import moments
from museumsite.admin import MomentChangeList, MuseumModelAdmin
from museumsite.templatetags.wording import local_moment

_LONGEST_REDIRECT = 200  # characters: the column's
# What only programs ask for that look for a way in.
_PROBES = Q(
    path__iregex=r"(^|/)(\.|wp-(admin|login|content|includes|json|config)|xmlrpc|cgi-bin|phpmyadmin"
    r"|vendor/|actuator|solr|boaform|owa/|autodiscover)|\.(php\d?|aspx?|jsp|cgi|env|ini|sql|bak|git)$"
)


class AskedByFilter(admin.SimpleListFilter):
    """At first without what programs try: people's wrong links would drown among it."""

    title = gettext_lazy("asked for by")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("probes", gettext_lazy("programs that look for a way in")),
            ("all", gettext_lazy("anybody")),
        ]

    def choices(self, changelist: Any) -> Any:
        people, *others = super().choices(changelist)
        return [{**people, "display": _("people")}, *others]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[MissedAddress]
    ) -> QuerySet[MissedAddress]:
        match self.value():
            case "all":
                return queryset
            case "probes":
                return queryset.filter(_PROBES)
        return queryset.exclude(_PROBES)


class MissedAddressList(MomentChangeList):
    """Knows, for the rows of one page at once, which addresses are answered by now."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = rows = list(self.result_list)
        paths = [row.path for row in rows]
        pages = pages_at(paths, moments.now()) if rows else {}
        known = Redirect.objects.filter(site_id=settings.SITE_ID, old_path__in=paths)
        moved = set(known.values_list("old_path", flat=True)) if rows else set()
        names = {row.path: PurePosixPath(row.path).stem for row in rows}
        slugs = Announcement.objects.filter(slug__in=set(names.values()))
        there = {one.slug: one.get_absolute_url() for one in slugs.only("slug")} if rows else {}
        for row in rows:
            row.is_answered = row.path in moved or pages.get(row.path, False)
            row.guess = there.get(names[row.path], "")


@admin.register(MissedAddress)
class MissedAddressAdmin(MuseumModelAdmin):
    list_display = ["address", "redirect", "hits", "last_time"]
    list_display_links = None
    list_filter = [AskedByFilter]
    search_fields = ["path"]
    search_help_text = gettext_lazy("Part of an address.")
    actions = ["forget"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # what was counted is counted

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[MomentChangeList]:
        return MissedAddressList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """To forget a count asks for no page that says what else would go: nothing does."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.display(description=gettext_lazy("address"), ordering="path")
    def address(self, row: MissedAddress) -> SafeString:
        return format_html('<a class="missed-address" href="{}">{}</a>', quote(row.path), row.path)

    @admin.display(description=gettext_lazy("last time"), ordering="last_at")
    def last_time(self, row: MissedAddress) -> str:
        return local_moment(row.last_at, settings.TIME_ZONE)

    @admin.display(description=gettext_lazy("redirect"))
    def redirect(self, row: Any) -> SafeString | str:
        if row.is_answered:
            return _("is answered by now")
        if len(row.path) > _LONGEST_REDIRECT:
            return _("too long for a redirect")
        asked = urlencode({"old_path": row.path, "new_path": row.guess, "missed": 1})
        return format_html(
            '<a href="{}?{}">{}</a>',
            reverse("admin:redirects_redirect_add"),
            asked,
            _("make a redirect"),
        )

    @admin.action(description=gettext_lazy("Forget"), permissions=["delete"])
    def forget(self, request: HttpRequest, queryset: QuerySet[MissedAddress]) -> None:
        number, _by_model = MissedAddress.objects.filter(pk__in=queryset.values("pk")).delete()
        words = ngettext(
            "%(number)d address is forgotten.", "%(number)d addresses are forgotten.", number
        )
        self.message_user(request, words % {"number": number}, messages.SUCCESS)
