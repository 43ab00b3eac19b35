"""Registrations: read here, changed at the desk alone (design.md, rule 3)."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from museumsite import moments, phones
from museumsite.admin import MuseumModelAdmin
from museumsite.templatetags.wording import local_moment
from registrations import desk
from registrations.admin.filters import CancelledFilter, SessionFilter, name_and_day
from registrations.admin.inlines import (
    ConsentInline,
    HistoryInline,
    LetterInline,
    ParticipantInline,
)
from registrations.models import Participant, Registration
from registrations.refusals import Refused

_TYPED_PHONE = re.compile(r"[\d\s()+–-]{5,}")


@admin.register(Registration)
class RegistrationAdmin(MuseumModelAdmin):
    inlines = [ParticipantInline, LetterInline, HistoryInline, ConsentInline]
    fieldsets = [
        (None, {"fields": ["session", "state", "submitted", "repeats"]}),
        (
            gettext_lazy("Contact person"),
            {"fields": ["contact_name", "contact_position", "museum", "city", "email", "phone"]},
        ),
    ]
    readonly_fields = ["session", "state", "submitted", "repeats"]
    list_display = [
        "museum",
        "city",
        "contact_name",
        "seats",
        "session_and_day",
        "submitted",
        "state",
    ]
    list_select_related = ["intake__session__announcement"]
    list_filter = [CancelledFilter, "is_possible_repeat", SessionFilter]
    search_fields = ["museum", "city", "contact_name", "participants__name", "email", "phone"]
    search_help_text = gettext_lazy(
        "Museum, city, contact person, participant, e-mail or telephone."
    )
    actions = ["cancel_selected"]

    # --- Who may: look, and cancel through the desk

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("registrations.change_registration")

    # --- The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        """With the number of participants, counted apart: a join would multiply it in a search."""
        people = (
            Participant.objects.filter(registration=OuterRef("pk"))
            .order_by()
            .values("registration")
            .annotate(number=Count("pk"))
            .values("number")
        )
        found: QuerySet[Registration] = super().get_queryset(request)
        return found.annotate(people=Coalesce(Subquery(people), 0))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """An address may ask for any column: not for those of the secret link, bit by bit."""
        is_secret = lookup.partition("__")[0] in {"form_key", "link_seed", "secret_hash"}
        return not is_secret and super().lookup_allowed(lookup, value, request)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """In the list of one session every row would repeat its name."""
        is_of_one_session = bool(request.GET.get(SessionFilter.parameter_name))
        return [
            name
            for name in self.list_display
            if not (is_of_one_session and name == "session_and_day")
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A telephone is found in whatever spelling it is asked for."""
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        phone = _phone_in(search_term)
        if phone:
            return queryset.filter(phone__startswith=phone), False
        return found, may_have_duplicates

    @admin.display(description=gettext_lazy("people"), ordering="people")
    def seats(self, registration: Registration) -> int:
        number: int = registration.__dict__["people"]
        return number

    @admin.display(description=gettext_lazy("session"), ordering="intake__session__starts_at")
    def session_and_day(self, registration: Registration) -> str:
        return name_and_day(registration.intake)

    @admin.display(description=gettext_lazy("submitted"), ordering="submitted_at")
    def submitted(self, registration: Registration) -> str:
        return local_moment(registration.submitted_at, settings.TIME_ZONE)

    @admin.display(description=gettext_lazy("state"), ordering="cancelled_at")
    def state(self, registration: Registration) -> str:
        words = _state_words(registration)
        if registration.is_possible_repeat:
            return _("%(state)s, possible repeat") % {"state": words}
        return words

    # --- The page of one

    @admin.display(description=gettext_lazy("session"))
    def session(self, registration: Registration) -> SafeString:
        session = registration.intake.session
        address = reverse("admin:events_session_change", args=[session.pk])
        words = name_and_day(registration.intake)
        return format_html('<a href="{}">{}</a>', address, words)

    @admin.display(description=gettext_lazy("from the same e-mail"))
    def repeats(self, registration: Registration) -> SafeString | str:
        """The other registrations for this session from the same address."""
        others = registration.intake.registrations.filter(email=registration.email)
        links = [
            (
                reverse("admin:registrations_registration_change", args=[other.pk]),
                other,
                _state_words(other),
            )
            for other in others.exclude(pk=registration.pk)[:20]
        ]
        return format_html_join(SafeString("<br>"), '<a href="{}">{}</a> ({})', links)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        registration = self.get_object(request, unquote(object_id))
        can_cancel = (
            registration is not None
            and self.has_cancel_permission(request)
            and desk.may_cancel(registration, registration.intake.session, moments.now())
        )
        context = {**(extra_context or {}), "can_cancel": can_cancel}
        return super().change_view(request, object_id, form_url, context)

    # --- Cancelling, from the list and from the page

    def get_urls(self) -> list[URLPattern]:
        cancel = path(
            "<path:object_id>/cancel/",
            self.admin_site.admin_view(self.cancel_view),
            name="registrations_registration_cancel",
        )
        return [cancel, *super().get_urls()]

    def cancel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then cancel one registration."""
        if not self.has_cancel_permission(request):
            raise PermissionDenied
        registration = self.get_object(request, unquote(object_id))
        if registration is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if request.method == "POST":
            self._cancel(request, [registration])
            page = reverse("admin:registrations_registration_change", args=[registration.pk])
            return HttpResponseRedirect(page)
        return self._confirmation(request, [registration])

    @admin.action(description=gettext_lazy("Cancel the selected"), permissions=["cancel"])
    def cancel_selected(
        self, request: HttpRequest, queryset: QuerySet[Registration]
    ) -> HttpResponse | None:
        """Ask, then cancel each in a transaction of its own."""
        registrations = list(queryset.filter(cancelled_at__isnull=True))
        if not registrations:
            self.message_user(request, _("They are cancelled already."), messages.INFO)
            return None
        if "confirmed" not in request.POST:
            return self._confirmation(request, registrations)
        self._cancel(request, registrations)
        return None

    def _confirmation(
        self, request: HttpRequest, registrations: Sequence[Registration]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Cancel?"),
            "opts": self.opts,
            "registrations": registrations,
            "is_from_list": "action" in request.POST,
        }
        template = "admin/registrations/registration/cancel_confirmation.html"
        return TemplateResponse(request, template, context)

    def _cancel(self, request: HttpRequest, registrations: Sequence[Registration]) -> None:
        """At the desk, one after another; who is refused is named with the reason."""
        cancelled = 0
        for registration in registrations:
            if registration.is_cancelled:
                continue
            try:
                desk.cancel(registration=registration, staff=request.user)  # type: ignore[arg-type]
            except Refused as refusal:
                words = f"{registration}: {refusal.sentence}"
                self.message_user(request, words, messages.ERROR)
            else:
                cancelled += 1
        if cancelled:
            words = ngettext(
                "%(number)d registration is cancelled, its seats are free, and a letter is on"
                " its way.",
                "%(number)d registrations are cancelled, their seats are free, and letters are on"
                " their way.",
                cancelled,
            )
            self.message_user(request, words % {"number": cancelled}, messages.SUCCESS)


def _state_words(registration: Registration) -> str:
    if registration.is_cancelled:
        return pgettext("registration", "cancelled")
    return pgettext("registration", "accepted")


def _phone_in(typed: str) -> str:
    """The telephone `typed` is, as registrations keep them; empty when it is something else."""
    if not _TYPED_PHONE.fullmatch(typed.strip()):
        return ""
    try:
        return phones.normalised(typed)
    except ValidationError:
        return ""
