"""The list of announcements: what it says of each, how it is narrowed, what is done to many."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import publishing, readiness
from events.admin.announcements.stages import stage_words
from events.admin.announcements.urls import look_url
from events.admin.announcements.withdrawing import CONFIRMED, ask_to_withdraw, withdraw_all
from events.models import Announcement, Stage, is_out
from events.search import matching
from museumsite import moments
from museumsite.admin import MomentChangeList, MuseumModelAdmin, colleague, moment_of_list
from museumsite.templatetags.wording import publication_day


class StageFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (Stage.DRAFT.value, gettext_lazy("drafts")),
            (Stage.SCHEDULED.value, gettext_lazy("scheduled")),
            (Stage.PUBLISHED.value, gettext_lazy("published")),
            (Stage.WITHDRAWN.value, gettext_lazy("withdrawn")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Announcement]) -> Any:
        at = moments.now()
        withdrawn = queryset.filter(withdrawn_at__lte=at)
        others = queryset.exclude(pk__in=withdrawn.values("pk"))
        match self.value():
            case Stage.DRAFT:
                return others.filter(published_at__isnull=True)
            case Stage.SCHEDULED:
                return others.filter(published_at__gt=at)
            case Stage.PUBLISHED:
                return queryset.filter(is_out(at))
            case Stage.WITHDRAWN:
                return withdrawn
        return queryset


class AnnouncementChangeList(MomentChangeList):
    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        return super().get_queryset(request, *args, **kwargs).defer("body", "search_text")


class AnnouncementListing(MuseumModelAdmin):
    """The half of the announcements' pages that is about many of them."""

    list_display = ["title", "state", "publication_date", "category", "page"]
    list_select_related = ["category"]
    list_filter = [StageFilter, "category", "language"]
    date_hierarchy = "published_at"
    search_fields = ["title"]  # opens the search box; `get_search_results` answers it
    search_help_text = gettext_lazy(
        "Words of the title or the text, people, museums, places, in any form."
    )
    actions = ["publish_now", "withdraw"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[MomentChangeList]:
        return AnnouncementChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By Russian words in any of their forms, as visitors search."""
        return matching(queryset, search_term), False  # type: ignore[arg-type]  # it is ours

    @admin.display(description=gettext_lazy("state"), ordering="published_at")
    def state(self, announcement: Announcement) -> str:
        return stage_words(announcement, moment_of_list(announcement))

    @admin.display(description=gettext_lazy("date"), ordering="published_at")
    def publication_date(self, announcement: Announcement) -> str:
        return publication_day(announcement.published_at)

    @admin.display(description=gettext_lazy("page"))
    def page(self, announcement: Announcement) -> SafeString:
        is_seen = announcement.is_published(moment_of_list(announcement))
        return format_html(
            '<a href="{}">{}</a>',
            announcement.get_absolute_url() if is_seen else look_url(announcement),
            _("view on site") if is_seen else _("preview"),
        )

    @admin.action(description=gettext_lazy("Publish now"), permissions=["change"])
    def publish_now(self, request: HttpRequest, queryset: QuerySet[Announcement]) -> None:
        at = moments.now()
        waiting = [announcement for announcement in queryset if not announcement.is_published(at)]
        broken = [one for one in waiting if readiness.would_break(one)]
        ready = [one for one in waiting if one not in broken]
        with transaction.atomic():
            for announcement in ready:
                publishing.as_it_is_now(announcement)
                publishing.publish(announcement, at=at, staff=colleague(request))
                self.log_change(request, announcement, [{"changed": {"fields": ["publication"]}}])
        if ready:
            words = ngettext(
                "%(number)d announcement is published.",
                "%(number)d announcements are published.",
                len(ready),
            )
            self.message_user(request, words % {"number": len(ready)}, messages.SUCCESS)
        elif not broken:
            self.message_user(request, _("All of them were published already."), messages.INFO)
        if broken:
            words = ngettext(
                "%(number)d announcement has no title and stays as it is.",
                "%(number)d announcements have no title and stay as they are.",
                len(broken),
            )
            self.message_user(request, words % {"number": len(broken)}, messages.WARNING)

    @admin.action(description=gettext_lazy("Take down…"), permissions=["change"])
    def withdraw(
        self, request: HttpRequest, queryset: QuerySet[Announcement]
    ) -> HttpResponse | None:
        """Ask first: what is taken down is missed by those who wait for it."""
        at = moments.now()
        out = [announcement for announcement in queryset if announcement.is_published(at)]
        if not out:
            self.message_user(request, _("None of them is published."), messages.INFO)
            return None
        if CONFIRMED not in request.POST:
            return ask_to_withdraw(self, request, out, at)
        withdraw_all(self, request, out, at)
        return None
