"""Who signed up, and what was done to it. Written by `desk.py` alone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Session


class Registration(models.Model):
    """One submitted form. Written by the desk alone."""

    intake = models.ForeignKey(
        "registrations.Intake",
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name=_("session"),
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
        if not self.museum:
            return str(_("erased: the consent was withdrawn"))
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
    name = models.CharField(_("full name"), max_length=200)
    position = models.CharField(_("position"), max_length=250)
    mode = models.CharField(_("attendance"), max_length=10, choices=Mode)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class HistoryLine(models.Model):
    """What was done to a registration, by whom, when."""

    class Verb(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        CANCELLED = "cancelled", _("cancelled")
        WITHDRAWN = "withdrawn", _("consent withdrawn")

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
        on_delete=models.PROTECT,
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
