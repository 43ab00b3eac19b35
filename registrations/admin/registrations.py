"""Registrations: read here, changed at the desk alone (design.md, rule 3)."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from museumsite import moments
from museumsite.admin import MuseumModelAdmin
from registrations.admin import registration_list as columns
from registrations.admin import registration_page as page
from registrations.admin.deciding import decide, decide_many
from registrations.admin.decisions import APPROVE, CANCEL, DECLINE, Decision, decision_named
from registrations.admin.filters import MarkFilter, MatterFilter, SessionFilter, StandingFilter
from registrations.admin.inlines import (
    AnswerInline,
    ConsentInline,
    HistoryInline,
    LetterInline,
    ParticipantInline,
)
from registrations.admin.registration_urls import enter_address, urls_of
from registrations.models import Participant, Registration

_WAITING = Q(seat=Participant.Seat.WAITING)


@admin.register(Registration)
class RegistrationAdmin(MuseumModelAdmin):
    inlines = [ParticipantInline, AnswerInline, LetterInline, HistoryInline, ConsentInline]
    fieldsets = page.FIELDSETS
    readonly_fields = page.READ_ONLY
    list_display: list[Any] = [
        "museum",
        columns.contact,
        columns.session_and_day,
        columns.state,
        columns.submitted,
        columns.marks,
    ]
    list_filter = [StandingFilter, MarkFilter, SessionFilter, MatterFilter]
    search_fields = ["museum", "city", "contact_name", "participants__name", "email", "phone"]
    search_help_text = gettext_lazy(
        "Museum, city, contact person, participant, e-mail or telephone."
    )
    actions = ["approve_selected", "decline_selected", "cancel_selected"]

    # --- Who may: look, and act through the desk

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_desk_permission(self, request: HttpRequest) -> bool:
        """«Change» is the right to act at the desk: there is no form that changes a row."""
        return request.user.has_perm("registrations.change_registration")

    # --- The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return columns.RegistrationChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        """With the numbers of people and of the queue, counted apart: a join would multiply."""
        people = Participant.objects.filter(registration=OuterRef("pk")).order_by()
        numbers = people.values("registration").annotate(
            people=Count("pk"), first=Min("queue_number", filter=_WAITING)
        )
        found: QuerySet[Registration] = super().get_queryset(request)
        found = found.select_related("intake__session__announcement", "organisation", "entered_by")
        return found.annotate(
            people=Coalesce(Subquery(numbers.values("people")), 0),
            in_queue=Subquery(numbers.values("first")),
        ).prefetch_related("participants")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """In the list of one session every row would repeat its name."""
        is_of_one_session = bool(request.GET.get(SessionFilter.parameter_name))
        hidden = columns.session_and_day if is_of_one_session else None
        return [name for name in self.list_display if name is not hidden]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return columns.found_by(queryset, search_term.replace("\0", "")), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the way to enter one by hand, for the session the list is narrowed to."""
        context = dict(extra_context or {})
        if self.has_desk_permission(request):
            context["enter_address"] = enter_address(request.GET.get("intake", ""))
        return super().changelist_view(request, context)

    # --- The page of one

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the buttons of the desk, for those who may press them."""
        if self.has_desk_permission(request):
            context["buttons"] = page.buttons_of(context["original"], moments.now())
        return super().render_change_form(request, context, *args, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Registration | None) -> Any:
        """No table of answers where nothing was asked."""
        answered = obj is not None and obj.answers.exists()
        return [inline for inline in self.inlines if answered or inline is not AnswerInline]

    def get_urls(self) -> list[URLPattern]:
        return [*urls_of(self), *super().get_urls()]

    # --- Decisions, for one and for many

    def decide_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponseBase:
        """Ask about one decision, then make it at the desk."""
        decision = decision_named(name)
        if decision is None or not self.has_desk_permission(request):
            raise PermissionDenied
        registration = self.get_object(request, unquote(object_id))
        if registration is None:
            return self.no_such_registration(request, object_id)
        return decide(request, self.admin_site, registration, decision)

    def no_such_registration(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]  # Django's own, and not in its stubs

    @admin.action(description=gettext_lazy("Approve the selected"), permissions=["desk"])
    def approve_selected(
        self, request: HttpRequest, queryset: QuerySet[Registration]
    ) -> HttpResponse | None:
        return self._decide_many(request, queryset, APPROVE, "approve_selected")

    @admin.action(description=gettext_lazy("Decline the selected"), permissions=["desk"])
    def decline_selected(
        self, request: HttpRequest, queryset: QuerySet[Registration]
    ) -> HttpResponse | None:
        return self._decide_many(request, queryset, DECLINE, "decline_selected")

    @admin.action(description=gettext_lazy("Cancel the selected"), permissions=["desk"])
    def cancel_selected(
        self, request: HttpRequest, queryset: QuerySet[Registration]
    ) -> HttpResponse | None:
        return self._decide_many(request, queryset, CANCEL, "cancel_selected")

    def _decide_many(
        self,
        request: HttpRequest,
        queryset: QuerySet[Registration],
        decision: Decision,
        action: str,
    ) -> HttpResponse | None:
        """Ask, then decide about each of those the decision is open for.

        However the list is sorted, who came first is decided about first: seats may not be
        enough for all.
        """
        at = moments.now()
        registrations = [
            registration
            for registration in queryset.order_by("submitted_at", "pk")
            if decision.is_open(registration, columns.people_of(registration), at)
        ]
        if not registrations:
            words = _("There is nothing to decide about these registrations.")
            self.message_user(request, words, messages.INFO)
            return None
        return decide_many(request, self.admin_site, registrations, decision, action)
