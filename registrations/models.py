"""Signing up: nouns only. Every change to a registration is made by `desk.py`."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models import Announcement, Session
from museumsite.moments import closing_moment, opening_moment
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
    # The clock by which the two moments above were derived: `manage.py check` compares.
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


def _checked(field: str, moment: Any, *typed: Any) -> datetime:
    """The moment of the typed values, its refusal put at the field it is about."""
    try:
        derived: datetime = moment(*typed)
    except ValidationError as error:
        raise ValidationError({field: error}) from error  # type: ignore[dict-item]
    return derived


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def current(self, at: datetime) -> "ConsentText":
        """The version forms ask for at `at`. A migration made the first one: there always is."""
        return self.filter(valid_from__lte=at).latest("valid_from", "pk")


class ConsentText(models.Model):
    """One version of the consent to the processing of personal data (152-FZ, article 9).

    Immutable once anybody has agreed to it: what was agreed to must stay readable.
    """

    version = models.SlugField(_("version"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=250)
    body = models.TextField(_("text"), max_length=50_000)
    title_en = models.CharField(_("title in English"), max_length=250, blank=True)
    body_en = models.TextField(_("text in English"), max_length=50_000, blank=True)
    valid_from = models.DateTimeField(
        _("valid from"),
        help_text=_("From this moment on forms ask for this version."),
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.local_title} ({self.version})"

    def get_absolute_url(self) -> str:
        return reverse("registrations:consent", args=[self.version])

    @property
    def local_title(self) -> str:
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def local_body(self) -> str:
        return self.body_en if get_language() == "en" and self.body_en else self.body

    def is_used(self) -> bool:
        return self.consents.exists()


class Registration(models.Model):
    """One submitted form. Written by the desk alone."""

    intake = models.ForeignKey(
        Intake, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("session")
    )
    form_key = models.CharField(max_length=64, unique=True, editable=False)
    link_seed = models.CharField(max_length=40, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    contact_name = models.CharField(_("contact person"), max_length=200)
    contact_position = models.CharField(_("position"), max_length=250)
    museum = models.CharField(_("museum"), max_length=250)
    city = models.CharField(_("city"), max_length=100)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=60)
    submitted_at = models.DateTimeField(_("submitted"), db_index=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    is_possible_repeat = models.BooleanField(
        _("possible repeat"),
        default=False,
        help_text=_("Another registration for this session came from the same e-mail."),
    )

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-submitted_at", "-pk"]
        indexes = [models.Index(fields=["intake", "email"], name="registration_by_email")]

    def __str__(self) -> str:
        return f"{self.museum}, {self.contact_name}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def holding_seats(self) -> "ParticipantQuerySet":
        """Those who take a seat: capacity counts participants, cancelled ones hold none."""
        return self.filter(registration__cancelled_at__isnull=True)


class Participant(models.Model):
    """One person and one seat."""

    class Mode(models.TextChoices):
        IN_PERSON = Session.Mode.IN_PERSON.value, _("in person")
        ONLINE = Session.Mode.ONLINE.value, _("online")

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="participants",
        verbose_name=_("registration"),
    )
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=250)
    mode = models.CharField(_("attendance"), max_length=10, choices=Mode)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """Who agreed to which text, when, from where."""

    registration = models.OneToOneField(
        Registration,
        on_delete=models.CASCADE,
        related_name="consent",
        verbose_name=_("registration"),
    )
    text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, related_name="consents", verbose_name=_("text")
    )
    given_at = models.DateTimeField(_("given"))
    address = models.GenericIPAddressField(_("from the address"), null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.text.version}, {self.given_at:%Y-%m-%d}"


class HistoryLine(models.Model):
    """What was done to a registration, by whom, when."""

    class Verb(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        CANCELLED = "cancelled", _("cancelled")

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="history",
        verbose_name=_("registration"),
    )
    verb = models.CharField(_("what"), max_length=20, choices=Verb)
    at = models.DateTimeField(_("when"))
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
        help_text=_("Empty: the participant, by the secret link."),
    )
    seats = models.IntegerField(
        _("seats"), help_text=_("Taken, or given back when below zero, by this step.")
    )

    class Meta:
        verbose_name = _("line of history")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}, {self.at:%Y-%m-%d %H:%M}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, at: datetime) -> "LetterQuerySet":
        """Those a worker may claim at `at`: not sent, not given up, not held by a living lease."""
        return self.filter(
            Q(leased_until__isnull=True) | Q(leased_until__lte=at),
            sent_at__isnull=True,
            failed_at__isnull=True,
            send_after__lte=at,
        ).order_by("send_after", "pk")


class Letter(models.Model):
    """One outgoing e-mail, an outbox row, written in the transaction it tells of.

    The texts hold `letters.LINK_MARK` where the secret link goes: it is put in while sending.
    """

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", _("registration confirmed")
        CANCELLED = "cancelled", _("registration cancelled")

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="letters",
        verbose_name=_("registration"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    message_id = models.CharField(max_length=120, unique=True, editable=False)
    to = models.EmailField(_("to"))
    reply_to = models.CharField(_("answers go to"), max_length=400, blank=True)
    subject = models.CharField(_("subject"), max_length=500)
    body_text = models.TextField(_("text"))
    body_html = models.TextField(_("HTML"))
    queued_at = models.DateTimeField(_("queued"))
    send_after = models.DateTimeField(_("next try"), db_index=True)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up"), null=True, blank=True)
    last_error = models.CharField(_("what the mail server said"), max_length=500, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-queued_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class SignUpAttempts(models.Model):
    """How many forms came from one address within one window of time (`floods.py`).

    The address itself is not kept: `key` is a keyed hash that changes with the window.
    """

    key = models.CharField(max_length=64, unique=True)
    window_ends_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("sign-up attempts")
        verbose_name_plural = _("sign-up attempts")

    def __str__(self) -> str:
        return f"{self.attempts}"
