"""What colleagues put right in the records; nobody's seat changes by it."""

from django.contrib.auth.models import User

from events.models import Organisation
from museumsite import moments
from registrations.desk import rows
from registrations.desk.record import remember
from registrations.models import HistoryLine, Registration
from registrations.turns import turn_at

Verb = HistoryLine.Verb


def set_organisation(
    *, registration: Registration, organisation: Organisation | None, staff: User
) -> Registration:
    """Say which museum of the directory was meant by what was typed freely; None: none of them.

    From then on its people are counted with that museum's. What was typed stays as it was.
    Twice is once. Raises `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        if registration.organisation == organisation:
            return registration
        registration.organisation = organisation
        registration.museum_key = rows.museum_key(registration)
        registration.save(update_fields=["organisation", "museum_key"])
        at = moments.now_under_lock()
        fields = ["organisation"]
        remember(locked, registration, Verb.CORRECTED, at, staff=staff, fields=fields)
    return registration


def dismiss_repeat(*, registration: Registration, staff: User) -> Registration:
    """Take the mark of a possible repeat off: a colleague has looked. Twice is once.

    Raises `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        if not registration.is_possible_repeat:
            return registration
        registration.is_possible_repeat = False
        registration.save(update_fields=["is_possible_repeat"])
        at = moments.now_under_lock()
        fields = ["is_possible_repeat"]
        remember(locked, registration, Verb.CORRECTED, at, staff=staff, fields=fields)
    return registration
