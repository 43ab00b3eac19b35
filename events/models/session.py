"""What is held, and by which clock."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models.announcement import Announcement, Organiser, is_out
from events.models.directory import Organisation, Venue
from museumsite import zones
from museumsite.moments import closing_moment, moment_of, opening_moment

_SHOWN_IN_CALENDARS = (
    "title",
    "title_en",
    "zone",
    "start_date",
    "start_time",
    "end_date",
    "end_time",
    "mode",
    "venue_id",
    "is_cancelled",
)


class SessionQuerySet(models.QuerySet["Session"]):
    def out(self, at: datetime) -> "SessionQuerySet":
        """What a visitor may see at the moment `at`."""
        return self.filter(is_out(at, "announcement__"))

    def upcoming(self, at: datetime) -> "SessionQuerySet":
        """Not over at `at` and visible to a visitor then, the nearest first."""
        return self.out(at).filter(ends_at__gt=at).order_by("starts_at", "pk")

    def of_museum(self, organisation: Organisation) -> "SessionQuerySet":
        """Those that `organisation` holds, alone or with others."""
        held = Organiser.objects.filter(organisation=organisation)
        return self.filter(announcement__in=held.values("announcement"))

    def for_lists(self) -> "SessionQuerySet":
        """With the pages that tell of them in either language, without those pages' long texts."""
        pages = ("announcement", "announcement__translation", "announcement__translation_of")
        unread = [f"{page}__{column}" for page in pages for column in ("body", "search_text")]
        return self.select_related(*pages, "venue").defer(*unread)


class Session(models.Model):
    """What is held. Its clock is `zone`: every date and time about it is typed and shown there."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("in person or online")

    announcement = models.ForeignKey(
        Announcement,
        on_delete=models.CASCADE,
        related_name="sessions",
        verbose_name=_("announcement"),
    )
    title = models.CharField(
        _("title"),
        max_length=300,
        blank=True,
        help_text=_("Only when one publication announces several. Empty: the publication's title."),
    )
    title_en = models.CharField(
        _("title in English"),
        max_length=300,
        blank=True,
        help_text=_("Shown on the English pages. Empty: the title as it is."),
    )
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        default=zones.MOSCOW,
        help_text=_("All dates and times of this session and its sign-up are by this clock."),
    )
    start_date = models.DateField(_("starts on"))
    start_time = models.TimeField(
        _("at"), null=True, blank=True, help_text=_("Empty: the time is announced later.")
    )
    end_date = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("Empty: the same day.")
    )
    end_time = models.TimeField(_("at"), null=True, blank=True)
    starts_at = models.DateTimeField(editable=False, db_index=True)
    ends_at = models.DateTimeField(editable=False, db_index=True)
    mode = models.CharField(_("attendance"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("venue"),
    )
    is_cancelled = models.BooleanField(
        _("cancelled"),
        default=False,
        help_text=_("The session will not be held: the page says so and sign-up stops."),
    )
    # The day visitors were told of first, when the session has moved since.
    moved_from = models.DateField(null=True, editable=False)
    sequence = models.PositiveIntegerField(
        editable=False, default=0, help_text="How often what calendars show of it has changed."
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True, db_index=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("The session ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.starts_at, self.ends_at = self.derived_moments()
        if self.pk and not kwargs.get("force_insert") and self._calendars_must_change():
            self.sequence += 1
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return self.announcement.get_absolute_url()

    @property
    def name(self) -> str:
        return self.title or self.announcement.title

    @property
    def zoneinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def last_date(self) -> date:
        return self.end_date or self.start_date

    def note_move(self, before: date, at: datetime) -> None:
        """Remember the day of which visitors know, `before`, when another takes its place at `at`.

        Moved once more it is still the first one they were told of; moved back there is none.
        """
        if before == self.start_date or not self.announcement.is_published(at):
            return
        first = self.moved_from or before
        self.moved_from = None if first == self.start_date else first

    def has_clock(self) -> bool:
        """Whether `zone` names a zone: False only on a form that is being corrected."""
        return zones.is_zone(self.zone)

    def derived_moments(self) -> tuple[datetime, datetime]:
        """The UTC instants of beginning and end that the typed values mean in the zone.

        Without an end time the end is that of the last day. Raises `NoSuchTime` or
        `TwiceThatDay` for a typed time that the zone's clocks skip or repeat.
        """
        return (
            opening_moment(self.start_date, self.start_time, self.zoneinfo),
            closing_moment(self.last_date, self.end_time, self.zoneinfo),
        )

    def _calendars_must_change(self) -> bool:
        """Whether subscribers' calendars would go on showing something else (RFC 5545, 3.8.7.4)."""
        kept = Session.objects.filter(pk=self.pk).values(*_SHOWN_IN_CALENDARS).first()
        return kept is not None and any(
            getattr(self, name) != value for name, value in kept.items()
        )

    def clean(self) -> None:
        if not self.has_clock():
            raise ValidationError(
                {"zone": ValidationError(_("There is no such time zone."), code="no_such_zone")}
            )
        if not self.start_date:
            return  # the field says so itself
        errors: dict[str, ValidationError] = {}
        typed = {
            "start_time": (self.start_date, self.start_time),
            "end_time": (self.last_date, self.end_time),
        }
        for field, (day, wall_time) in typed.items():
            if wall_time is not None:
                try:
                    moment_of(day, wall_time, self.zoneinfo)
                except ValidationError as error:
                    errors[field] = error
        if errors:
            raise ValidationError(errors)
        starts_at, ends_at = self.derived_moments()
        # A day alone ends at the next midnight, which is when the day after it begins.
        if ends_at < starts_at or self.last_date < self.start_date:
            field = "end_date" if self.end_date else "end_time"
            raise ValidationError(
                {field: ValidationError(_("The session ends before it starts."), code="ends_early")}
            )
