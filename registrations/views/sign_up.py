"""The sign-up form, by its public address or by somebody's personal link."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from museumsite import moments
from museumsite.proxies import client_address
from registrations import desk, floods, links, refusals
from registrations.beforehand import limit_words, names_words, said_before_sending
from registrations.forms import SignUpForm
from registrations.models import ConsentText, Grace, Intake
from registrations.views import correction
from registrations.views.answers import (
    JUST_SUBMITTED,
    SeeOther,
    personal_address,
    with_retry_after,
)
from registrations.views.doors import no_such_link
from registrations.words import sign_up_of


@dataclass(frozen=True)
class Visit:
    """Who asks for which form, when; with a grace, by a personal link."""

    request: HttpRequest
    intake: Intake
    at: datetime
    grace: Grace | None = None

    @property
    def is_sent(self) -> bool:
        return self.request.method == "POST"

    def form(self) -> SignUpForm:
        request, texts = self.request, ConsentText.objects.all_current(self.at)
        if not self.is_sent:
            return SignUpForm(self.intake, texts, at=self.at)
        return SignUpForm(self.intake, texts, request.POST, request.FILES, at=self.at)


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign up for one session."""
    at = moments.now()
    intake = get_object_or_404(Intake.objects.for_pages(), pk=pk)
    return _answer(Visit(request, intake, at))


@require_http_methods(["GET", "HEAD", "POST"])
def graced(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The same form for the holder of a personal link, for whom the deadline is another one."""
    at = moments.now()
    grace = _grace_behind(secret)
    if grace is None:
        return no_such_link(request)
    visit = Visit(request, Intake.objects.for_pages().get(pk=grace.intake_id), at, grace)
    if grace.registration_id and not visit.is_sent:
        return _page(visit, visit.form(), shut_words=refusals.GraceUsed().sentence)
    return _answer(visit)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form without its cookie: what was typed comes back, forms of one button get a page."""
    at = moments.now()
    match = request.resolver_match
    name = match.view_name if match else ""
    if match and name == "registrations:correct":
        return correction.without_cookie(request, **match.kwargs)
    grace = _grace_behind(match.kwargs["secret"]) if match and name == GRACED else None
    if match is None or not (grace or name == FORM):
        return render(request, "csrf_failure.html", status=HTTPStatus.FORBIDDEN)
    pk = grace.intake_id if grace else match.kwargs["pk"]
    intake = get_object_or_404(Intake.objects.for_pages().published(at), pk=pk)
    visit = Visit(request, intake, at, grace)
    refusal: refusals.Refused = refusals.NoCookie()
    try:
        floods.admit(client_address(request))
    except refusals.Refused as limited:
        refusal = limited
    return _page(visit, visit.form(), refusal)


FORM, GRACED = "registrations:form", "registrations:graced"


def _grace_behind(secret: str) -> Grace | None:
    return Grace.objects.filter(secret_hash=links.hash_of(secret)).first()


def _answer(visit: Visit) -> HttpResponseBase:
    """Show the form, or take it to the desk."""
    request, intake = visit.request, visit.intake
    sign_up_form = visit.form()
    if sign_up_form.sent_key is None and not intake.session.announcement.is_published(visit.at):
        raise Http404  # only who had the form before may learn that it was taken down
    if not visit.is_sent:
        return _page(visit, sign_up_form)
    try:
        submitted = _submitted(visit, sign_up_form)
    except refusals.Refused as refusal:
        return _page(visit, sign_up_form, refusal)
    except Intake.DoesNotExist as error:
        raise Http404 from error
    if submitted is None:
        return _page(visit, sign_up_form)
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


def _submitted(visit: Visit, sign_up_form: SignUpForm) -> desk.Submitted | None:
    """What the desk made of the form; None when a button only rearranged it.

    Raises `Refused`. That the door is shut comes first: nobody should mend a form only to hear
    then that it is too late.
    """
    address = client_address(visit.request)
    floods.admit(address)
    shut = refusals.for_state(sign_up_of(visit.intake, visit.at, visit.grace).state)
    if shut is None:
        floods.admit_files(address, visit.request.FILES)
        sign_up_form.keep_files()
    if sign_up_form.is_rearranged:
        return None
    try:
        application = sign_up_form.application(language=get_language() or "ru", address=address)
    except refusals.Refused as refusal:
        raise shut or refusal from refusal
    return desk.submit(intake=visit.intake, application=application, grace=visit.grace)


def _page(
    visit: Visit,
    sign_up_form: SignUpForm,
    refusal: refusals.Refused | None = None,
    *,
    shut_words: str = "",
) -> HttpResponse:
    """The form as it stands, with what happened to it above; or why this link has none."""
    intake = visit.intake
    if refusal:
        # Seats may have gone while we waited: show what is left now.
        intake = Intake.objects.for_pages().get(pk=intake.pk)
        sign_up_form.look_again(intake)
        sign_up_form.complain_of(refusal)
    sign_up = sign_up_of(intake, moments.now(), visit.grace)
    session = intake.session
    can_submit = sign_up.takes_forms and not shut_words
    context = {
        "intake": intake,
        "session": session,
        "announcement": session.announcement,
        "contact": session.announcement.contact,
        "sign_up": sign_up,
        "form": sign_up_form,
        "beforehand": said_before_sending(sign_up),
        "limits": limit_words(intake),
        "names_words": names_words(sign_up),
        "refusal": refusal,
        "outcome": refusal.outcome if refusal else "",
        "shut_words": shut_words,
        "can_submit": refusal.may_try_again if refusal else can_submit,
        "would_wait": (sign_up.must_wait and not intake.needs_approval)
        or isinstance(refusal, refusals.WouldWait),
        "is_filled": visit.is_sent,
    }
    status = refusal.status if refusal else HTTPStatus.OK
    response = render(visit.request, "registrations/form.html", context, status=status)
    with_retry_after(response, refusal)
    # The empty form may be kept by the visitor's own browser: the back button then finds
    # what was typed. A page with somebody's data may not.
    response["Cache-Control"] = "no-store, private" if visit.is_sent else "no-cache, private"
    response["X-Robots-Tag"] = "noindex"
    return response
