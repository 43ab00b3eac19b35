"""More time for one person, without opening sign-up for all."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registrations.models.intake import Intake
from registrations.models.registration import Registration


class Grace(models.Model):
    """A personal link by which one person may sign up after the deadline, once.

    It moves the deadline for that person and nothing else: seats and the waiting list are as
    for everybody. More time to *correct* is `Registration.grace_until`.
    """

    intake = models.ForeignKey(
        Intake, on_delete=models.CASCADE, related_name="graces", verbose_name=_("session")
    )
    for_whom = models.CharField(_("for whom"), max_length=250)
    reason = models.CharField(_("why"), max_length=500)
    until_date = models.DateField(_("until"), help_text=_("This day included."))
    until_time = models.TimeField(_("at"), null=True, blank=True)
    until = models.DateTimeField(editable=False)
    link_seed = models.CharField(max_length=40, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("given by"),
    )
    given_at = models.DateTimeField(_("given"))
    registration = models.OneToOneField(
        Registration,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="grace",
        verbose_name=_("used for"),
    )

    class Meta:
        verbose_name = _("personal deadline")
        verbose_name_plural = _("personal deadlines")
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return self.for_whom
