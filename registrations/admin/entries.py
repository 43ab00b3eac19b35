"""Entering a registration by hand: somebody telephoned."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from museumsite import moments
from museumsite.admin import colleague
from museumsite.fields import LineField
from registrations import desk, refusals
from registrations.admin.deciding import page_of
from registrations.admin.decision_forms import REASON_LENGTH
from registrations.admin.filters import name_and_day
from registrations.admin.whole_form import form_page
from registrations.forms import SignUpForm
from registrations.models import ConsentText, Intake, Registration
from registrations.views.answers import SeeOther

_TEMPLATE = "admin/registrations/entry/enter.html"


class BeyondRulesForm(forms.Form):
    """The tick that opens what is shut, and the reason it asks for."""

    beyond_rules = forms.BooleanField(
        label=gettext_lazy("Over the limit or after the deadline"),
        help_text=gettext_lazy("Seats are given even if none are free or sign-up is closed."),
        required=False,
    )
    reason = LineField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Required with the tick. Stays in the history, with your name."),
        max_length=REASON_LENGTH,
        widget=AdminTextInputWidget,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        is_unexplained = cleaned.get("beyond_rules") and not cleaned.get("reason")
        if is_unexplained and "reason" not in self.errors:
            words = _("Say why: the reason stays in the history.")
            self.add_error("reason", ValidationError(words, code="no_reason"))
        return cleaned


def choose_page(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """For which session: those that are still to be held, the nearest first."""
    coming = Intake.objects.filter(
        session__ends_at__gt=moments.now(), session__is_cancelled=False
    ).select_related("session__announcement")
    context = {
        **site.each_context(request),
        "title": _("Enter a registration by hand"),
        "opts": Registration._meta,
        "choices": [
            (intake.pk, name_and_day(intake))
            for intake in coming.order_by("session__starts_at", "pk")
        ],
    }
    return TemplateResponse(request, "admin/registrations/entry/choose.html", context)


def enter_page(request: HttpRequest, site: admin.AdminSite, intake_id: int) -> HttpResponse:
    """The form of one session; what is sent goes to the desk in the colleague's name."""
    at = moments.now()
    intake = get_object_or_404(Intake.objects.for_pages(), pk=intake_id)
    is_sent = request.method == "POST"
    sent = (request.POST, request.FILES) if is_sent else ()
    form = SignUpForm(intake, ConsentText.objects.all_current(at), *sent, at=at, for_staff=True)
    is_checked = is_sent and not form.is_rearranged
    typed = {"beyond_rules": "beyond_rules" in request.POST, "reason": request.POST.get("reason")}
    beyond = BeyondRulesForm(request.POST) if is_checked else BeyondRulesForm(initial=typed)
    page: dict[str, Any] = {"title": _("Enter a registration by hand"), "beyond": beyond}
    if not is_sent:
        return form_page(request, site, form, _TEMPLATE, **page)
    try:
        form.keep_files()
        if form.is_rearranged:
            return form_page(request, site, form, _TEMPLATE, **page)
        submitted = _submitted(request, form, beyond)
    except refusals.Refused as refusal:
        return form_page(request, site, form, _TEMPLATE, refusal=refusal, **page)
    messages.success(request, _entered_words(submitted))
    return SeeOther(page_of(submitted.registration))


def _submitted(request: HttpRequest, form: SignUpForm, beyond: BeyondRulesForm) -> desk.Submitted:
    """What the desk made of it. Raises `Refused`, `Invalid` also for a tick without a reason."""
    is_explained = beyond.is_valid()
    # No address of a browser: it would be the colleague's.
    application = form.application(language=get_language() or "ru", address=None)
    if not is_explained:
        raise refusals.Invalid
    entry = desk.Entry(
        staff=colleague(request),
        reason=beyond.cleaned_data["reason"],
        beyond_rules=beyond.cleaned_data["beyond_rules"],
    )
    return desk.submit(intake=form.intake, application=application, entry=entry)


def _entered_words(submitted: desk.Submitted) -> str:
    if not submitted.is_new:
        return _("This form was sent already: here is what became of it.")
    return _(
        "The registration is entered, and a letter with the personal link is on its way. There is"
        " no consent yet: the person gives it on the personal page."
    )
