"""Who agreed to which text, when, from where (design.md, rule 8)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from museumsite import moments
from registrations.models.registration import Registration


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

    def clean(self) -> None:
        """Forms must have a text to show at every moment from now on."""
        now = moments.now()
        others = ConsentText.objects.exclude(pk=self.pk).filter(valid_from__lte=now)
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
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.text.version}, {self.given_at:%Y-%m-%d}"
