"""The site's own forms, filled in by a colleague at the telephone, on a page of the admin."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from museumsite import moments
from registrations import refusals
from registrations.admin.refusal_words import refusal_words
from registrations.admin.sign_up_words import heading, seats_words
from registrations.beforehand import limit_words, names_words
from registrations.forms import CorrectionForm, SignUpForm
from registrations.models import Intake, Registration
from registrations.words import sign_up_of

# What the tick «over the limit or after the deadline» opens.
_ABOUT_RULES = (refusals.Late, refusals.Early, refusals.Full, refusals.MuseumFull)


def form_page(
    request: HttpRequest,
    site: admin.AdminSite,
    form: SignUpForm | CorrectionForm,
    template: str,
    *,
    refusal: refusals.Refused | None = None,
    **context: Any,
) -> HttpResponse:
    """The form as it stands, what the sign-up is now, and what was refused, above it."""
    intake = form.intake
    if refusal:
        # Seats may have gone meanwhile: show what is left now.
        intake = Intake.objects.for_pages().get(pk=intake.pk)
        form.look_again(intake)
        form.complain_of(refusal)
    sign_up = sign_up_of(intake, moments.now())
    page = {
        **site.each_context(request),
        "opts": Registration._meta,
        "intake": intake,
        "session": intake.session,
        "form": form,
        "limits": limit_words(intake),
        "names_words": names_words(sign_up),
        "now": f"{heading(sign_up.state)}; {seats_words(sign_up.facts)}",
        "refusal": refusal,
        "refusal_words": _words(refusal) if refusal else "",
        "can_submit": True,
        **context,
    }
    status = HTTPStatus(refusal.status) if refusal else HTTPStatus.OK
    response = TemplateResponse(request, template, page, status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def _words(refusal: refusals.Refused) -> str:
    if isinstance(refusal, _ABOUT_RULES):
        hint = _("If it is to be accepted all the same, tick the box at the end and say why.")
        return f"{refusal_words(refusal)} {hint}"
    return refusal_words(refusal)
