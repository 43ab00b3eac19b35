"""The correction form, behind the secret link."""

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from museumsite import moments
from museumsite.proxies import client_address
from registrations import desk, floods, refusals
from registrations.beforehand import limit_words, names_words, said_before_sending
from registrations.forms import CorrectionForm
from registrations.holders import Holder
from registrations.models import Intake
from registrations.views.answers import SeeOther, with_retry_after
from registrations.views.doors import by_contacts_link
from registrations.words import sign_up_of


@require_http_methods(["GET", "HEAD", "POST"])
@by_contacts_link
def correct(request: HttpRequest, holder: Holder) -> HttpResponseBase:
    """Correct what was signed up, add people, take them off."""
    at = moments.now()
    intake = Intake.objects.for_pages().get(pk=holder.registration.intake_id)
    may_correct = desk.may_correct(holder.registration, intake, at)
    form = _form(request, holder, intake, at)
    if request.method != "POST":
        return _page(request, holder, form, may_correct=may_correct)
    if not may_correct:
        return _page(request, holder, form, refusals.NotNow(), may_correct=False)
    try:
        floods.admit_files(client_address(request), request.FILES)
        form.keep_files()
        if form.is_rearranged:
            return _page(request, holder, form)
        try:
            return _corrected(request, holder, form)
        except refusals.Outdated:  # perhaps this very form, sent a moment ago: look once more
            form = _form(request, holder, intake, at)
            form.keep_files()
            return _corrected(request, holder, form)
    except refusals.Refused as refusal:
        return _page(request, holder, form, refusal)


@by_contacts_link
def without_cookie(request: HttpRequest, holder: Holder) -> HttpResponseBase:
    """The form comes back filled in: its browser did not send the cookie that protects it."""
    at = moments.now()
    intake = Intake.objects.for_pages().get(pk=holder.registration.intake_id)
    may_correct = desk.may_correct(holder.registration, intake, at)
    form = _form(request, holder, intake, at)
    return _page(request, holder, form, refusals.NoCookie(), may_correct=may_correct)


def _corrected(request: HttpRequest, holder: Holder, form: CorrectionForm) -> HttpResponse:
    """Take the form to the desk, unless all is already so. Raises `Refused`."""
    correction = form.correction()
    if form.changes(correction):
        desk.correct(registration=form.registration, correction=correction)
    messages.success(request, _("What you corrected is saved."))
    return SeeOther(holder.url("personal"))


def _form(request: HttpRequest, holder: Holder, intake: Intake, at: datetime) -> CorrectionForm:
    if request.method != "POST":
        return CorrectionForm(holder.registration, intake, at=at)
    return CorrectionForm(holder.registration, intake, request.POST, request.FILES, at=at)


def _page(
    request: HttpRequest,
    holder: Holder,
    form: CorrectionForm,
    refusal: refusals.Refused | None = None,
    *,
    may_correct: bool = True,
) -> HttpResponse:
    """The form as it stands, with what happened to it above."""
    intake = form.intake
    if refusal:
        intake = Intake.objects.for_pages().get(pk=intake.pk)
        form.look_again(intake)
        form.complain_of(refusal)
    sign_up = sign_up_of(intake, moments.now())
    session = intake.session
    is_filled = request.method == "POST"
    context = {
        "intake": intake,
        "session": session,
        "announcement": session.announcement,
        "contact": session.announcement.contact,
        "registration": holder.registration,
        "sign_up": sign_up,
        "form": form,
        "beforehand": said_before_sending(sign_up) if form.can_add else [],
        "limits": limit_words(intake),
        "names_words": names_words(sign_up),
        "refusal": refusal,
        "outcome": refusal.outcome if refusal else "",
        "can_submit": may_correct and (refusal is None or refusal.may_try_again),
        "is_filled": is_filled,
        "personal_url": holder.url("personal"),
    }
    status = refusal.status if refusal else HTTPStatus.OK
    response = render(request, "registrations/correct.html", context, status=status)
    return with_retry_after(response, refusal)
