"""Personal deadlines: who was given one, whether it was used, and the link to pass on."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST

from museumsite import moments, wording
from museumsite.admin import MuseumModelAdmin, colleague, moment_of_list
from museumsite.fields import LineField
from museumsite.wording import local_moment
from registrations import desk, letters, links
from registrations.admin.decision_forms import UntilForm
from registrations.admin.filters import SessionFilter, name_and_day
from registrations.admin.refusal_words import refusal_words
from registrations.models import Grace, Intake
from registrations.refusals import Refused
from registrations.views.answers import SeeOther

_JUST_GIVEN = "grace_just_given"  # in the colleague's own session: shown once, to nobody else


class IntakeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable
    def label_from_instance(self, obj: Any) -> str:
        return name_and_day(obj)


class GraceForm(UntilForm):
    """For whom, until when, why."""

    session = IntakeChoice(label=gettext_lazy("Session"), queryset=Intake.objects.none())
    for_whom = LineField(
        label=gettext_lazy("For whom"),
        help_text=gettext_lazy("A name, a museum: as you will know it in the list."),
        max_length=250,
        widget=AdminTextInputWidget,
    )
    field_order = ["session", "for_whom", "until_date", "until_time", "reason"]

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = Intake.objects.filter(session__ends_at__gt=at, session__is_cancelled=False)
        choices: Any = self.fields["session"]
        choices.queryset = coming.select_related("session__announcement").order_by(
            "session__starts_at", "pk"
        )

    def clean(self) -> dict[str, Any]:
        """The day and the time are by the clock of the chosen session."""
        intake = self.cleaned_data.get("session")
        if intake is None:
            return self.cleaned_data
        self.intake = intake
        return super().clean()


class SessionOfGraces(SessionFilter):
    """Under the name that Django gives to the column in an address."""

    parameter_name = "intake__id__exact"


@admin.register(Grace)
class GraceAdmin(MuseumModelAdmin):
    fields = readonly_fields = ("for_whom", "of_session", "until_words", "state", "reason", "given")
    list_display = ("for_whom", "of_session", "until_words", "state", "given")
    list_filter = [SessionOfGraces]
    search_fields = ["for_whom", "reason"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Grace]:
        found: QuerySet[Grace] = super().get_queryset(request)
        return found.select_related("intake__session__announcement", "given_by", "registration")

    def get_urls(self) -> list[URLPattern]:
        link = path(
            "<int:pk>/link/",
            self.admin_site.admin_view(require_POST(self.link_view)),
            name="registrations_grace_link",
        )
        return [link, *super().get_urls()]

    # --- What is read

    @admin.display(description=gettext_lazy("session"), ordering="intake__session__starts_at")
    def of_session(self, grace: Grace) -> str:
        return name_and_day(grace.intake)

    @admin.display(description=gettext_lazy("until"), ordering="until")
    def until_words(self, grace: Grace) -> str:
        if grace.until_time is None:
            return _("%(day)s inclusive") % {"day": wording.day(grace.until_date)}
        return local_moment(grace.until, grace.intake.session.zone)

    @admin.display(description=gettext_lazy("state"), ordering="registration")
    def state(self, grace: Grace) -> SafeString | str:
        if grace.registration is not None:
            address = reverse(
                "admin:registrations_registration_change", args=[grace.registration_id]
            )
            return format_html('<a href="{}">{}</a>', address, _("used"))
        at = moment_of_list(grace) if "listed_at" in grace.__dict__ else moments.now()
        return _("not used yet") if at < grace.until else _("ran out unused")

    @admin.display(description=gettext_lazy("given"), ordering="given_at")
    def given(self, grace: Grace) -> str:
        name = grace.given_by.get_full_name() or grace.given_by.get_username()
        moment = local_moment(grace.given_at, grace.intake.session.zone)
        return f"{moment}, {name}"

    # --- Giving one, and the link

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Give one at the desk; then its page shows the link, once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        typed = request.POST if request.method == "POST" else None
        form = GraceForm(typed, at=moments.now(), initial={"session": _listed_session(request)})
        refusal = ""
        if typed is not None and form.is_valid():
            try:
                grace = self._give(request, form)
            except Refused as refused:
                refusal = refusal_words(refused)
            else:
                request.session[_JUST_GIVEN] = grace.pk
                return SeeOther(reverse("admin:registrations_grace_change", args=[grace.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Give a personal deadline"),
            "opts": self.opts,
            "form": form,
            "refusal": refusal,
        }
        status = 422 if form.errors or refusal else 200
        template = "admin/registrations/grace/give.html"
        return TemplateResponse(request, template, context, status=status)

    def _give(self, request: HttpRequest, form: GraceForm) -> Grace:
        typed = form.cleaned_data
        return desk.give_grace(
            intake=typed["session"],
            for_whom=typed["for_whom"],
            until_date=typed["until_date"],
            until_time=typed["until_time"],
            reason=typed["reason"],
            staff=colleague(request),
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        grace: Grace | None = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if grace is not None and self.has_add_permission(request):
            is_new = request.session.get(_JUST_GIVEN) == grace.pk
            if is_new:
                del request.session[_JUST_GIVEN]
            context["link"] = _link_of(grace) if is_new else ""
            context["can_show_link"] = not is_new and _is_usable(grace)
        return super().change_view(request, object_id, form_url, context)

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The link once more, for who may give one; nothing changes by it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        address = reverse("admin:registrations_grace_change", args=[pk])
        grace: Grace | None = self.get_object(request, str(pk))
        if grace is None or not _is_usable(grace):
            messages.info(request, _("This personal deadline is used or has run out."))
        else:
            request.session[_JUST_GIVEN] = grace.pk
        return SeeOther(address)


def _listed_session(request: HttpRequest) -> str:
    """The session to which the list was narrowed, from which a colleague came here."""
    filters = QueryDict(request.GET.get("_changelist_filters", ""))
    return filters.get(SessionOfGraces.parameter_name, "")


def _is_usable(grace: Grace) -> bool:
    return grace.registration_id is None and moments.now() < grace.until


def _link_of(grace: Grace) -> str:
    """The whole address, in Russian: whoever gets it may change the language there."""
    secret = links.secret_for(grace.link_seed, grace.secret_hash)
    with override("ru"):
        return letters.absolute(reverse("registrations:graced", args=[secret]))
