"""A session's page with its sign-up: `events` has the model, but must not know of the latter."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.sessions import WHEN, WHERE, SessionForm
from events.models import Announcement, Session
from events.search import matching
from museumsite import moments, wording
from museumsite.admin import MuseumModelAdmin, TidyForms, moment_of_list
from registrations.models import Intake, Registration
from registrations.words import SignUp, sign_up_of

# What letters already sent say of a session.
TOLD_IN_LETTERS = {"start_date", "start_time", "end_date", "end_time", "zone", "mode", "venue"}


def seats_words(sign_up: SignUp) -> str:
    """«занято 12, осталось 38», «занято 12 без ограничения»."""
    values = {"taken": sign_up.facts.taken, "left": sign_up.seats_left}
    if sign_up.seats_left is None:
        return _("%(taken)d taken, no limit") % values
    return _("%(taken)d taken, %(left)d left") % values


def has_registrations(session: Session) -> bool:
    """Whether anybody ever signed up: then the session and its sign-up stay, for the record."""
    return Registration.objects.filter(intake__session=session).exists()


class IntakeInline(TidyForms, admin.StackedInline):  # type: ignore[type-arg]  # not subscriptable
    model = Intake
    view_on_site = False
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "state",
                    ("opens_date", "opens_time"),
                    ("deadline_date", "deadline_time"),
                    "capacity",
                    "participants_limit",
                ],
                "description": gettext_lazy(
                    "All dates and times are by the session's clock, named above."
                    " Leave all this empty when nobody signs up here."
                ),
            },
        )
    ]
    readonly_fields = ["state"]

    def get_extra(self, request: HttpRequest, obj: Session | None = None, **kwargs: Any) -> int:
        """One to fill in for those who may: Django offers the only one there can be to all."""
        return int(self.has_add_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        may: bool = super().has_delete_permission(request, obj)
        return may and (obj is None or not has_registrations(obj))

    @admin.display(description=gettext_lazy("now"))
    def state(self, intake: Intake) -> str:
        if not intake.pk:
            return _("Nobody can sign up on the site.")
        sign_up = sign_up_of(intake, moments.now())
        return f"{sign_up.words}; {seats_words(sign_up)}"


class WhenFilter(admin.SimpleListFilter):
    title = gettext_lazy("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("coming", gettext_lazy("coming")), ("past", gettext_lazy("past"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> Any:
        at = moments.now()
        match self.value():
            case "coming":
                return queryset.filter(ends_at__gt=at)
            case "past":
                return queryset.filter(ends_at__lte=at)
        return queryset


class SignUpFilter(admin.SimpleListFilter):
    title = gettext_lazy("sign-up")
    parameter_name = "sign_up"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("now", gettext_lazy("its period runs now")),
            ("not_now", gettext_lazy("not begun yet or over")),
            ("none", gettext_lazy("none on the site")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> Any:
        within_period = Intake.objects.within_period(moments.now())
        match self.value():
            case "now":
                return queryset.filter(intake__in=within_period)
            case "not_now":
                return queryset.filter(intake__isnull=False).exclude(intake__in=within_period)
            case "none":
                return queryset.filter(intake__isnull=True)
        return queryset


@admin.register(Session)
class SessionAdmin(MuseumModelAdmin):
    form = SessionForm
    inlines = [IntakeInline]
    autocomplete_fields = ["announcement"]
    fieldsets = [
        (None, {"fields": ["announcement", "title"]}),
        (gettext_lazy("When"), {"fields": WHEN}),
        (gettext_lazy("Where"), {"fields": WHERE}),
        (gettext_lazy("If it will not be held"), {"fields": ["is_cancelled"]}),
    ]
    list_display = ["name", "when", "sign_up", "seats", "deadline"]
    list_filter = [WhenFilter, SignUpFilter, "is_cancelled", "mode"]
    ordering = ["-starts_at", "-pk"]
    search_fields = ["title", "venue__name", "venue__city"]
    search_help_text = gettext_lazy("Words of the title, in any form, the venue or the city.")

    # --- The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """With what the state of each sign-up depends on, in two queries for any number."""
        intakes = Intake.objects.with_seats_taken()
        return (
            super()
            .get_queryset(request)
            .select_related("announcement", "venue")
            .defer("announcement__body", "announcement__search_text")
            .prefetch_related(Prefetch("intake", intakes))
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the words of the announcement in any of their forms, and by the place."""
        found, _duplicates = super().get_search_results(request, queryset, search_term)
        if not search_term:
            return found, False
        announcements = matching(Announcement.objects.all(), search_term)
        by_words = Q(announcement__in=announcements.values("pk"))
        return queryset.filter(by_words | Q(pk__in=found.values("pk"))), False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """How many have signed up everybody may see; who, is a link for those who may."""
        if request.user.has_perm("registrations.view_registration"):
            return ["seats_and_who" if name == "seats" else name for name in self.list_display]
        return list(self.list_display)

    @admin.display(description=gettext_lazy("session"), ordering="announcement__title")
    def name(self, session: Session) -> str:
        return session.name

    @admin.display(description=gettext_lazy("when"), ordering="starts_at")
    def when(self, session: Session) -> str:
        return wording.period(
            session.start_date,
            session.start_time,
            session.last_date,
            session.end_time,
            session.zone,
            session.starts_at,
        )

    @admin.display(description=gettext_lazy("sign-up"))
    def sign_up(self, session: Session) -> str:
        sign_up = _sign_up_in_list(session)
        if sign_up is None:
            return _("The session is cancelled") if session.is_cancelled else _("none on the site")
        return sign_up.words

    @admin.display(description=gettext_lazy("seats"))
    def seats(self, session: Session) -> str:
        sign_up = _sign_up_in_list(session)
        return seats_words(sign_up) if sign_up else ""

    @admin.display(description=gettext_lazy("seats"))
    def seats_and_who(self, session: Session) -> SafeString | str:
        sign_up = _sign_up_in_list(session)
        if sign_up is None:
            return ""
        address = reverse("admin:registrations_registration_changelist")
        words = seats_words(sign_up)
        return format_html('<a href="{}?intake={}">{}</a>', address, sign_up.intake.pk, words)

    @admin.display(description=gettext_lazy("deadline"), ordering="intake__closes_at")
    def deadline(self, session: Session) -> str:
        sign_up = _sign_up_in_list(session)
        return sign_up.deadline_words if sign_up else ""

    # --- The page of one

    def get_inline_instances(self, request: HttpRequest, obj: Session | None = None) -> list[Any]:
        return (
            []
            if _is_anothers_to_set_up(request, obj)
            else super().get_inline_instances(request, obj)
        )

    def get_fieldsets(self, request: HttpRequest, obj: Session | None = None) -> Any:
        """With a word about the sign-up to those who see none and cannot set one up."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if _is_anothers_to_set_up(request, obj):
            words = _("Nobody can sign up for it on the site. A registrar can set that up here.")
            fieldsets.append((_("Sign-up"), {"fields": [], "description": words}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Session | None = None) -> list[str]:
        """Another clock moves the deadline: that is for those who answer for the deadline."""
        may_move = request.user.has_perm("registrations.change_intake")
        return [] if may_move or _intake_of(obj) is None else ["zone"]

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        may: bool = super().has_delete_permission(request, obj)
        return may and (obj is None or not has_registrations(obj))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        session: Session = form.instance
        intake = Intake.objects.filter(session=session).first()
        if intake is None:
            return
        intake.session = session
        if intake.derived_in_zone != session.zone:
            # Nothing typed about the sign-up has changed, but its moments have (rule 1).
            intake.save()
        for level, words in _warnings(intake, form.changed_data):
            self.message_user(request, words, level)


def _intake_of(session: Session | None) -> Intake | None:
    return getattr(session, "intake", None)


def _is_anothers_to_set_up(request: HttpRequest, session: Session | None) -> bool:
    may_set_up = request.user.has_perm("registrations.add_intake")
    return not may_set_up and _intake_of(session) is None


def _sign_up_in_list(session: Session) -> SignUp | None:
    intake = _intake_of(session)
    return sign_up_of(intake, moment_of_list(session)) if intake else None


def _warnings(intake: Intake, changed: list[str]) -> list[tuple[int, str]]:
    """What staff may not have meant, or have to do themselves now."""
    taken = intake.count_seats_taken()
    warnings = []
    if intake.capacity is not None and taken > intake.capacity:
        words = _(
            "%(taken)d seats are taken already, more than the limit of %(capacity)d. Nobody"
            " loses a seat; new registrations are refused until enough people cancel."
        )
        values = {"taken": taken, "capacity": intake.capacity}
        warnings.append((messages.WARNING, words % values))
    if "is_cancelled" in changed and intake.session.is_cancelled and taken:
        words = _(
            "Sign-up has stopped. The site does not write to those who have signed up"
            " (participants: %(taken)d): please tell them yourselves."
        )
        warnings.append((messages.WARNING, words % {"taken": taken}))
    if taken and not TOLD_IN_LETTERS.isdisjoint(changed):
        words = _(
            "Time or place has changed. The site does not write to those who have signed up"
            " (participants: %(taken)d): please tell them yourselves."
        )
        warnings.append((messages.WARNING, words % {"taken": taken}))
    return warnings
