"""Sign-ups as they are asked for: with their seats, for pages, by whether one finds a seat."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from events.models import Announcement, Session
from registrations.models.registration import Participant
from registrations.state import within_period

if TYPE_CHECKING:  # it imports this module
    from registrations.models.intake import Intake  # noqa: F401  named in a string

MODES = (Participant.Mode.IN_PERSON, Participant.Mode.ONLINE)
HOLDING, WAITING = Participant.HOLDING, (Participant.Seat.WAITING,)


class IntakeQuerySet(models.QuerySet["Intake"]):
    def with_seats_taken(self) -> "IntakeQuerySet":
        """Each with the numbers its rooms are made of, `taken_…` and `waiting_…` by mode."""
        numbers = {f"taken_{mode}": _counted(mode, HOLDING) for mode in MODES}
        numbers |= {f"waiting_{mode}": _counted(mode, WAITING) for mode in MODES}
        return self.annotate(**numbers)

    def for_pages(self) -> "IntakeQuerySet":
        """With everything `state` and a page's words about it need."""
        page = "session__announcement"
        unread = [f"{page}__translation__{column}" for column in ("body", "search_text")]
        return (
            self.with_seats_taken()
            .select_related(
                f"{page}__contact__organisation", f"{page}__translation", "session__venue"
            )
            .defer(*unread)
        )

    def published(self, at: datetime) -> "IntakeQuerySet":
        """Those whose announcement a visitor may see at `at`."""
        return self.filter(session__announcement__in=Announcement.objects.published(at))

    def with_free_seats(self) -> "IntakeQuerySet":
        """Those in which a newcomer finds a seat; needs `with_seats_taken`. See `Room.is_free`."""
        hybrid = Q(session__mode=Session.Mode.HYBRID)
        hall, online = MODES
        by_mode = [Q(session__mode=mode) & _free("capacity", mode) for mode in MODES]
        either = _free("capacity", hall) | _free("online_capacity", online)
        return self.filter(by_mode[0] | by_mode[1] | (hybrid & either))

    def within_period(self, at: datetime) -> "IntakeQuerySet":
        """Those whose dates say open at `at`; ask each for its `state` as well."""
        return self.filter(within_period(at), session__is_cancelled=False)

    def open_now(self, at: datetime) -> "IntakeQuerySet":
        """Those that visitors find open at `at`, the nearest deadline first.

        Needs `with_seats_taken`; ask each for its `state` as well.
        """
        found = self.within_period(at).with_free_seats().published(at)
        return found.order_by("closes_at", "pk")


def _counted(mode: str, seats: tuple[str, ...]) -> Coalesce:
    """Participants of an intake with this mode and one of these seats, by a subquery.

    Counted apart, so that a join cannot multiply it.
    """
    number = (
        Participant.objects.filter(registration__intake=OuterRef("pk"), mode=mode, seat__in=seats)
        .order_by()
        .values("registration__intake")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(number), 0)


def _free(limit: str, mode: str) -> Q:
    room = Q(**{f"{limit}__isnull": True}) | Q(**{f"{limit}__gt": F(f"taken_{mode}")})
    return room & Q(**{f"waiting_{mode}": 0})
