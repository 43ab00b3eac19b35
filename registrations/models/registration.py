"""Who signed up. Written by `desk/` alone."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Organisation, Session
from museumsite.wording import folded


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def living(self) -> "RegistrationQuerySet":
        """Those that are not over: neither cancelled nor declined nor lapsed."""
        return self.filter(cancelled_at__isnull=True)


class Registration(models.Model):
    """One submitted form: a contact person, a museum, 1…N participants. Written by the desk alone.

    Whether they have seats, wait or were declined is each participant's `seat`; in words it is
    `standing.py` that says so.
    """

    class Ending(models.TextChoices):
        """Why a registration is over."""

        CANCELLED = "cancelled", _("cancelled")
        DECLINED = "declined", _("declined")
        UNCONFIRMED = "unconfirmed", _("the address was not confirmed in time")
        UNANSWERED = "unanswered", _("the offered seat was not taken in time")
        LIST_CLOSED = "list_closed", _("the waiting list is closed")
        WITHDRAWN = "withdrawn", _("consent withdrawn")

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
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("organisation"),
        help_text=_("Empty: the museum was typed freely and is not in the directory."),
    )
    # By which people from one museum are counted, however the museum was spelt.
    museum_key = models.CharField(max_length=260, editable=False)
    city = models.CharField(_("city"), max_length=100)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=60)
    accepts_fewer = models.BooleanField(
        _("fewer seats will do"),
        default=False,
        help_text=_("Otherwise the delegation takes seats all together or not at all."),
    )
    submitted_at = models.DateTimeField(_("submitted"), db_index=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("over since"), null=True, blank=True)
    ending = models.CharField(_("why it is over"), max_length=20, choices=Ending, blank=True)
    declined_words = models.TextField(_("words to the declined"), max_length=2_000, blank=True)
    address_check_until = models.DateTimeField(
        _("address to be confirmed until"), null=True, blank=True
    )
    address_confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("letters come back since"), null=True, blank=True)
    grace_until = models.DateTimeField(_("may be corrected until"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    is_possible_repeat = models.BooleanField(
        _("possible repeat"),
        default=False,
        help_text=_("Another registration for this session names the same e-mail or person."),
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["intake", "email"], name="registration_by_email"),
            models.Index(fields=["intake", "museum_key"], name="registration_by_museum"),
            models.Index(
                fields=["address_check_until"],
                name="registration_unconfirmed",
                condition=Q(
                    address_check_until__isnull=False,
                    address_confirmed_at__isnull=True,
                    cancelled_at__isnull=True,
                ),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, ending="")
                | (Q(cancelled_at__isnull=False) & ~Q(ending="")),
                name="registration_over_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        if not self.museum:
            return str(_("erased: the consent was withdrawn"))
        return f"{self.museum}, {self.contact_name}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it is over, for whichever reason (`ending`)."""
        return self.cancelled_at is not None

    @property
    def awaits_address(self) -> bool:
        """Whether the seat is held only until the address is confirmed."""
        return (
            self.address_check_until is not None
            and self.address_confirmed_at is None
            and not self.is_cancelled
        )


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def holding_seats(self) -> "ParticipantQuerySet":
        """Those whom capacity counts: seated, or offered a seat that is held for them."""
        return self.filter(seat__in=Participant.HOLDING)

    def waiting(self) -> "ParticipantQuerySet":
        """The waiting list, in the order in which freed seats go to it."""
        return self.filter(seat=Participant.Seat.WAITING).order_by("queue_number", "pk")

    def living(self) -> "ParticipantQuerySet":
        """All but those whose seat was given back."""
        return self.exclude(seat__in=Participant.GIVEN_BACK)

    def still_named(self) -> "ParticipantQuerySet":
        """All but those whom the contact person took off, kept only to be told of it."""
        return self.exclude(seat=Participant.Seat.TAKEN_OFF)


class Participant(models.Model):
    """One person and one seat."""

    class Mode(models.TextChoices):
        IN_PERSON = Session.Mode.IN_PERSON.value, _("in person")
        ONLINE = Session.Mode.ONLINE.value, _("online")

    class Seat(models.TextChoices):
        PENDING = "pending", _("awaits approval")
        SEATED = "seated", _("has a seat")
        OFFERED = "offered", _("is offered a seat")
        WAITING = "waiting", _("on the waiting list")
        RELEASED = "released", _("has no seat")
        TAKEN_OFF = "taken_off", _("taken off")

    HOLDING = (Seat.SEATED, Seat.OFFERED)
    GIVEN_BACK = (Seat.RELEASED, Seat.TAKEN_OFF)

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="participants",
        verbose_name=_("registration"),
    )
    name = models.CharField(
        _("full name"), max_length=200, blank=True, help_text=_("Empty: named later.")
    )
    name_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    position = models.CharField(_("position"), max_length=250, blank=True)
    mode = models.CharField(_("attendance"), max_length=10, choices=Mode)
    email = models.EmailField(
        _("own e-mail"),
        blank=True,
        help_text=_("Then this person gets letters, a ticket and a page of their own."),
    )
    link_seed = models.CharField(max_length=40, blank=True, editable=False)
    secret_hash = models.CharField(  # noqa: DJ001  unique, and most have none
        max_length=64, null=True, unique=True, editable=False
    )
    ticket_code = models.CharField(_("ticket"), max_length=20, unique=True, editable=False)
    seat = models.CharField(_("seat"), max_length=10, choices=Seat, default=Seat.SEATED)
    # One claim, those who were named together, waits under one number; a smaller one goes first.
    queue_number = models.PositiveIntegerField(_("number in the queue"), null=True, blank=True)
    offered_until = models.DateTimeField(_("the offer holds until"), null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["registration", "seat", "mode"], name="participant_by_seat"),
            models.Index(
                fields=["queue_number"],
                name="participant_waiting",
                condition=Q(seat="waiting"),
            ),
            models.Index(
                fields=["offered_until"], name="participant_offered", condition=Q(seat="offered")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(seat="waiting") | Q(queue_number__isnull=False),
                name="participant_waits_under_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(seat="offered") | Q(offered_until__isnull=False),
                name="participant_offer_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("to be named"))

    @property
    def holds_seat(self) -> bool:
        return self.seat in self.HOLDING

    def is_offered_at(self, at: datetime) -> bool:
        """Whether the seat held for this person can still be taken at `at`."""
        return self.offered_until is not None and at < self.offered_until

    def set_name(self, name: str) -> None:
        """Name the person, so that the same name is found again however it is spelt."""
        self.name, self.name_key = name, folded(name)
