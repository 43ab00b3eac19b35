"""What those who have signed up have not been told yet: that the session moved or is cancelled.

Remembered at the intake, so that a registrar learns of it who was not there when it happened.
"""

from registrations.models import Intake, Kind
from registrations.turns import turn_at

# What a letter of each kind makes known: who hears that it is cancelled needs no new date.
_TOLD_BY: dict[str, tuple[str, ...]] = {
    Kind.CHANGED: (Kind.CHANGED,),
    Kind.SESSION_CANCELLED: (Kind.CHANGED, Kind.SESSION_CANCELLED),
}


def note_untold(*, intake: Intake, kind: Kind) -> None:
    """Remember that a letter of this kind is owed: `CHANGED` or `SESSION_CANCELLED`.

    The new date of a session that is cancelled is not owed. Twice is once. Raises `Busy`.
    """
    with turn_at(intake.pk) as locked:
        if kind == Kind.CHANGED and locked.session.is_cancelled:
            return
        Intake.objects.filter(pk=locked.pk).update(untold=kind)


def drop_untold(*, intake: Intake, kind: str) -> None:
    """A letter of this kind is owed no more; one of another kind, owed since, still is.

    Raises `Busy`.
    """
    with turn_at(intake.pk) as locked:
        if locked.untold == kind:
            Intake.objects.filter(pk=locked.pk).update(untold="")


def tell_untold(intake_pk: int, kind: str) -> None:
    """A letter of this kind goes to people of the intake whose turn it is."""
    if kind in _TOLD_BY:
        owed = Intake.objects.filter(pk=intake_pk, untold__in=_TOLD_BY[kind])
        owed.update(untold="")
