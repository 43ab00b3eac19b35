"""How a registration ends: cancelled, declined, lapsed, or its consent withdrawn."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from events.models import Session
from museumsite import moments
from registrations import refusals
from registrations.desk import rows
from registrations.desk.record import Moves, remember, tell
from registrations.desk.seats import SeatPlan
from registrations.models import (
    Consent,
    Grace,
    HistoryLine,
    Kind,
    Participant,
    Registration,
    Upload,
)
from registrations.turns import turn_at

Seat = Participant.Seat
# What a registration knows of people; erased when consent is withdrawn.
PERSONAL_FIELDS = (
    "contact_name",
    "contact_position",
    "museum",
    "museum_key",
    "city",
    "email",
    "phone",
    "declined_words",
)


def may_cancel(registration: Registration, session: Session, at: datetime) -> bool:
    """Whether there is still something to cancel: not done yet, and the session not over."""
    return not registration.is_cancelled and at < session.ends_at


def cancel(*, registration: Registration, staff: User | None = None) -> Registration:
    """Cancel and free its seats at once. Cancelling twice is cancelling once.

    `staff` is who did it in the admin, None for the participant by the secret link. Raises
    `Over` when the session has ended, `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        if registration.is_cancelled:
            return registration
        at = moments.now_under_lock()
        if not may_cancel(registration, locked.session, at):
            raise refusals.Over
        end(
            SeatPlan.of(locked, at),
            registration,
            Registration.Ending.CANCELLED,
            HistoryLine.Verb.CANCELLED,
            Kind.CANCELLED,
            staff=staff,
        )
    return registration


def end(
    plan: SeatPlan,
    registration: Registration,
    ending: Registration.Ending,
    verb: HistoryLine.Verb,
    kind: Kind | None,
    **by: Any,
) -> None:
    """Give all its seats back, say so in history and letters, and pass the seats on.

    Called under the lock; `by` is `staff`, `by_clock` and what else the history is to hold.
    """
    people = list(registration.participants.living())
    moves = Moves()
    for participant in people:
        plan.place(participant, moves, Seat.RELEASED)
    moves.save()
    registration.cancelled_at, registration.ending = plan.at, ending
    registration.save()
    remember(plan.intake, registration, verb, plan.at, moves=moves, **by)
    if kind:
        tell(registration, kind, plan.at, people)
    plan.pass_on_freed_seats()


def withdraw_consent(*, registration: Registration) -> None:
    """Cancel if need be, and erase what the consent allowed us to keep (152-FZ, article 9).

    Names, addresses, participants, answers, files and letters go at once, sent or not; what
    stays says that a registration was made, how many seats it held and when, and when consent
    was given and withdrawn. Twice is once. No letter tells of it: there is no address left.
    Raises `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        if registration.ending == Registration.Ending.WITHDRAWN:
            return
        at = moments.now_under_lock()
        Consent.objects.filter(registration=registration).in_force().update(withdrawn_at=at)
        Consent.objects.filter(registration=registration).update(address=None)
        plan = SeatPlan.of(locked, at)
        if registration.is_cancelled:
            registration.ending = Registration.Ending.WITHDRAWN
            remember(locked, registration, HistoryLine.Verb.WITHDRAWN, at)
        else:
            end(
                plan,
                registration,
                Registration.Ending.WITHDRAWN,
                HistoryLine.Verb.WITHDRAWN,
                kind=None,
            )
        _erase(registration)


def take_off_participant(*, participant: Participant) -> None:
    """A participant withdraws the own consent: erased, and the seat goes on.

    The last one ends the registration. The contact person is told. Raises `Busy`.
    """
    registration = participant.registration
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        found = registration.participants.filter(pk=participant.pk).first()
        if found is None:
            return
        at = moments.now_under_lock()
        plan, moves = SeatPlan.of(locked, at), Moves()
        others = registration.participants.living().exclude(pk=found.pk)
        if not registration.is_cancelled and not others.exists():
            verb = HistoryLine.Verb.CONSENT_WITHDRAWN
            end(plan, registration, Registration.Ending.CANCELLED, verb, Kind.CANCELLED)
            rows.forget_participants([found])
            return
        plan.place(found, moves, Seat.RELEASED)
        rows.forget_participants([found])
        remember(locked, registration, HistoryLine.Verb.CONSENT_WITHDRAWN, at, moves=moves)
        if not registration.is_cancelled:
            tell(registration, Kind.CORRECTED, at)
        plan.pass_on_freed_seats()


def _erase(registration: Registration) -> None:
    for field in PERSONAL_FIELDS:
        setattr(registration, field, "")
    registration.organisation = None
    registration.save()
    rows.forget_answers(list(registration.answers.values_list("pk", flat=True)))
    # The consents of participants go with them; the contact person's stay, without an address.
    registration.participants.all().delete()
    registration.letters.all().delete()
    Upload.objects.filter(form_key=registration.form_key).delete()
    Grace.objects.filter(registration=registration).update(for_whom="", reason="")
    for line in registration.history.exclude(details={}):
        line.details.pop("reason", None)  # a colleague's words may name people
        line.save(update_fields=["details"])
