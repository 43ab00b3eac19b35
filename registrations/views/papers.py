"""What can be taken along from behind a secret link: tickets, letters, files, the calendar."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from museumsite import moments
from registrations import tickets
from registrations.downloads import download_of
from registrations.holders import Holder
from registrations.letters import hide_links
from registrations.letters.calendar import (
    PUBLISH,
    calendar_sequence,
    calendar_uid,
    session_calendar,
)
from registrations.models import Participant
from registrations.personal_page import has_calendar
from registrations.shown import delivery_words
from registrations.views.doors import by_secret_link


@require_safe
@by_secret_link
def ticket(request: HttpRequest, holder: Holder, pk: int) -> HttpResponse:
    """One participant's ticket, to be shown or printed."""
    return _tickets_page(request, holder, [_ticket_owner(holder, pk)])


@require_safe
@by_secret_link
def all_tickets(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Those of the whole delegation, to be printed at once, a sheet each."""
    session = holder.registration.intake.session
    owners = [
        person
        for person in holder.people()
        if tickets.has_ticket(person, holder.registration, session)
    ]
    if not owners:
        raise Http404
    return _tickets_page(request, holder, owners)


@require_safe
@by_secret_link
def ticket_picture(request: HttpRequest, holder: Holder, pk: int) -> HttpResponse:
    """The QR code of one ticket."""
    picture = tickets.qr_picture(_ticket_owner(holder, pk).ticket_code)
    return HttpResponse(picture, content_type="image/svg+xml")


@require_safe
@by_secret_link
def calendar(request: HttpRequest, holder: Holder) -> HttpResponse:
    """The entry for the holder's calendar; what letters bring later changes this very one."""
    registration, participant = holder.registration, holder.participant
    if not has_calendar(holder, list(holder.people()), moments.now()):
        raise Http404
    entry = session_calendar(
        registration.intake.session,
        uid=calendar_uid(registration, participant),
        # That of the latest letter: the next one has to have a larger one.
        sequence=max(0, calendar_sequence(registration, participant) - 1),
        method=PUBLISH,
    )
    answer = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="session.ics"'
    return answer


@require_safe
@by_secret_link
def letter(request: HttpRequest, holder: Holder, pk: int) -> HttpResponse:
    """A letter as it was sent, without the links in it: this page may be read by others."""
    found = get_object_or_404(holder.letters(), pk=pk, worded_at__isnull=False)
    context = {
        "letter": found,
        "text": hide_links(found.body_text, "…"),
        "delivery": delivery_words(found, holder.registration.intake.session),
        "personal_url": holder.url("personal"),
    }
    return render(request, "registrations/letter.html", context)


@require_safe
@by_secret_link
def answer_file(request: HttpRequest, holder: Holder, pk: int) -> HttpResponseBase:
    """A file that was sent as an answer, for whom it was sent about."""
    return download_of(get_object_or_404(holder.answers().exclude(file=""), pk=pk))


def _tickets_page(request: HttpRequest, holder: Holder, owners: list[Participant]) -> HttpResponse:
    context = {
        "tickets": [
            {
                "participant": owner,
                "code": tickets.in_groups(owner.ticket_code),
                "picture_url": holder.url("ticket_picture", owner.pk),
            }
            for owner in owners
        ],
        "registration": holder.registration,
        "session": holder.registration.intake.session,
        "personal_url": holder.url("personal"),
    }
    return render(request, "registrations/ticket.html", context)


def _ticket_owner(holder: Holder, pk: int) -> Participant:
    """Whose ticket it is; raises `Http404` for another's, and for who has none."""
    person = get_object_or_404(holder.people(), pk=pk)
    if not tickets.has_ticket(person, holder.registration, holder.registration.intake.session):
        raise Http404
    return person
