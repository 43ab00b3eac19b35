"""Who agreed to which text, when, from where (design.md, rule 8)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from museumsite import moments
from registrations.models.registration import Participant, Registration


class Purpose(models.TextChoices):
    """What a consent is for: a document and a box of its own for each (152-FZ, article 9)."""

    PROCESSING = "processing", _("processing of personal data")
    PHOTOGRAPHS = "photographs", _("photographs and video")
    NEWS = "news", _("news by e-mail")


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def current(self, at: datetime, purpose: str = Purpose.PROCESSING) -> "ConsentText":
        """The version forms ask for at `at`. Migrations made the first ones: there always is."""
        return self.filter(valid_from__lte=at, purpose=purpose).latest("valid_from", "pk")

    def all_current(self, at: datetime) -> dict[str, "ConsentText"]:
        """The version in force at `at` for each purpose, in one query."""
        return {
            text.purpose: text
            for text in self.filter(valid_from__lte=at).order_by("valid_from", "pk")
        }


class ConsentText(models.Model):
    """One version of the text of a consent (152-FZ, article 9).

    Immutable once anybody has agreed to it: what was agreed to must stay readable.
    """

    purpose = models.CharField(
        _("purpose"), max_length=20, choices=Purpose, default=Purpose.PROCESSING
    )
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
        return f"{self.local_title} ({self.edition})"

    def get_absolute_url(self) -> str:
        return reverse("registrations:consent", args=[self.version])

    @property
    def edition(self) -> str:
        """The version as people read it, without the purpose that its address begins with."""
        return self.version.removeprefix(f"{self.purpose}-")

    @property
    def local_title(self) -> str:
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def local_body(self) -> str:
        return self.body_en if get_language() == "en" and self.body_en else self.body

    def clean(self) -> None:
        """Forms must have a text to show at every moment from now on."""
        now = moments.now()
        others = ConsentText.objects.exclude(pk=self.pk).filter(
            valid_from__lte=now, purpose=self.purpose
        )
        if self.valid_from and self.valid_from > now and not others.exists():
            raise ValidationError(
                {
                    "valid_from": ValidationError(
                        _("Until then forms would have no text to show: it is the only one."),
                        code="only_text",
                    )
                }
            )

    def is_used(self) -> bool:
        return self.consents.exists()


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """Who agreed to which text, when, from where.

    Without a participant it is the contact person's, for the whole registration.
    """

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="consents",
        verbose_name=_("registration"),
    )
    participant = models.ForeignKey(
        Participant,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("participant"),
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, related_name="consents", verbose_name=_("text")
    )
    given_at = models.DateTimeField(_("given"))
    address = models.GenericIPAddressField(_("from the address"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "purpose"],
                condition=Q(participant__isnull=True, withdrawn_at__isnull=True),
                name="consent_once_for_a_purpose",
            ),
            models.UniqueConstraint(
                fields=["participant", "purpose"],
                condition=Q(participant__isnull=False, withdrawn_at__isnull=True),
                name="participants_consent_once_for_a_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text.version}, {self.given_at:%Y-%m-%d}"
