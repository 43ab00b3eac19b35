"""The outbox, the words staff give to letters, and what they write to many at once."""

from datetime import datetime
from enum import Enum

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from registrations.models.registration import Participant, Registration


class Kind(models.TextChoices):
    """What a letter tells. The words of each are in `letters/words.py`."""

    RECEIVED = "received", _("received, awaits approval")
    CONFIRMED = "confirmed", _("registration confirmed")
    WAITING = "waiting", _("on the waiting list")
    PROMOTED = "promoted", _("moved up from the waiting list")
    OFFERED = "offered", _("a seat is offered")
    OFFER_LAPSED = "offer_lapsed", _("the offer ran out")
    LIST_CLOSED = "list_closed", _("the waiting list is closed")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    CORRECTED = "corrected", _("corrected")
    CANCELLED = "cancelled", _("registration cancelled")
    ADDRESS_CHECK = "address_check", _("please confirm the address")
    ADDRESS_REMINDER = "address_reminder", _("the address is not confirmed yet")
    ADDRESS_LAPSED = "address_lapsed", _("the address was not confirmed")
    PARTICIPANT = "participant", _("to a participant named by somebody else")
    REMINDER = "reminder", _("reminder")
    UNFINISHED = "unfinished", _("something is still missing")
    CHANGED = "changed", _("date or place has changed")
    SESSION_CANCELLED = "session_cancelled", _("the session is cancelled")
    CERTIFICATE = "certificate", _("the certificate is ready")
    MESSAGE = "message", _("a message from the organisers")
    NEWS = "news", _("news")
    LINKS = "links", _("links to registrations")


class MailingQuerySet(models.QuerySet["Mailing"]):
    def due(self, at: datetime) -> "MailingQuerySet":
        """Those that were written beforehand and go by themselves at `at`, or went late.

        The condition is that of `Mailing.schedule`, for a query.
        """
        is_left_alone = Q(intake__session__is_cancelled=True) & ~Q(kind=Kind.SESSION_CANCELLED)
        return self.filter(
            ~is_left_alone,
            queued_at__isnull=True,
            called_off_at__isnull=True,
            send_at__lte=at,
            intake__session__ends_at__gt=at,
        ).order_by("send_at", "pk")


class Mailing(models.Model):
    """What a colleague wrote to a group of one session's people, once.

    It goes at once, or by itself at `send_at`: its recipients are those of the group then.
    """

    class Group(models.TextChoices):
        ALL = "all", _("everybody: with seats, waiting, awaiting approval")
        SEATED = "seated", _("those who have seats")
        IN_PERSON = "in_person", _("those who come in person")
        ONLINE = "online", _("those who take part online")
        WAITING = "waiting", _("those on the waiting list")
        PENDING = "pending", _("those who await approval")
        UNFINISHED = "unfinished", _("those who have not named everybody or not confirmed")
        NEWS = "news", _("those who agreed to news")

    class Schedule(Enum):
        """Where a message stands that is to go, or has gone."""

        QUEUED = "queued"
        CALLED_OFF = "called_off"
        SESSION_OVER = "session_over"
        SESSION_CANCELLED = "session_cancelled"
        AWAITED = "awaited"

    intake = models.ForeignKey(
        "registrations.Intake",
        on_delete=models.CASCADE,
        related_name="mailings",
        verbose_name=_("session"),
    )
    form_key = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.MESSAGE)
    group = models.CharField(_("to whom"), max_length=20, choices=Group, default=Group.ALL)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), max_length=10_000, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("written by"),
    )
    # Null: it went at once.
    send_at = models.DateTimeField(_("not before"), null=True, blank=True)
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True)
    queued_at = models.DateTimeField(_("queued"), null=True, blank=True)
    recipients = models.PositiveIntegerField(_("recipients"), default=0)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to participants")
        verbose_name_plural = _("messages to participants")
        ordering = [Coalesce("queued_at", "send_at").desc(), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(queued_at__isnull=False) | Q(send_at__isnull=False),
                name="mailing_goes_at_once_or_later",
            ),
            models.CheckConstraint(
                condition=Q(queued_at__isnull=True) | Q(called_off_at__isnull=True),
                name="mailing_is_sent_or_called_off",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_at"],
                condition=Q(queued_at__isnull=True, called_off_at__isnull=True),
                name="mailing_to_go",
            )
        ]

    def __str__(self) -> str:
        return self.subject or str(self.get_kind_display())

    def schedule(self, at: datetime) -> Schedule:
        """Whether it has gone, will go, or never will, as things are at `at`."""
        session = self.intake.session
        if self.queued_at is not None:
            return self.Schedule.QUEUED
        if self.called_off_at is not None:
            return self.Schedule.CALLED_OFF
        if at >= session.ends_at:
            return self.Schedule.SESSION_OVER
        if session.is_cancelled and self.kind != Kind.SESSION_CANCELLED:
            return self.Schedule.SESSION_CANCELLED
        return self.Schedule.AWAITED


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

    The row says what is to be told (`kind`, `facts`); the worker puts it into words before the
    first try, so that nothing is rendered under a lock, and keeps them: every try sends the
    same. The texts hold a mark (`letters/marks.py`) where a secret link goes: it is put in while
    sending.
    """

    Kind = Kind

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="letters",
        verbose_name=_("registration"),
    )
    participant = models.ForeignKey(
        Participant,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("participant"),
        help_text=_("Empty: the contact person."),
    )
    mailing = models.ForeignKey(
        Mailing,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("message to participants"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    # What the words need and only the moment of queueing knows: {"position": 4, "people": [12]}.
    facts = models.JSONField(default=dict, blank=True, editable=False)
    # Names what must be told once only, «reminder-7»; empty when it may be told again.
    occasion = models.CharField(max_length=60, blank=True, editable=False)
    message_id = models.CharField(max_length=400, unique=True, editable=False)
    to = models.EmailField(_("to"))
    reply_to = models.CharField(_("answers go to"), max_length=1_000, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    body_text = models.TextField(_("text"), blank=True)
    body_html = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(_("calendar entry"), blank=True)
    worded_at = models.DateTimeField(_("put into words"), null=True, blank=True)
    queued_at = models.DateTimeField(_("queued"))
    send_after = models.DateTimeField(_("next try"), db_index=True)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("came back"), null=True, blank=True)
    last_error = models.CharField(_("what the mail server said"), max_length=500, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "occasion"],
                condition=~Q(occasion=""),
                name="letter_told_once",
            )
        ]

    def __str__(self) -> str:
        return self.subject or str(self.get_kind_display())


class LetterWording(models.Model):
    """The words a colleague gave to one kind of letter of one intake, in one language.

    Without a row the default words of `letters/words.py` are sent.
    """

    intake = models.ForeignKey(
        "registrations.Intake",
        on_delete=models.CASCADE,
        related_name="wordings",
        verbose_name=_("session"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="ru"
    )
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=10_000)

    class Meta:
        verbose_name = _("words of a letter")
        verbose_name_plural = _("words of letters")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["intake", "kind", "language"],
                name="letter_worded_once",
                violation_error_message=_("This letter has its own words already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"
