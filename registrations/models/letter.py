"""The outbox."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registrations.models.registration import Registration


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
    message_id = models.CharField(max_length=400, unique=True, editable=False)
    to = models.EmailField(_("to"))
    reply_to = models.CharField(_("answers go to"), max_length=1_000, blank=True)
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
