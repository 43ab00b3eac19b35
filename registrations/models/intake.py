"""One session's rules of sign-up."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
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
from registrations.state import Facts, Room, State, state_of, within_period

_MODES = (Participant.Mode.IN_PERSON, Participant.Mode.ONLINE)
_HOLDING, _WAITING = Participant.HOLDING, (Participant.Seat.WAITING,)
LONGEST_REMINDER_DAYS = 60


def reminder_days(typed: str) -> list[int]:
    """«7, 1» as numbers of days, the largest first. Raises `ValidationError`."""
    parts = [part for part in typed.replace(";", ",").replace(" ", ",").split(",") if part]
    if not all(part.isdecimal() and int(part) <= LONGEST_REMINDER_DAYS for part in parts):
        raise ValidationError(
            _("Days before the session, separated by commas, for example: 7, 1. At most %(most)d."),
            code="days",
            params={"most": LONGEST_REMINDER_DAYS},
        )
    return sorted({int(part) for part in parts}, reverse=True)


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


class IntakeQuerySet(models.QuerySet["Intake"]):
    def with_seats_taken(self) -> "IntakeQuerySet":
        """Each with the numbers its rooms are made of, `taken_…` and `waiting_…` by mode."""
        numbers = {f"taken_{mode}": _counted(mode, _HOLDING) for mode in _MODES}
        numbers |= {f"waiting_{mode}": _counted(mode, _WAITING) for mode in _MODES}
        return self.annotate(**numbers)

    def for_pages(self) -> "IntakeQuerySet":
        """With everything `state` and a page's words about it need."""
        return self.with_seats_taken().select_related(
            "session__announcement__contact__organisation", "session__venue"
        )

    def published(self, at: datetime) -> "IntakeQuerySet":
        """Those whose announcement a visitor may see at `at`."""
        return self.filter(session__announcement__in=Announcement.objects.published(at))

    def with_free_seats(self) -> "IntakeQuerySet":
        """Those in which a newcomer finds a seat; needs `with_seats_taken`. See `Room.is_free`."""
        hybrid = Q(session__mode=Session.Mode.HYBRID)
        hall, online = _MODES
        by_mode = [Q(session__mode=mode) & _free("capacity", mode) for mode in _MODES]
        either = _free("capacity", hall) | _free("online_capacity", online)
        return self.filter(by_mode[0] | by_mode[1] | (hybrid & either))

    def within_period(self, at: datetime) -> "IntakeQuerySet":
        """Those whose dates say open at `at`; ask each for its `state` as well."""
        return self.filter(within_period(at), session__is_cancelled=False)


def _free(limit: str, mode: str) -> Q:
    room = Q(**{f"{limit}__isnull": True}) | Q(**{f"{limit}__gt": F(f"taken_{mode}")})
    return room & Q(**{f"waiting_{mode}": 0})


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
            hall, online = _MODES
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
        numbers = {f"{kind}_{mode}": 0 for kind in ("taken", "waiting") for mode in _MODES}
        counted = Participant.objects.filter(
            registration__intake=self, seat__in=(*_HOLDING, *_WAITING)
        )
        by_seat = counted.order_by().values_list("mode", "seat").annotate(number=Count("pk"))
        for mode, seat, number in by_seat:
            kind = "waiting" if seat in _WAITING else "taken"
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
        if not (self.opens_date and self.deadline_date and self.session_id):
            return  # each field says so itself
        if not self.session.has_clock():
            return
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
        self._clean_list_end(zone)
        self.reminders = ", ".join(str(days) for days in _checked_reminders(self.reminders))

    def _clean_list_end(self, zone: ZoneInfo) -> None:
        """The moment the waiting list ends must exist, and not lie after the session begins."""
        if self.promote_until_date is None:
            self.promote_until_time = None
            return
        ends_at = _checked(
            "promote_until_time",
            closing_moment,
            self.promote_until_date,
            self.promote_until_time,
            zone,
        )
        is_too_late = self.session.start_date and self.promote_until_date > self.session.start_date
        if is_too_late or (self.session.start_time and ends_at > self.session.starts_at):
            raise ValidationError(
                {
                    "promote_until_date": ValidationError(
                        _("The list cannot move up after the session has started."),
                        code="after_start",
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


def _checked_reminders(typed: str) -> list[int]:
    try:
        return reminder_days(typed)
    except ValidationError as error:
        raise ValidationError({"reminders": error}) from error
