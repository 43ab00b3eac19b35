"""The buttons of a personal page: each asks the desk for one step, and twice is once."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from museumsite import moments
from museumsite.proxies import client_address
from registrations import desk, links, refusals
from registrations.holders import Holder
from registrations.models import ConsentText, Participant, Purpose
from registrations.views.answers import SeeOther
from registrations.views.doors import by_contacts_link, by_secret_link
from registrations.views.personal import done, page_of


@require_POST
@by_contacts_link
def accept_offer(request: HttpRequest, holder: Holder) -> HttpResponse:
    """«Занять место»."""
    registration = holder.registration
    return done(request, holder, lambda: desk.accept_offer(registration=registration))


@require_POST
@by_contacts_link
def turn_down_offer(request: HttpRequest, holder: Holder) -> HttpResponse:
    """«Отказаться»: the seat goes on to the next."""
    registration = holder.registration
    return done(request, holder, lambda: desk.turn_down_offer(registration=registration))


@require_POST
@by_contacts_link
def attend_online(request: HttpRequest, holder: Holder) -> HttpResponse:
    """«Участвовать онлайн»: those who wait for the hall take places online."""
    registration, mode = holder.registration, Participant.Mode.ONLINE
    return done(request, holder, lambda: desk.switch(registration=registration, mode=mode))


@require_http_methods(["GET", "HEAD", "POST"])
@by_contacts_link
def confirm_address(request: HttpRequest, holder: Holder, code: str) -> HttpResponse:
    """The personal page as a letter leads to it: only here the address can be confirmed."""
    registration = holder.registration
    if not links.is_address_code(code, registration.link_seed, registration.email):
        return SeeOther(holder.url("personal"))  # the letter went to an address since corrected
    if request.method != "POST":
        return page_of(request, holder, confirm_url=holder.url("confirm_address", code))
    return done(request, holder, lambda: desk.confirm_address(registration=registration))


@require_POST
@by_secret_link
def give_consent(request: HttpRequest, holder: Holder, purpose: str) -> HttpResponse:
    """Agree to the text that was shown; another version meanwhile is shown again first.

    To the processing agree here, with a box that is never ticked before, participants, and the
    contact person for whom a colleague has typed the form: others have agreed in the form.
    """
    has_agreed = holder.participant is None and holder.consents().filter(purpose=purpose).exists()
    if has_agreed and purpose == Purpose.PROCESSING:
        raise Http404
    text = get_object_or_404(ConsentText, purpose=purpose, pk=_number(request.POST.get("text")))
    if text != ConsentText.objects.current(moments.now(), purpose):
        return page_of(request, holder, refusal=refusals.Outdated())
    if purpose == Purpose.PROCESSING and not request.POST.get("agree"):
        return page_of(request, holder, refusal=refusals.NotTicked())
    return done(
        request,
        holder,
        lambda: desk.give_consent(
            registration=holder.registration,
            participant=holder.participant,
            text=text,
            address=client_address(request),
        ),
        _("Your consent is recorded."),
    )


@require_POST
@by_secret_link
def withdraw_consent(request: HttpRequest, holder: Holder, purpose: str) -> HttpResponse:
    """No more photographs, or no more news; that to the processing is `withdraw`."""
    if purpose not in {Purpose.PHOTOGRAPHS, Purpose.NEWS}:
        raise Http404
    return done(
        request,
        holder,
        lambda: desk.withdraw_one_consent(
            registration=holder.registration, participant=holder.participant, purpose=purpose
        ),
        _("Your consent is withdrawn."),
    )


@require_POST
@by_secret_link
def withdraw(request: HttpRequest, holder: Holder) -> HttpResponse:
    """One button, and the data are gone (rule 8): the registration's, or the participant's own."""
    participant = holder.participant
    if participant is None:
        registration = holder.registration
        return done(request, holder, lambda: desk.withdraw_consent(registration=registration))
    answer = done(request, holder, lambda: desk.take_off_participant(participant=participant))
    if answer.status_code == HTTPStatus.SEE_OTHER:  # the link has just ceased to be
        return SeeOther(reverse("registrations:erased"))
    return answer


def _number(typed: str | None) -> int:
    """A key as a form sends it; 0, which is nobody's, for anything else."""
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
