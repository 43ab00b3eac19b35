"""Sign-ups: a list of all, and one screen for each, where a registrar runs it.

The rules on the left are saved through the desk, which moves the waiting list up; what they
mean now stands on the right, in words.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Announcement, Session
from events.search import matching
from museumsite import moments, wording
from museumsite.admin import MuseumModelAdmin, colleague, moment_of_list
from registrations import desk
from registrations.admin.intake_form import IntakeForm, NewIntakeForm
from registrations.admin.intake_links import (
    registration_links,
    registrations_of,
    rule_links,
    screen_url,
    site_links,
)
from registrations.admin.intake_rules import fieldsets_of, new_fieldsets
from registrations.admin.intake_saving import save_rules
from registrations.admin.intake_screen import intake_now
from registrations.admin.rules_history import rules_history
from registrations.admin.sign_up_words import deadline_words, seats_words
from registrations.admin.untold import leave_untold_view, untold_of
from registrations.models import Intake, Participant, Registration
from registrations.refusals import Busy
from registrations.words import sign_up_of


class PeriodFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "period"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("now", gettext_lazy("its period runs now")),
            ("coming", gettext_lazy("the session is still to come")),
            ("past", gettext_lazy("the session is over")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Intake]) -> Any:
        at = moments.now()
        match self.value():
            case "now":
                return queryset.filter(pk__in=Intake.objects.within_period(at).values("pk"))
            case "coming":
                return queryset.filter(session__ends_at__gt=at)
            case "past":
                return queryset.filter(session__ends_at__lte=at)
        return queryset


@admin.register(Intake)
class IntakeAdmin(MuseumModelAdmin):
    add_form_template = "admin/registrations/intake/add_form.html"
    change_form_template = "admin/registrations/intake/screen.html"
    list_display = ["name", "when", "state", "seats", "pending", "deadline"]
    list_filter = [PeriodFilter]
    ordering = ["-session__starts_at", "-pk"]
    search_fields = ["session__title", "session__venue__city"]
    search_help_text = gettext_lazy("Words of the title, in any form, or the city.")
    actions = None

    # --- Who may: registrars; an editor is told how a sign-up stands on the session's page

    def has_view_permission(self, request: HttpRequest, obj: Intake | None = None) -> bool:
        may: bool = super().has_view_permission(request, obj)
        return may and request.user.has_perm("registrations.view_registration")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Intake | None = None) -> bool:
        """Until somebody has signed up: then it stays, for the record."""
        may: bool = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.registrations.exists())

    # --- The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Intake]:
        """With what each state depends on, in the one query of the list."""
        pending = (
            Registration.objects.living()
            .filter(intake=OuterRef("pk"), participants__seat=Participant.Seat.PENDING)
            .order_by()
            .values("intake")
            .annotate(number=Count("pk", distinct=True))
            .values("number")
        )
        return (
            Intake.objects.with_seats_taken()
            .select_related("session__announcement")
            .defer("session__announcement__body", "session__announcement__search_text")
            .annotate(pending_number=Coalesce(Subquery(pending), 0))
            .order_by(*self.ordering)
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the words of the announcement in any of their forms, and by the place."""
        found, _duplicates = super().get_search_results(request, queryset, search_term)
        if not search_term:
            return found, False
        announcements = matching(Announcement.objects.all(), search_term)
        by_words = Q(session__announcement__in=announcements.values("pk"))
        return queryset.filter(by_words | Q(pk__in=found.values("pk"))), False

    @admin.display(description=gettext_lazy("session"), ordering="session__announcement__title")
    def name(self, intake: Intake) -> str:
        return intake.session.name

    @admin.display(description=gettext_lazy("when"), ordering="session__starts_at")
    def when(self, intake: Intake) -> str:
        return wording.day(intake.session.start_date)

    @admin.display(description=gettext_lazy("sign-up"))
    def state(self, intake: Intake) -> str:
        return sign_up_of(intake, moment_of_list(intake)).words

    @admin.display(description=gettext_lazy("seats"))
    def seats(self, intake: Intake) -> SafeString:
        words = seats_words(intake.facts())
        return format_html('<a href="{}">{}</a>', registrations_of(intake), words)

    @admin.display(description=gettext_lazy("await a decision"), ordering="pending_number")
    def pending(self, intake: Intake) -> SafeString | str:
        number: int = intake.__dict__["pending_number"]
        if not number:
            return ""
        address = registrations_of(intake, standing="pending")
        return format_html('<a href="{}">{}</a>', address, number)

    @admin.display(description=gettext_lazy("deadline"), ordering="closes_at")
    def deadline(self, intake: Intake) -> str:
        return deadline_words(intake)

    # --- Setting one up: a plain save

    def get_form(
        self, request: HttpRequest, obj: Intake | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs.setdefault("form", IntakeForm if change else NewIntakeForm)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Intake | None = None) -> Any:
        return fieldsets_of(obj) if obj else new_fieldsets()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Open from today on, by the clock of the session that was chosen."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        key = str(initial.get("session", ""))
        session = Session.objects.filter(pk=key).first() if _is_key(key) else None
        if session is not None:
            initial["opens_date"] = moments.now().astimezone(session.zoneinfo).date()
        return initial

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "online_link":
            # The admin's own widget repeats the address above the field.
            kwargs["widget"] = AdminTextInputWidget(attrs={"type": "url"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Intake, post_url_continue: str | None = None
    ) -> HttpResponse:
        words = _("Sign-up is set up. Here are the rest of its rules.")
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(screen_url(obj))

    # --- The screen: saved through the desk

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        close = path(
            "<path:object_id>/close/",
            view(self.close_now_view),
            name="registrations_intake_close_now",
        )
        leave_untold = path(
            "<int:object_id>/leave-untold/",
            view(leave_untold_view),
            name="registrations_intake_leave_untold",
        )
        return [close, leave_untold, *super().get_urls()]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Adding is Django's; the desk opens a transaction of its own for every change."""
        if object_id is None:
            kwargs["extra_context"] = {"title": _("Set up sign-up")}
            return super().changeform_view(request, object_id, **kwargs)
        return self._screen(request, object_id)

    def _screen(self, request: HttpRequest, object_id: str) -> HttpResponse:
        intake = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, intake):
            raise PermissionDenied
        if intake is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]  # Django's own, without a stub
        may_change = self.has_change_permission(request, intake)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        form_class = self.get_form(
            request, intake, change=True, fields=flatten_fieldsets(fieldsets_of(intake))
        )
        typed = request.POST if request.method == "POST" else None
        form = form_class(typed, instance=intake)
        if typed is not None and form.is_valid() and save_rules(request, form):
            return HttpResponseRedirect(screen_url(intake))
        return self._show(request, object_id, form, may_change)

    def _show(
        self, request: HttpRequest, object_id: str, form: Any, may_change: bool
    ) -> HttpResponse:
        # Read anew: the form's own row already carries what was typed.
        intake = (
            self.get_queryset(request)
            .select_related("session__announcement")
            .get(pk=unquote(object_id))
        )
        fieldsets = fieldsets_of(intake, asks=getattr(form, "asks_before_saving", False))
        readonly = [] if may_change else flatten_fieldsets(fieldsets)
        adminform = AdminForm(form, fieldsets, {}, readonly, model_admin=self)
        now = intake_now(intake, moments.now())
        context = {
            **self.admin_site.each_context(request),
            "title": intake.session.name,
            "original": intake,
            "adminform": adminform,
            "errors": form.errors,
            "inline_admin_formsets": [],
            "is_nav_sidebar_enabled": False,  # two columns need the room
            "media": self.media + adminform.media,
            "may_change": may_change,
            "may_delete": self.has_delete_permission(request, intake),
            "now": now,
            "untold": untold_of(request, intake, now),
            "registration_links": registration_links(intake, now),
            "rule_links": rule_links(request, intake),
            "site_links": site_links(intake),
            "changes": rules_history(intake),
        }
        return self.render_change_form(request, context, change=True, obj=intake)

    def close_now_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The deadline is this minute, by the session's clock."""
        intake = self.get_object(request, unquote(object_id))
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if intake is None or not self.has_change_permission(request, intake):
            raise PermissionDenied
        local = moments.now().astimezone(ZoneInfo(intake.session.zone))
        intake.deadline_date = local.date()
        intake.deadline_time = local.time().replace(second=0, microsecond=0)
        try:
            intake.clean()
            desk.set_rules(
                intake=intake, fields=["deadline_date", "deadline_time"], staff=colleague(request)
            )
        except (ValidationError, IntegrityError):
            words = _("It cannot be closed at this minute. Type another deadline and save.")
            self.message_user(request, words, messages.ERROR)
        except Busy as busy:
            self.message_user(request, busy.sentence, messages.ERROR)
        else:
            words = _("Sign-up is closed. To open it again, type a later deadline and save.")
            self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(screen_url(intake))


def _is_key(value: str) -> bool:
    return value.isdecimal() and len(value) < 19
