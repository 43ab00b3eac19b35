"""The one desk: every change to a registration happens here, and nowhere else.

Each verb is the same walk: prepare (validate, make the link, write the letter) → take the
turn at the intake → read the clock → count → ask the state → write, with the line of history
and the letter in the same transaction. While the lock is held nothing is rendered, sent,
cached or read from a file. Forms and admin actions are two doors to these verbs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from events.models import Announcement, Session
from museumsite import moments
from registrations import letters, links, refusals
from registrations.models import (
    Consent,
    HistoryLine,
    Intake,
    Letter,
    Participant,
    Registration,
)
from registrations.state import state_of
from registrations.turns import turn_at

# What a registration knows of people; erased when consent is withdrawn.
PERSONAL_FIELDS = ("contact_name", "contact_position", "museum", "city", "email", "phone")


@dataclass(frozen=True)
class Person:
    """One participant as a form named them; `mode` is a `Participant.Mode`."""

    name: str
    position: str
    mode: str


@dataclass(frozen=True)
class Application:
    """A well-formed form: plain validated values, nothing decided yet."""

    form_key: str
    language: str
    contact_name: str
    contact_position: str
    museum: str
    city: str
    email: str
    phone: str
    people: Sequence[Person]
    consent_text_id: int
    address: str | None  # the client's, kept with the consent


@dataclass(frozen=True)
class Submitted:
    """What became of a form: the registration, and whether it was made just now."""

    registration: Registration
    is_new: bool


def submit(*, intake: Intake, application: Application) -> Submitted:
    """Sign up, or find that this very form has signed up already.

    1. Before the lock: the secret link and the letter, from what the form says.
    2. Under it: the same form sent again is the same registration, whatever the hour.
    3. The clock is read after the wait: who waits past the deadline is late.
    4. Seats are counted in a statement of its own, in participants.
    5. Registration, participants, consent, history and letter are written together.

    Raises a `Refused` (`Late`, `Early`, `Full`, `SessionCancelled`, `TakenDown`, `Busy`); then
    nothing
    was written.
    """
    registration, participants = _drafted(intake, application)
    letter = letters.draft(Letter.Kind.CONFIRMED, registration, participants, intake)

    with turn_at(intake.pk) as locked:
        earlier = Registration.objects.filter(form_key=application.form_key).first()
        if earlier:
            return Submitted(earlier, is_new=False)
        at = moments.now_under_lock()
        _require_room(locked, len(participants), at)
        registration.is_possible_repeat = Registration.objects.filter(
            intake=locked, email=application.email
        ).exists()
        registration.submitted_at = at
        registration.save(force_insert=True)
        for participant in participants:
            participant.registration = registration
        Participant.objects.bulk_create(participants)
        Consent.objects.create(
            registration=registration,
            text_id=application.consent_text_id,
            given_at=at,
            address=application.address,
        )
        _remember(registration, HistoryLine.Verb.SUBMITTED, at, seats=len(participants))
        letters.queue(letter, registration, at)
    return Submitted(registration, is_new=True)


def cancel(*, registration: Registration, staff: User | None = None) -> Registration:
    """Cancel and free its seats at once. Cancelling twice is cancelling once.

    `staff` is who did it in the admin, None for the participant by the secret link. Raises
    `Over` when the session has ended, `Busy`.
    """
    intake = Intake.objects.select_related("session__announcement__contact").get(
        pk=registration.intake_id
    )
    participants = list(registration.participants.all())
    letter = letters.draft(Letter.Kind.CANCELLED, registration, participants, intake)

    with turn_at(intake.pk):
        registration = Registration.objects.get(pk=registration.pk)
        if registration.is_cancelled:
            return registration
        at = moments.now_under_lock()
        if not may_cancel(registration, intake.session, at):
            raise refusals.Over
        registration.cancelled_at = at
        registration.save(update_fields=["cancelled_at"])
        _remember(
            registration, HistoryLine.Verb.CANCELLED, at, seats=-len(participants), staff=staff
        )
        letters.queue(letter, registration, at)
    return registration


def withdraw_consent(*, registration: Registration) -> None:
    """Cancel if need be, and erase what the consent allowed us to keep (152-FZ, article 9).

    Names, addresses, participants and letters go at once, sent or not; what stays says that a
    registration was made, how many seats it held and when, and when consent was given and
    withdrawn. Twice is once. No letter tells of it: there is no address left. Raises `Busy`.
    """
    with turn_at(registration.intake_id):
        registration = Registration.objects.select_related("consent").get(pk=registration.pk)
        consent = registration.consent
        if consent.withdrawn_at:
            return
        at = moments.now_under_lock()
        seats = 0 if registration.is_cancelled else -registration.participants.count()
        registration.cancelled_at = registration.cancelled_at or at
        for field in PERSONAL_FIELDS:
            setattr(registration, field, "")
        registration.save()
        registration.participants.all().delete()
        registration.letters.all().delete()
        consent.withdrawn_at, consent.address = at, None
        consent.save()
        _remember(registration, HistoryLine.Verb.WITHDRAWN, at, seats=seats)


def may_cancel(registration: Registration, session: Session, at: datetime) -> bool:
    """Whether there is still something to cancel: not done yet, and the session not over."""
    return not registration.is_cancelled and at < session.ends_at


def _require_room(intake: Intake, people: int, at: datetime) -> None:
    """Refuse unless `people` more can sign up to the locked `intake` at `at`."""
    if not Announcement.objects.published(at).filter(sessions__intake=intake).exists():
        raise refusals.TakenDown
    facts = intake.facts()
    refusal = refusals.for_state(state_of(facts, at))
    if refusal:
        raise refusal
    if facts.seats_left is not None and facts.seats_left < people:
        raise refusals.Full(facts.seats_left)


def _drafted(intake: Intake, application: Application) -> tuple[Registration, list[Participant]]:
    """The rows an application will become, not saved, with a link nobody has seen."""
    link = links.new_link()
    registration = Registration(
        intake=intake,
        form_key=application.form_key,
        link_seed=link.seed,
        secret_hash=link.secret_hash,
        language=application.language,
        contact_name=application.contact_name,
        contact_position=application.contact_position,
        museum=application.museum,
        city=application.city,
        email=application.email,
        phone=application.phone,
    )
    participants = [
        Participant(name=person.name, position=person.position, mode=person.mode)
        for person in application.people
    ]
    return registration, participants


def _remember(
    registration: Registration,
    verb: HistoryLine.Verb,
    at: datetime,
    *,
    seats: int,
    staff: User | None = None,
) -> None:
    HistoryLine.objects.create(
        registration=registration, verb=verb, at=at, seats=seats, staff=staff
    )
