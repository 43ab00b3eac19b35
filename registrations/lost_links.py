"""Lost links: a letter with all that is current for an address, and one answer for everybody."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from registrations import floods, letters
from registrations.models import Kind, Participant, Registration
from registrations.turns import busy_when_locked_out

MOST_IN_A_LETTER = 50


def send_links(email: str, at: datetime) -> None:
    """Queue the letter with the links of `email`, if there are any and none went in this hour.

    Says nothing of what it found: neither its answer nor its work, a count for every address
    in one transaction, tells whether anybody has signed up with it. Raises `Busy`.
    """
    with busy_when_locked_out(), transaction.atomic(durable=True):
        is_first = floods.is_first_asking(email)
        registrations, people = _registrations(email, at), _participants(email, at)
        if not is_first or not (registrations or people):
            return
        links = {
            "registrations": [registration.pk for registration in registrations],
            "participants": [person.pk for person in people],
        }
        if registrations:
            letters.queue(registrations[0], Kind.LINKS, at, **links)
        else:
            newest = people[0]
            letters.queue(newest.registration, Kind.LINKS, at, participant=newest, **links)


def _registrations(email: str, at: datetime) -> list[Registration]:
    """Living ones of sessions that are not over, the newest first."""
    found = Registration.objects.living().filter(
        email__iexact=email, intake__session__ends_at__gt=at
    )
    return list(found.order_by("-submitted_at", "-pk")[:MOST_IN_A_LETTER])


def _participants(email: str, at: datetime) -> list[Participant]:
    """Those with pages of their own under this address, the newest first.

    As everywhere, nobody is written to for a registration whose own address is not confirmed.
    """
    unconfirmed = Q(
        registration__address_check_until__isnull=False,
        registration__address_confirmed_at__isnull=True,
    )
    found = (
        Participant.objects.living()
        .filter(
            email__iexact=email,
            secret_hash__isnull=False,
            registration__cancelled_at__isnull=True,
            registration__intake__session__ends_at__gt=at,
        )
        .exclude(unconfirmed)
        .exclude(registration__email__iexact=email)  # the contact person's page shows it all
    )
    newest = found.select_related("registration").order_by("-registration__submitted_at", "-pk")
    return list(newest[:MOST_IN_A_LETTER])
