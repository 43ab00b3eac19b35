"""Correcting a registration for somebody at the telephone: contact data, people, answers."""

from datetime import datetime

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from museumsite import moments
from museumsite.admin import colleague
from registrations import desk, refusals
from registrations.admin.deciding import page_of
from registrations.admin.refusal_words import refusal_words
from registrations.admin.whole_form import form_page
from registrations.forms import CorrectionForm
from registrations.models import Intake, Registration
from registrations.views.answers import SeeOther

_TEMPLATE = "admin/registrations/registration/correct.html"


def correct_page(
    request: HttpRequest, site: admin.AdminSite, registration: Registration
) -> HttpResponse:
    """The correction form; staff correct also after the moment until which participants may."""
    if registration.is_cancelled:
        messages.info(request, refusal_words(refusals.NotNow()))
        return SeeOther(page_of(registration))
    at = moments.now()
    form = _form(request, registration, at)
    if request.method != "POST":
        return _page(request, site, form)
    try:
        form.keep_files()
        if form.is_rearranged:
            return _page(request, site, form)
        _correct(request, form)
    except refusals.Outdated as refusal:
        # Another tab was faster: what was typed stays, over the people as they are now.
        fresh = _form(request, registration, at)
        return _page(request, site, fresh, refusal)
    except refusals.Refused as refusal:
        return _page(request, site, form, refusal)
    messages.success(request, _("What you corrected is saved."))
    return SeeOther(page_of(registration))


def _correct(request: HttpRequest, form: CorrectionForm) -> None:
    """Take it to the desk, unless all is already so. Raises `Refused`."""
    correction = form.correction()
    if form.changes(correction):
        desk.correct(
            registration=form.registration, correction=correction, staff=colleague(request)
        )


def _form(request: HttpRequest, registration: Registration, at: datetime) -> CorrectionForm:
    intake = Intake.objects.for_pages().get(pk=registration.intake_id)
    if request.method != "POST":
        return CorrectionForm(registration, intake, at=at)
    return CorrectionForm(registration, intake, request.POST, request.FILES, at=at)


def _page(
    request: HttpRequest,
    site: admin.AdminSite,
    form: CorrectionForm,
    refusal: refusals.Refused | None = None,
) -> HttpResponse:
    return form_page(
        request,
        site,
        form,
        _TEMPLATE,
        refusal=refusal,
        title=_("Correct the registration"),
        registration=form.registration,
        back=page_of(form.registration),
    )
