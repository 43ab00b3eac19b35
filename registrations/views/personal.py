"""The participant's pages behind the secret link (see also `secret_pages.py`)."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from museumsite import moments
from registrations import desk, links, refusals
from registrations.models import Registration
from registrations.views.answers import JUST_SUBMITTED, SeeOther, with_retry_after
from registrations.words import sign_up_of


@require_safe
def personal(request: HttpRequest, secret: str) -> HttpResponse:
    """What was signed up, for whoever holds the secret link."""
    registration = _registration_behind(secret)
    return _page_of(request, registration, secret)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask, then cancel: mail scanners follow links, so nothing changes by GET."""
    registration = _registration_behind(secret)
    if request.method != "POST":
        return _page_of(request, registration, secret, template="registrations/cancel.html")
    try:
        desk.cancel(registration=registration)
    except refusals.Refused as refusal:
        return _page_of(
            request,
            registration,
            secret,
            template="registrations/cancel.html",
            refusal=refusal,
        )
    return SeeOther(reverse("registrations:personal", args=[secret]))


@require_POST
def withdraw(request: HttpRequest, secret: str) -> HttpResponse:
    """One button, and the data are gone (rule 8)."""
    registration = _registration_behind(secret)
    try:
        desk.withdraw_consent(registration=registration)
    except refusals.Refused as refusal:
        return _page_of(request, registration, secret, refusal=refusal)
    return SeeOther(reverse("registrations:personal", args=[secret]))


def _page_of(
    request: HttpRequest,
    registration: Registration,
    secret: str,
    *,
    template: str = "registrations/personal.html",
    refusal: refusals.Refused | None = None,
) -> HttpResponse:
    """A page about one registration."""
    at = moments.now()
    intake = registration.intake
    session = intake.session
    notices = list(messages.get_messages(request))
    context = {
        "at": at,
        "registration": registration,
        "participants": list(registration.participants.all()),
        "consent": registration.consents.select_related("text").first(),
        "session": session,
        "announcement": session.announcement,
        "contact": session.announcement.contact,
        "sign_up": sign_up_of(intake, at),
        "is_new": any(JUST_SUBMITTED in notice.tags for notice in notices),
        "messages": [notice for notice in notices if JUST_SUBMITTED not in notice.tags],
        "can_cancel": desk.may_cancel(registration, session, at),
        "cancel_url": reverse("registrations:cancel", args=[secret]),
        "withdraw_url": reverse("registrations:withdraw", args=[secret]),
        "personal_url": reverse("registrations:personal", args=[secret]),
        "form_url": intake.get_absolute_url(),
        "refusal": refusal,
        "outcome": refusal.outcome if refusal else "",
    }
    status = refusal.status if refusal else HTTPStatus.OK
    response = render(request, template, context, status=status)
    return with_retry_after(response, refusal)


def _registration_behind(secret: str) -> Registration:
    """The registration a secret link opens; raises `Http404`, always the same, for any other."""
    found = (
        Registration.objects.filter(secret_hash=links.hash_of(secret))
        .select_related(
            "intake__session__announcement__contact__organisation",
            "intake__session__venue",
        )
        .first()
    )
    if found is None:
        raise Http404
    return found
