"""The sign-up form."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from museumsite import moments
from museumsite.proxies import client_address
from registrations import desk, floods, refusals
from registrations.forms import SignUpForm
from registrations.models import ConsentText, Intake
from registrations.views.answers import (
    JUST_SUBMITTED,
    SeeOther,
    personal_address,
    with_retry_after,
)
from registrations.words import sign_up_of


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign up for one session."""
    at = moments.now()
    typed = request.POST if request.method == "POST" else None
    intake = get_object_or_404(Intake.objects.for_pages(), pk=pk)
    sign_up_form = SignUpForm(intake, ConsentText.objects.current(at), typed)
    if sign_up_form.sent_key is None and not intake.session.announcement.is_published(at):
        raise Http404  # only who had the form before may learn that it was taken down
    if typed is None:
        return _form_page(request, sign_up_form)
    address = client_address(request)
    try:
        floods.admit(address)
        if sign_up_form.is_rearranged:
            return _form_page(request, sign_up_form)
        application = _application(request, sign_up_form, address)
        submitted = desk.submit(intake=intake, application=application)
    except refusals.Refused as refusal:
        return _form_page(request, sign_up_form, refusal)
    except Intake.DoesNotExist as error:
        raise Http404 from error
    if submitted.is_new:
        messages.success(request, _("Your registration is accepted"), extra_tags=JUST_SUBMITTED)
    else:
        messages.info(
            request,
            _(
                "This form has been sent already, and your registration was accepted once."
                " To sign up somebody else, open the form anew."
            ),
        )
    return SeeOther(personal_address(submitted.registration))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its cookie: the sign-up form comes back filled in, others get a page."""
    match = request.resolver_match
    if match is None or match.view_name != "registrations:form":
        return render(request, "csrf_failure.html", status=HTTPStatus.FORBIDDEN)
    at = moments.now()
    intake = get_object_or_404(Intake.objects.for_pages().published(at), pk=match.kwargs["pk"])
    sign_up_form = SignUpForm(intake, ConsentText.objects.current(at), request.POST)
    refusal: refusals.Refused = refusals.NoCookie()
    try:
        floods.admit(client_address(request))
    except refusals.Refused as limited:
        refusal = limited
    return _form_page(request, sign_up_form, refusal)


def _form_page(
    request: HttpRequest, sign_up_form: SignUpForm, refusal: refusals.Refused | None = None
) -> HttpResponse:
    """The form as it stands, with what happened to it above."""
    intake = sign_up_form.intake
    if refusal:
        # Seats may have gone while we waited: show what is left now.
        intake = Intake.objects.for_pages().get(pk=intake.pk)
    sign_up = sign_up_of(intake, moments.now())
    session = intake.session
    can_submit = refusal.may_try_again if refusal else sign_up.is_open
    context = {
        "intake": intake,
        "session": session,
        "announcement": session.announcement,
        "contact": session.announcement.contact,
        "sign_up": sign_up,
        "form": sign_up_form.contact,
        "participants": sign_up_form.participants,
        "consent_text": sign_up_form.consent_text,
        "refusal": refusal,
        "outcome": refusal.outcome if refusal else "",
        "can_submit": can_submit,
        "is_filled": request.method == "POST",
    }
    status = refusal.status if refusal else HTTPStatus.OK
    response = render(request, "registrations/form.html", context, status=status)
    with_retry_after(response, refusal)
    # The empty form may be kept by the visitor's own browser: the back button then finds
    # what was typed. A page with somebody's data may not.
    response["Cache-Control"] = (
        "no-store, private" if request.method == "POST" else "no-cache, private"
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _application(
    request: HttpRequest, sign_up_form: SignUpForm, address: str | None
) -> desk.Application:
    """What the form says; raises `Refused`, first of all because the door is shut.

    Nobody should mend a form only to hear then that it is too late.
    """
    try:
        return sign_up_form.application(language=get_language() or "ru", address=address)
    except refusals.Refused as refusal:
        shut = refusals.for_state(sign_up_form.intake.state(moments.now()))
        raise shut or refusal from refusal
