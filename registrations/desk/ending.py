"""How people leave: cancelled, declined, lapsed, or their consent withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from events.models import Session
from museumsite import moments
from registrations import refusals
from registrations.desk import rows
from registrations.desk.record import Moves, history_line, letters_about, remember
from registrations.desk.seats import SeatPlan
from registrations.models import (
    Consent,
    Grace,
    HistoryLine,
    Kind,
    Letter,
    Participant,
    Registration,
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
    """Give all its seats back, as `give_back` does."""
    people = list(registration.participants.living())
    give_back(plan, {registration: people}, ending, verb, kind, **by)


def give_back(
    plan: SeatPlan,
    leaving: Mapping[Registration, Sequence[Participant]],
    ending: Registration.Ending,
    verb: HistoryLine.Verb,
    kind: Kind | None,
    **by: Any,
) -> None:
    """Release these people, say so in history and letters, and pass their seats on.

    A registration of which nobody is left is over, by this `ending`. Called under the lock;
    `by` is `staff`, `by_clock` and what else the history is to hold. The number of queries
    does not depend on how many leave.
    """
    steps = {registration: Moves() for registration in leaving}
    for registration, people in leaving.items():
        for participant in people:
            plan.place(participant, steps[registration], Seat.RELEASED)
    Moves(moved=[person for people in leaving.values() for person in people]).save()
    others = Participant.objects.living().filter(registration__in=leaving)
    staying = set(others.values_list("registration", flat=True))
    over = [registration for registration in leaving if registration.pk not in staying]
    for registration in over:
        registration.cancelled_at, registration.ending = plan.at, ending
    Registration.objects.bulk_update(over, ["cancelled_at", "ending"])
    HistoryLine.objects.bulk_create(
        history_line(plan.intake, registration, verb, plan.at, moves=step, **by)
        for registration, step in steps.items()
    )
    if kind:
        Letter.objects.bulk_create(
            letter
            for registration, people in leaving.items()
            for letter in letters_about(registration, kind, plan.at, people)
        )
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
        if registration.is_cancelled:
            registration.ending = Registration.Ending.WITHDRAWN
            remember(locked, registration, HistoryLine.Verb.WITHDRAWN, at)
        else:
            end(
                SeatPlan.of(locked, at),
                registration,
                Registration.Ending.WITHDRAWN,
                HistoryLine.Verb.WITHDRAWN,
                kind=None,
            )
        _erase(registration)


def take_off_participant(*, participant: Participant) -> None:
    """A participant withdraws the own consent: erased, and the seat goes on.

    The last one ends the registration. The contact person is told. Twice is once. Raises `Busy`.
    """
    registration = participant.registration
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        found = registration.participants.filter(pk=participant.pk).first()
        if found is None:
            return
        at = moments.now_under_lock()
        verb = HistoryLine.Verb.CONSENT_WITHDRAWN
        if registration.is_cancelled:
            remember(locked, registration, verb, at)
        else:
            ending = Registration.Ending.CANCELLED
            give_back(
                SeatPlan.of(locked, at), {registration: [found]}, ending, verb, Kind.CANCELLED
            )
        rows.forget_participants([found])


def _erase(registration: Registration) -> None:
    for field in PERSONAL_FIELDS:
        setattr(registration, field, "")
    registration.organisation = None
    registration.save()
    rows.forget_answers(list(registration.answers.values_list("pk", flat=True)))
    # The consents of participants go with them; the contact person's stay, without an address.
    registration.participants.all().delete()
    registration.letters.all().delete()
    rows.forget_uploads(registration.form_key)
    Grace.objects.filter(registration=registration).update(for_whom="", reason="")
    for line in registration.history.exclude(details={}):
        line.details.pop("reason", None)  # a colleague's words may name people
        line.save(update_fields=["details"])
