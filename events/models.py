"""What is published and what is held. Knows nothing of sign-up."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.search import search_text
from museumsite import zones
from museumsite.moments import closing_moment, moment_of, opening_moment
from museumsite.slugs import MAX_LENGTH, unique_slug


class Category(models.Model):
    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(
        _("name in English"),
        max_length=100,
        blank=True,
        help_text=_("Shown on the English pages. Empty: the Russian name."),
    )
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Smaller numbers come first.")
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('events:feed')}?category={self.slug}"


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=250, unique=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Venue(models.Model):
    name = models.CharField(_("name"), max_length=250)
    city = models.CharField(_("city"), max_length=100)
    address = models.CharField(_("address"), max_length=300, blank=True)
    directions = models.TextField(_("how to get there"), max_length=5_000, blank=True)
    access_notes = models.TextField(
        _("access"),
        max_length=5_000,
        blank=True,
        help_text=_("Entrances, lifts, parking, hearing loop: what a guest needs to know beforehand."),
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["city", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="venue_point_is_on_earth",
                violation_error_message=_(
                    "A point on the map needs a latitude from −90 to 90 and a longitude from −180 to 180."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city not in self.name else self.name


class Contact(models.Model):
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=250, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("organisation"),
    )
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact people")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.position}" if self.position else self.name


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def published(self, at: datetime) -> "AnnouncementQuerySet":
        """What a visitor may see at the moment `at`."""
        return self.filter(published_at__lte=at)

    def newest_first(self) -> "AnnouncementQuerySet":
        return self.order_by("-published_at", "-pk")

    def for_cards(self) -> "AnnouncementQuerySet":
        """With what a card shows, without the long texts it does not."""
        return self.select_related("category").defer("body", "search_text")


class Announcement(models.Model):
    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(
        _("address"),
        max_length=MAX_LENGTH,
        unique=True,
        blank=True,
        help_text=_("Made from the title when empty. Earlier addresses keep leading here."),
    )
    published_at = models.DateTimeField(
        _("publication"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_(
            "Empty: a draft, seen by staff only. In the future: appears by itself at that moment."
        ),
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="announcements", verbose_name=_("category")
    )
    lead = models.TextField(
        _("lead"),
        max_length=1_000,
        blank=True,
        help_text=_("Two or three sentences for the lists and the top of the page."),
    )
    body = models.TextField(
        _("text"),
        max_length=100_000,
        blank=True,
        help_text=_("An empty line begins a new paragraph. Addresses become links by themselves."),
    )
    cover = models.ImageField(
        _("cover"),
        upload_to="covers/",
        blank=True,
        width_field="cover_width",
        height_field="cover_height",
        help_text=_("JPEG, PNG or WebP. Without one, a cover is drawn from the title."),
    )
    cover_width = models.PositiveIntegerField(null=True, editable=False)
    cover_height = models.PositiveIntegerField(null=True, editable=False)
    cover_alt = models.CharField(
        _("what the cover shows"),
        max_length=300,
        blank=True,
        help_text=_("Read out to people who do not see the picture."),
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("contact person"),
    )
    organisers = models.ManyToManyField(
        Organisation,
        through="Organiser",
        related_name="announcements",
        verbose_name=_("organisers"),
    )
    search_text = models.TextField(editable=False, default="")
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = [F("published_at").desc(nulls_first=True), "-pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = unique_slug(self.title, self._is_slug_taken)
        self.search_text = search_text(self.title, self.lead, self.body)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("events:announcement", args=[self.slug])

    def is_published(self, at: datetime) -> bool:
        """The same answer for one row as `AnnouncementQuerySet.published` for many."""
        return self.published_at is not None and self.published_at <= at

    def organisers_in_order(self) -> list[Organisation]:
        """Who holds it, as staff put them in order."""
        return [row.organisation for row in self.organiser_set.select_related("organisation")]

    def clean(self) -> None:
        if self.slug and self._is_slug_taken(self.slug):
            raise ValidationError(
                {"slug": ValidationError(_("Another publication has this address."), code="taken")}
            )

    def _is_slug_taken(self, slug: str) -> bool:
        """Whether `slug` is or ever was the address of another announcement."""
        return (
            Announcement.objects.filter(slug=slug).exclude(pk=self.pk).exists()
            or FormerSlug.objects.filter(slug=slug).exclude(announcement_id=self.pk).exists()
        )


class FormerSlug(models.Model):
    """An address an announcement had once; it redirects for ever."""

    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="former_slugs"
    )

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


class Organiser(models.Model):
    """One organisation among those that hold what is announced, in the order staff gave."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, verbose_name=_("organisation")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "organisation"], name="organiser_named_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class SessionQuerySet(models.QuerySet["Session"]):
    def upcoming(self, at: datetime) -> "SessionQuerySet":
        """Not over at `at` and visible to a visitor then, the nearest first."""
        return self.filter(ends_at__gt=at, announcement__published_at__lte=at).order_by(
            "starts_at", "pk"
        )


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
            raise ValidationError(errors)  # type: ignore[arg-type]  # the stubs know only strings
        starts_at, ends_at = self.derived_moments()
        if ends_at < starts_at:
            field = "end_date" if self.end_date else "end_time"
            raise ValidationError(
                {field: ValidationError(_("The session ends before it starts."), code="ends_early")}
            )
