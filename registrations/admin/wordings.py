"""The words of one intake's letters: a colleague's own in place of the default ones."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from museumsite.admin import MuseumModelAdmin
from museumsite.fields import LineField, LinesField
from registrations.admin.filters import name_and_day
from registrations.admin.shown_letters import ShownLetter, designed, in_rows
from registrations.letters.wording import check_placeholders, placeholders_of, preview
from registrations.models import Intake, Kind, LetterWording, Registration
from registrations.own_words import (
    LANGUAGES,
    WORDED_KINDS,
    default_words_in,
    example_registration,
    own_words,
    set_own_words,
    words_now,
)


class WordingForm(forms.Form):
    """Subject and text of one kind of letter; names in braces must be those it knows."""

    subject = LineField(label=gettext_lazy("Subject"), max_length=200, widget=AdminTextInputWidget)
    body = LinesField(
        label=gettext_lazy("Text"),
        max_length=10_000,
        widget=AdminTextareaWidget(attrs={"rows": 16}),
        help_text=gettext_lazy(
            "An empty line begins a new paragraph. A paragraph in which a name in braces has"
            " nothing to say is left out."
        ),
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_subject(self) -> str:
        return self._checked("subject")

    def clean_body(self) -> str:
        return self._checked("body")

    def _checked(self, name: str) -> str:
        typed: str = self.cleaned_data[name]
        check_placeholders(self.kind, typed)
        return typed


@dataclass(frozen=True)
class KindOfLetter:
    """A line of the list: one kind, and in which languages it has words of its own."""

    value: str
    label: str | Promise
    languages: list[tuple[str, str, bool]]  # code, name, whether the words are one's own


@admin.register(LetterWording)
class LetterWordingAdmin(MuseumModelAdmin):
    """Only pages under an intake: there is no list of all words of all intakes."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        of_intake = "intake/<int:intake_pk>/"
        return [
            path(of_intake, view(self.list_view), name="registrations_intake_wordings"),
            path(
                f"{of_intake}<slug:kind>/<slug:language>/",
                view(self.words_view),
                name="registrations_intake_wording",
            ),
        ]

    def list_view(self, request: HttpRequest, intake_pk: int) -> HttpResponse:
        """Each kind of letter, with «own words» or «by default» in each language."""
        self._require_permission(request)
        intake = _intake(intake_pk)
        own = set(intake.wordings.values_list("kind", "language"))
        kinds = [
            KindOfLetter(
                kind.value,
                kind.label,
                [(code, str(name), (kind.value, code) in own) for code, name in LANGUAGES],
            )
            for kind in WORDED_KINDS
        ]
        return self._page(request, "list", intake, kinds=kinds, title=_("Words of letters"))

    def words_view(
        self, request: HttpRequest, intake_pk: int, kind: str, language: str
    ) -> HttpResponse:
        """One kind in one language: look at it, say it otherwise, go back to the default words."""
        self._require_permission(request)
        intake = _intake(intake_pk)
        if kind not in WORDED_KINDS or language not in dict(LANGUAGES):
            raise Http404
        if "_default" in request.POST:
            return self._back_to_default(request, intake, kind, language)
        if request.method != "POST":
            subject, body = words_now(intake, kind, language)
            form = WordingForm(kind, initial={"subject": subject, "body": body})
            return self._words(request, intake, language, form, _shown(intake, language, form))
        form = WordingForm(kind, request.POST)
        if not form.is_valid():
            return self._words(request, intake, language, form, None)
        if "_save" in request.POST:
            set_own_words(intake, kind, language, **form.cleaned_data)
            self.message_user(request, _("The words are saved."), messages.SUCCESS)
            return HttpResponseRedirect(_list_of(intake))
        shown = _shown(intake, language, form)
        if "_html" in request.POST:
            return designed(shown)
        return self._words(request, intake, language, form, shown)

    def _back_to_default(
        self, request: HttpRequest, intake: Intake, kind: str, language: str
    ) -> HttpResponse:
        set_own_words(intake, kind, language, *default_words_in(kind, language))
        words = _("The letter has the default words again.")
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(_list_of(intake))

    def _words(
        self,
        request: HttpRequest,
        intake: Intake,
        language: str,
        form: WordingForm,
        shown: ShownLetter | None,
    ) -> HttpResponse:
        in_language = {"ru": _("%(letter)s, in Russian"), "en": _("%(letter)s, in English")}
        return self._page(
            request,
            "words",
            intake,
            title=in_language[language] % {"letter": capfirst(Kind(form.kind).label)},
            form=form,
            fieldsets=in_rows(form),
            placeholders=placeholders_of(form.kind),
            is_own=own_words(intake, form.kind, language) is not None,
            shown=shown,
            shown_language=language,
        )

    def _require_permission(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _page(
        self, request: HttpRequest, name: str, intake: Intake, **context: Any
    ) -> HttpResponse:
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "intake": intake,
            "session_words": name_and_day(intake),
            **context,
        }
        return TemplateResponse(request, f"admin/registrations/letterwording/{name}.html", page)


def _intake(pk: int) -> Intake:
    found = Intake.objects.select_related(
        "session__announcement__contact__organisation", "session__venue"
    )
    intake = found.filter(pk=pk).first() if pk < 2**63 else None
    if intake is None:
        raise Http404
    return intake


def _list_of(intake: Intake) -> str:
    return reverse("admin:registrations_intake_wordings", args=[intake.pk])


def _shown(intake: Intake, language: str, form: WordingForm) -> ShownLetter:
    """The letter with these words to the newest registration, or to an invented one."""
    newest: Registration | None = (
        intake.registrations.exclude(email="").order_by("-submitted_at", "-pk").first()
    )
    registration = newest or example_registration(intake, language)
    registration.intake = intake  # with the session it was loaded with
    values = form.cleaned_data if form.is_bound else form.initial
    words = preview(form.kind, registration, values["subject"], values["body"], language)
    return ShownLetter.of(words, registration.email)
