"""A session's page with its sign-up: `events` has the model, but must not know of the latter."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import revisions
from events.admin.meanwhile import SeesOthersChanges
from events.admin.programme import ProgrammeInline, add_pasted, moves_by
from events.admin.searched import AnnouncementsFoundByIt
from events.admin.sessions import WHEN, WHERE
from events.models import Announcement, Session
from events.programme import move_programme
from events.search import matching
from events.search.index import index_saved
from events.templatetags.announcements import when as period_of
from museumsite import moments
from museumsite.admin import colleague, moment_of_list
from registrations.admin.session_changes import SessionWithSignUpForm, follow_session
from registrations.admin.sign_up_words import seats_words
from registrations.models import Intake, Registration
from registrations.words import SignUp, sign_up_of

_SAVED = "saved_session"  # the attribute by which a request remembers what it has saved


def has_registrations(session: Session) -> bool:
    """Whether anybody ever signed up: then the session and its sign-up stay, for the record."""
    return Registration.objects.filter(intake__session=session).exists()


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
class SessionAdmin(AnnouncementsFoundByIt, SeesOthersChanges):
    named_as = "session"
    form = SessionWithSignUpForm
    autocomplete_fields = ["announcement"]
    fieldsets = [
        (None, {"fields": ["announcement", "title", "title_en"]}),
        (gettext_lazy("When"), {"fields": WHEN}),
        (gettext_lazy("Where"), {"fields": WHERE}),
        (gettext_lazy("Sign-up"), {"fields": ["how_sign_up_stands"]}),
        (gettext_lazy("If it will not be held"), {"fields": ["is_cancelled"]}),
    ]
    pasting: tuple[Any, dict[str, Any]] = (
        gettext_lazy("Programme as text"),
        {"fields": ["programme_lines"], "classes": ["collapse"]},
    )
    inlines = [ProgrammeInline]
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
        return period_of(session)

    @admin.display(description=gettext_lazy("sign-up"))
    def sign_up(self, session: Session) -> str:
        sign_up = _sign_up_in_list(session)
        if sign_up is None:
            return _("The session is cancelled") if session.is_cancelled else _("none on the site")
        return sign_up.words

    @admin.display(description=gettext_lazy("seats"))
    def seats(self, session: Session) -> str:
        sign_up = _sign_up_in_list(session)
        return seats_words(sign_up.facts) if sign_up else ""

    @admin.display(description=gettext_lazy("seats"))
    def seats_and_who(self, session: Session) -> SafeString | str:
        sign_up = _sign_up_in_list(session)
        if sign_up is None:
            return ""
        address = reverse("admin:registrations_registration_changelist")
        words = seats_words(sign_up.facts)
        return format_html('<a href="{}?intake={}">{}</a>', address, sign_up.intake.pk, words)

    @admin.display(description=gettext_lazy("deadline"), ordering="intake__closes_at")
    def deadline(self, session: Session) -> str:
        sign_up = _sign_up_in_list(session)
        return sign_up.deadline_words if sign_up else ""

    # --- The page of one

    @admin.display(description=gettext_lazy("now"))
    def how_sign_up_stands(self, session: Session) -> str:
        """In words: the state, the deadline, the seats."""
        if not session.pk:
            return _("It is set up once this page is saved.")
        intake = _intake_of(session)
        if intake is None:
            return _("Nobody can sign up on the site.")
        sign_up = sign_up_of(intake, moments.now())
        return f"{sign_up.words}; {sign_up.deadline_words}; {seats_words(sign_up.facts)}"

    @admin.display(description=gettext_lazy("now"))
    def sign_up_and_way(self, session: Session) -> SafeString:
        """The same, and the way to the page of its rules, or to the one where they are set up."""
        intake = _intake_of(session)
        if intake is not None:
            address = reverse("admin:registrations_intake_change", args=[intake.pk])
            link = _("Sign-up: rules, seats, questions")
        else:
            address = f"{reverse('admin:registrations_intake_add')}?session={session.pk}"
            link = _("Set up sign-up for this session")
        words = self.how_sign_up_stands(session)
        return format_html('{}<br><a href="{}">{}</a>', words, address, link)

    def get_fieldsets(self, request: HttpRequest, obj: Session | None = None) -> Any:
        """With the way to the sign-up for those who may go it, and a word to the others."""
        fieldsets = [(name, dict(options)) for name, options in super().get_fieldsets(request, obj)]
        sign_up = next(options for _name, options in fieldsets if _is_about_sign_up(options))
        if request.user.has_perm("events.add_programmeitem") and _may_save(self, request, obj):
            fieldsets.append(self.pasting)
        if obj is None:
            return fieldsets
        if _may_run(request, obj):
            sign_up["fields"] = ["sign_up_and_way"]
        elif _intake_of(obj) is None:
            sign_up["description"] = _("A registrar can set it up here.")
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Session | None = None) -> list[str]:
        """Another clock moves the deadline: that is for those who answer for the deadline."""
        may_move = request.user.has_perm("registrations.change_intake")
        shown = ["how_sign_up_stands", "sign_up_and_way"]
        return shown if may_move or _intake_of(obj) is None else [*shown, "zone"]

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        may: bool = super().has_delete_permission(request, obj)
        return may and (obj is None or not has_registrations(obj))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What follows for those who have signed up comes after the session is committed."""
        response = super().changeform_view(request, *args, **kwargs)
        saved = request.__dict__.get(_SAVED)
        if saved is not None and response.status_code < 400:
            session, changed = saved
            follow_session(request, session, changed)
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        add_pasted(form)  # first: the search learns of all items at once
        super().save_related(request, form, formsets, change)

    def save_model(self, request: HttpRequest, obj: Session, form: Any, change: bool) -> None:
        left = Announcement.objects.filter(sessions=obj.pk).exclude(pk=obj.announcement_id).first()
        for page in filter(None, (left, obj.announcement)):
            revisions.record_before(page)
        if change:
            obj.note_move(obj.start_date - moves_by(form), at=moments.now())
        super().save_model(request, obj, form, change)
        for page in filter(None, (left, obj.announcement)):
            revisions.record(page, staff=colleague(request), note=revisions.Note.SESSION)
        if left is not None:
            index_saved(left)
        if change and move_programme(obj, by=moves_by(form)):
            messages.info(request, _("The programme has moved along with the session."))
        intake = Intake.objects.select_for_update().filter(session=obj).first()
        if intake is not None:
            # Nothing typed about the sign-up has changed, but its moments may have (rule 1).
            intake.session = obj
            intake.save()
        request.__dict__[_SAVED] = (obj, form.changed_data)


def _intake_of(session: Session | None) -> Intake | None:
    return getattr(session, "intake", None)


def _may_save(model_admin: SessionAdmin, request: HttpRequest, session: Session | None) -> bool:
    if session is None:
        return model_admin.has_add_permission(request)
    return model_admin.has_change_permission(request, session)


def _is_about_sign_up(options: dict[str, Any]) -> bool:
    return "how_sign_up_stands" in options["fields"]


def _may_run(request: HttpRequest, session: Session) -> bool:
    """Whether this colleague may see the sign-up's own page, or set one up."""
    if _intake_of(session) is None:
        return request.user.has_perm("registrations.add_intake")
    needed = ["registrations.view_intake", "registrations.view_registration"]
    return request.user.has_perms(needed)


def _sign_up_in_list(session: Session) -> SignUp | None:
    intake = _intake_of(session)
    return sign_up_of(intake, moment_of_list(session)) if intake else None
