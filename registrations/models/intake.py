"""One session's rules of sign-up."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Announcement, Session
from museumsite.moments import closing_moment, opening_moment
from registrations.models.registration import Participant
from registrations.state import Facts, State, state_of, within_period


class IntakeQuerySet(models.QuerySet["Intake"]):
    def with_seats_taken(self) -> "IntakeQuerySet":
        """Each with `seats_taken`, counted apart so that a join cannot multiply it."""
        taken = (
            Participant.objects.holding_seats()
            .filter(registration__intake=OuterRef("pk"))
            .order_by()
            .values("registration__intake")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return self.annotate(seats_taken=Coalesce(Subquery(taken), 0))

    def for_pages(self) -> "IntakeQuerySet":
        """With everything `state` and a page's words about it need."""
        return self.with_seats_taken().select_related(
            "session__announcement__contact__organisation", "session__venue"
        )

    def published(self, at: datetime) -> "IntakeQuerySet":
        """Those whose announcement a visitor may see at `at`."""
        return self.filter(session__announcement__in=Announcement.objects.published(at))

    def with_free_seats(self) -> "IntakeQuerySet":
        """Those that are not full; needs `with_seats_taken`."""
        return self.filter(Q(capacity__isnull=True) | Q(capacity__gt=F("seats_taken")))

    def within_period(self, at: datetime) -> "IntakeQuerySet":
        """Those whose dates say open at `at`; ask each for its `state` as well."""
        return self.filter(within_period(at), session__is_cancelled=False)


class Intake(models.Model):
    """One session's rules of sign-up. Typed dates and times are by the session's clock."""

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, related_name="intake", verbose_name=_("session")
    )
    opens_date = models.DateField(
        _("opens on"), help_text=_("Sign-up opens with this day, or at the time beside it.")
    )
    opens_time = models.TimeField(_("at"), null=True, blank=True)
    deadline_date = models.DateField(
        _("deadline"),
        help_text=_("The last day of sign-up. Without a time the whole of this day is included."),
    )
    deadline_time = models.TimeField(
        _("at"), null=True, blank=True, help_text=_("From this minute on it is too late.")
    )
    opens_at = models.DateTimeField(editable=False)
    closes_at = models.DateTimeField(editable=False, db_index=True)
    # The clock by which the two moments above were derived.
    derived_in_zone = models.CharField(max_length=64, editable=False)
    capacity = models.PositiveIntegerField(
        _("seats"),
        null=True,
        blank=True,
        help_text=_("Participants in all. Empty: as many as come."),
    )
    participants_limit = models.PositiveSmallIntegerField(
        _("participants in one registration"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("The largest delegation one form may sign up."),
    )

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="intake_closes_after_it_opens",
                violation_error_message=_("Sign-up closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(participants_limit__gte=1), name="intake_takes_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.opens_at, self.closes_at = self.derived_moments()
        self.derived_in_zone = self.session.zone
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("registrations:form", args=[self.pk])

    def facts(self) -> Facts:
        """What the state depends on, as this row knows it."""
        return Facts(
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            capacity=self.capacity,
            taken=self.count_seats_taken(),
            is_cancelled=self.session.is_cancelled,
        )

    def state(self, at: datetime) -> State:
        """Whether one can sign up at `at`, and until when that holds (`state.py`)."""
        return state_of(self.facts(), at)

    def count_seats_taken(self) -> int:
        """Seats held by participants: from `with_seats_taken()`, or one query."""
        if "seats_taken" in self.__dict__:
            return int(self.__dict__["seats_taken"])
        return Participant.objects.holding_seats().filter(registration__intake=self).count()

    def derived_moments(self) -> tuple[datetime, datetime]:
        """The UTC instants of opening and closing that the typed values mean (rule 1).

        Raises `NoSuchTime` or `TwiceThatDay` for a typed time the zone skips or repeats.
        """
        zone = self.session.zoneinfo
        return (
            opening_moment(self.opens_date, self.opens_time, zone),
            closing_moment(self.deadline_date, self.deadline_time, zone),
        )

    def clean(self) -> None:
        if not (self.opens_date and self.deadline_date and self.session.has_clock()):
            return  # each field says so itself
        if self.session.start_date and self.deadline_date > self.session.last_date:
            error = ValidationError(_("The deadline is after the session."), code="after_session")
            raise ValidationError({"deadline_date": error})
        zone = self.session.zoneinfo
        opens_at = _checked("opens_time", opening_moment, self.opens_date, self.opens_time, zone)
        closes_at = _checked(
            "deadline_time", closing_moment, self.deadline_date, self.deadline_time, zone
        )
        if closes_at <= opens_at:
            raise ValidationError(
                {
                    "deadline_date": ValidationError(
                        _("Sign-up closes before it opens."), code="closes_early"
                    )
                }
            )


def _checked(
    field: str,
    moment: Callable[[date, time | None, ZoneInfo], datetime],
    day: date,
    wall_time: time | None,
    zone: ZoneInfo,
) -> datetime:
    """The moment of the typed values, its refusal put at the field it is about."""
    try:
        return moment(day, wall_time, zone)
    except ValidationError as error:
        raise ValidationError({field: error}) from error
