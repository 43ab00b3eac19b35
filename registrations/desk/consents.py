"""Consents that are given or withdrawn one by one, each for its purpose (design.md, rule 8)."""

from museumsite import moments
from registrations import refusals
from registrations.desk.record import remember
from registrations.models import Consent, ConsentText, HistoryLine, Participant, Registration
from registrations.turns import turn_at


def give_consent(
    *,
    registration: Registration,
    text: ConsentText,
    address: str | None,
    participant: Participant | None = None,
) -> None:
    """Keep that the contact person, or `participant` by the own link, agreed. Twice is once.

    Raises `NotNow` when the registration is over or the participant was taken off, `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        people = registration.participants.living()
        is_gone = participant is not None and not people.filter(pk=participant.pk).exists()
        if registration.is_cancelled or is_gone:
            raise refusals.NotNow
        if _in_force(registration, text.purpose, participant).exists():
            return
        at = moments.now_under_lock()
        Consent.objects.create(
            registration=registration,
            participant=participant,
            purpose=text.purpose,
            text=text,
            given_at=at,
            address=address,
        )
        verb = HistoryLine.Verb.CONSENT_GIVEN
        remember(locked, registration, verb, at, purpose=text.purpose)


def withdraw_one_consent(
    *, registration: Registration, purpose: str, participant: Participant | None = None
) -> None:
    """No more photographs, or no more news. That to the processing ends in `ending.py`.

    Twice is once. Raises `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        at = moments.now_under_lock()
        found = _in_force(registration, purpose, participant)
        if found.update(withdrawn_at=at):
            verb = HistoryLine.Verb.CONSENT_WITHDRAWN
            remember(locked, registration, verb, at, purpose=purpose)


def _in_force(registration: Registration, purpose: str, participant: Participant | None):  # type: ignore[no-untyped-def]  # a queryset of ours
    return Consent.objects.in_force().filter(
        registration=registration, purpose=purpose, participant=participant
    )
