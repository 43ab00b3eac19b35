"""One session's rules of sign-up."""

from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Session
from museumsite.moments import closing_moment, opening_moment
from registrations.models.intake_checks import check_rules
from registrations.models.intake_queryset import HOLDING, MODES, WAITING, IntakeQuerySet
from registrations.models.registration import Participant
from registrations.state import Facts, Room, State, state_of


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
        help_text=_("Of a session held in two ways: in the hall. Empty: as many as come."),
    )
    online_capacity = models.PositiveIntegerField(
        _("places online"),
        null=True,
        blank=True,
        help_text=_("Of a session held in two ways: apart from the hall. Empty: no limit."),
    )
    participants_limit = models.PositiveSmallIntegerField(
        _("participants in one registration"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("The largest delegation one form may sign up."),
    )
    museum_limit = models.PositiveSmallIntegerField(
        _("people from one museum"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("In all its registrations together. Empty: no limit."),
    )
    names_until_date = models.DateField(
        _("names may come later, until"),
        null=True,
        blank=True,
        help_text=_("A form may then ask for seats without names. Empty: names at once."),
    )
    corrections_until_date = models.DateField(
        _("corrections until"),
        null=True,
        blank=True,
        help_text=_("The last day participants correct by themselves. Empty: until it starts."),
    )
    corrections_until = models.DateTimeField(null=True, editable=False)
    has_waiting_list = models.BooleanField(
        _("waiting list"),
        default=False,
        help_text=_("When all seats are taken, people may wait; a freed seat goes to the first."),
    )
    promote_until_date = models.DateField(
        _("the list moves up until"),
        null=True,
        blank=True,
        help_text=_(
            "Then those who still wait are told that the list is closed."
            " Empty: until the session starts."
        ),
    )
    promote_until_time = models.TimeField(_("at"), null=True, blank=True)
    promote_until = models.DateTimeField(null=True, editable=False)
    offers_from_days = models.PositiveSmallIntegerField(
        _("ask before moving up, from this many days before the session"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
        help_text=_(
            "A freed seat is then offered and held for an answer. Empty: people move up"
            " at once, always."
        ),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to answer"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 14)],
        help_text=_("How long an offered seat is held."),
    )
    needs_approval = models.BooleanField(
        _("approval"),
        default=False,
        help_text=_("Each registration waits for a colleague's decision, and takes seats with it."),
    )
    address_check_hours = models.PositiveSmallIntegerField(
        _("hours to confirm the address"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 14)],
        help_text=_(
            "The seat is held at once and freed if the address is not confirmed in time."
            " Empty: addresses are not checked."
        ),
    )
    online_link = models.URLField(
        _("link for those online"),
        max_length=500,
        blank=True,
        help_text=_(
            "Shown to confirmed online participants only, on their page and in the reminder."
        ),
    )
    reminders = models.CharField(
        _("reminders"),
        max_length=40,
        default="1",
        blank=True,
        help_text=_("Days before the session, for example: 7, 1. Empty: none."),
    )
    asks_photographs = models.BooleanField(_("ask for consent to photographs"), default=False)
    asks_news = models.BooleanField(_("ask for consent to news by e-mail"), default=False)
    # The kind of letter its people are still owed: that the session moved, or is cancelled.
    untold = models.CharField(max_length=20, blank=True, editable=False)

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
            models.CheckConstraint(
                condition=Q(museum_limit__isnull=True) | Q(museum_limit__gte=1),
                name="intake_museum_limit_at_least_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive_moments()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("registrations:form", args=[self.pk])

    @property
    def promotes_until(self) -> datetime:
        """The instant (UTC) from which nobody moves up from the waiting list any more."""
        starts_at = self.session.starts_at
        return min(self.promote_until, starts_at) if self.promote_until else starts_at

    @property
    def corrects_until(self) -> datetime:
        """The instant (UTC) from which participants correct nothing by themselves any more."""
        return self.corrections_until or self.session.starts_at

    @property
    def names_until(self) -> datetime | None:
        """The instant (UTC) by which names are to come; None when they come at once."""
        if self.names_until_date is None:
            return None
        return closing_moment(self.names_until_date, None, self.session.zoneinfo)

    def takes_nameless_at(self, at: datetime) -> bool:
        """Whether a form sent at `at` may ask for seats whose people are named later."""
        return self.names_until is not None and at < self.names_until

    def offers_at(self, at: datetime) -> bool:
        """Whether those who would move up at `at` are asked first."""
        if self.offers_from_days is None:
            return False
        return at >= self.session.starts_at - timedelta(days=self.offers_from_days)

    def limits(self) -> dict[str, int | None]:
        """Seats by the ways to attend that the session offers; None is no limit."""
        if self.session.mode == Session.Mode.HYBRID:
            hall, online = MODES
            return {hall: self.capacity, online: self.online_capacity}
        return {self.session.mode: self.capacity}

    def rooms(self) -> list[Room]:
        """The rooms as they stand now: from `with_seats_taken()`, or by one query."""
        known = self.__dict__
        if "taken_online" not in known:
            known = self.count_seats()
        return [
            Room(mode, limit, known[f"taken_{mode}"], known[f"waiting_{mode}"])
            for mode, limit in self.limits().items()
        ]

    def count_seats(self) -> dict[str, int]:
        """Seats taken and people waiting by mode, by one query."""
        numbers = {f"{kind}_{mode}": 0 for kind in ("taken", "waiting") for mode in MODES}
        counted = Participant.objects.filter(
            registration__intake=self, seat__in=(*HOLDING, *WAITING)
        )
        by_seat = counted.order_by().values_list("mode", "seat").annotate(number=Count("pk"))
        for mode, seat, number in by_seat:
            kind = "waiting" if seat in WAITING else "taken"
            numbers[f"{kind}_{mode}"] += number
        return numbers

    def facts(self) -> Facts:
        """What the state depends on, as this row knows it."""
        return Facts(
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            rooms=self.rooms(),
            has_waiting_list=self.has_waiting_list,
            promotes_until=self.promotes_until,
            is_cancelled=self.session.is_cancelled,
        )

    def state(self, at: datetime) -> State:
        """Whether one can sign up at `at`, and until when that holds (`state.py`)."""
        return state_of(self.facts(), at)

    def count_seats_taken(self) -> int:
        """Seats held by participants, in all rooms."""
        return sum(room.taken for room in self.rooms())

    def derive_moments(self) -> None:
        """Set the UTC instants that the typed values mean by the session's clock (rule 1)."""
        self.opens_at, self.closes_at = self.derived_moments()
        zone = self.session.zoneinfo
        self.promote_until = self.corrections_until = None
        if self.promote_until_date:
            self.promote_until = closing_moment(
                self.promote_until_date, self.promote_until_time, zone
            )
        if self.corrections_until_date:
            self.corrections_until = closing_moment(self.corrections_until_date, None, zone)
        self.derived_in_zone = self.session.zone

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
        check_rules(self)
