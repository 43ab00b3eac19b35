"""Letters that come back: remembered at the registration, for the registrar to see."""

from museumsite import moments
from registrations.models import Registration
from registrations.turns import turn_at


def letters_come_back(*, registration: Registration, address: str) -> None:
    """Mark that `address` takes no letters, the contact person's or a participant's own.

    An address that was corrected meanwhile is nobody's any more, and marks nothing. Twice is
    once: the first time stays. Raises `Busy`.
    """
    with turn_at(registration.intake_id):
        registration = Registration.objects.get(pk=registration.pk)
        own = registration.participants.filter(email=address)
        if registration.bounced_at or not (registration.email == address or own.exists()):
            return
        registration.bounced_at = moments.now_under_lock()
        registration.save(update_fields=["bounced_at"])
