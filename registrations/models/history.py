"""What was done at the desk, in the order it was done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registrations.models.registration import Registration


class HistoryLine(models.Model):
    """One step at the desk: what, when, by whom, and what it did to the seats.

    All steps of one intake are written under its lock, so their keys stand in the order in
    which they were committed: replaying them gives the seats at every moment. `details` holds
    no personal data but a colleague's reason.
    """

    class Verb(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        ENTERED = "entered", _("entered by hand")
        CORRECTED = "corrected", _("corrected")
        CANCELLED = "cancelled", _("cancelled")
        WITHDRAWN = "withdrawn", _("consent withdrawn")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        PROMOTED = "promoted", _("moved up from the waiting list")
        PROMOTED_BY_HAND = "promoted_by_hand", _("moved up by hand")
        OFFERED = "offered", _("offered a seat")
        ACCEPTED = "accepted", _("took the offered seat")
        TURNED_DOWN = "turned_down", _("turned the offered seat down")
        OFFER_LAPSED = "offer_lapsed", _("the offer ran out")
        ADDRESS_CONFIRMED = "address_confirmed", _("address confirmed")
        ADDRESS_LAPSED = "address_lapsed", _("address not confirmed in time")
        LIST_CLOSED = "list_closed", _("the waiting list closed")
        CONSENT_GIVEN = "consent_given", _("consent given")
        CONSENT_WITHDRAWN = "consent_withdrawn", _("one consent withdrawn")
        GRACE_GIVEN = "grace_given", _("given more time")
        RULES_CHANGED = "rules_changed", _("rules of sign-up changed")

    class By(models.TextChoices):
        PARTICIPANT = "participant", _("the participant")
        STAFF = "staff", _("staff")
        CLOCK = "clock", _("the clock")

    intake = models.ForeignKey(
        "registrations.Intake",
        on_delete=models.CASCADE,
        related_name="history",
        verbose_name=_("session"),
    )
    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="history",
        verbose_name=_("registration"),
    )
    verb = models.CharField(_("what"), max_length=20, choices=Verb)
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("by whom"), max_length=12, choices=By, default=By.PARTICIPANT)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    seats = models.IntegerField(
        _("seats"),
        default=0,
        help_text=_("Taken, or given back when below zero, by this step."),
    )
    waiting = models.IntegerField(
        _("on the list"),
        default=0,
        help_text=_("Who joined the waiting list, or left it when below zero, by this step."),
    )
    # {"rooms": {mode: [seats, waiting]}, "queue": {mode: {number of a claim: waiting}},
    #  "limits": [before, after], "reason": str, "fields": [str], "beyond_rules": true}
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("line of history")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["intake", "id"], name="history_of_intake")]
        constraints = [
            models.CheckConstraint(
                condition=Q(by="staff", staff__isnull=False) | (~Q(by="staff") & Q(staff=None)),
                name="history_names_the_colleague",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}, {self.at:%Y-%m-%d %H:%M}"
