"""What was written to groups of a session's people; `mailing_pages.py` is where one writes."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from museumsite import moments
from museumsite.admin import MuseumModelAdmin, moment_of_list
from registrations import mailings
from registrations.admin.filters import SessionFilter, name_and_day
from registrations.admin.mailing_pages import LONG_TEXTS, call_off_page, write_page
from registrations.admin.mailing_parts import letter_rows
from registrations.admin.mailing_words import is_awaited, when_words
from registrations.models import Mailing

_LONG_TEXTS_OF_MAILINGS = tuple(f"intake__{name}" for name in LONG_TEXTS)


class KindFilter(admin.SimpleListFilter):
    """The kinds a colleague may write, not those the desk and the clock write."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.value, kind.label) for kind in mailings.KINDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mailing]) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Mailing)
class MailingAdmin(MuseumModelAdmin):
    change_form_template = "admin/registrations/mailing/change_form.html"
    fieldsets = [
        (None, {"fields": ["session", "kind", "group", "number", "states"]}),
        (gettext_lazy("What was written"), {"fields": ["subject", "body"]}),
        (gettext_lazy("By whom and when"), {"fields": ["written_by", "when"]}),
    ]
    readonly_fields = ["session", "number", "states", "when"]
    list_display = ["what", "kind", "session_and_day", "group", "number", "when", "author"]
    list_filter = [KindFilter, SessionFilter]
    list_select_related = ["intake__session__announcement", "written_by"]
    search_fields = ["subject", "body"]
    search_help_text = gettext_lazy("Words of the subject or of the text.")

    # --- Who may: write to people, and look at what was written

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- The list and the page of one

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mailing]:
        return super().get_queryset(request).defer(*_LONG_TEXTS_OF_MAILINGS)

    @admin.display(description=gettext_lazy("message"), ordering="subject")
    def what(self, mailing: Mailing) -> str:
        return str(mailing)

    @admin.display(description=gettext_lazy("session"), ordering="intake__session__starts_at")
    def session_and_day(self, mailing: Mailing) -> str:
        return name_and_day(mailing.intake)

    @admin.display(description=gettext_lazy("session"))
    def session(self, mailing: Mailing) -> SafeString:
        address = reverse("admin:events_session_change", args=[mailing.intake.session_id])
        return format_html('<a href="{}">{}</a>', address, name_and_day(mailing.intake))

    @admin.display(description=gettext_lazy("recipients"), ordering="recipients")
    def number(self, mailing: Mailing) -> int | str:
        """Known when it goes, not before."""
        return self.get_empty_value_display() if mailing.queued_at is None else mailing.recipients

    @admin.display(description=gettext_lazy("when"), ordering=Coalesce("queued_at", "send_at"))
    def when(self, mailing: Mailing) -> str:
        is_listed = "listed_at" in mailing.__dict__
        return when_words(mailing, moment_of_list(mailing) if is_listed else moments.now())

    @admin.display(description=gettext_lazy("written by"), ordering="written_by")
    def author(self, mailing: Mailing) -> str:
        return mailing.written_by.get_full_name() or mailing.written_by.get_username()

    @admin.display(description=gettext_lazy("letters now"))
    def states(self, mailing: Mailing) -> str:
        """«отправлено 12, в очереди 3, не доставлено 1»; a dash before it has gone."""
        if mailing.queued_at is None:
            return self.get_empty_value_display()
        is_sent, is_failed = Q(sent_at__isnull=False), Q(failed_at__isnull=False)
        numbers = mailing.letters.aggregate(
            sent=Count("pk", filter=is_sent),
            failed=Count("pk", filter=~is_sent & is_failed),
            waiting=Count("pk", filter=~is_sent & ~is_failed),
        )
        words = _("sent %(sent)d, in the queue %(waiting)d, not delivered %(failed)d")
        return words % numbers

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        mailing = self.get_object(request, unquote(object_id))
        rows = letter_rows(mailing.letters.all()) if mailing else []
        context = {**(extra_context or {}), "letters": rows}
        if mailing and self.has_add_permission(request) and is_awaited(mailing, moments.now()):
            context["call_off_url"] = reverse(
                "admin:registrations_mailing_call_off", args=[mailing.pk]
            )
        return super().change_view(request, object_id, form_url, context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Writing is a page of its own: it shows the letter and the number before it goes."""
        return HttpResponseRedirect(reverse("admin:registrations_mailing_write"))

    # --- Writing one, and calling one off

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("write/", view(partial(write_page, self)), name="registrations_mailing_write"),
            path(
                "<int:pk>/call-off/",
                view(partial(call_off_page, self)),
                name="registrations_mailing_call_off",
            ),
        ]
        return [*own, *super().get_urls()]
