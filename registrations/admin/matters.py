"""What of the registrations waits for a registrar: each matter once, as a question to the database.

«Сегодня» counts by it and the list is narrowed by it, so that every number equals the list
behind it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from registrations.models import Intake, Letter, Participant, Registration
from registrations.queue_heads import StuckHead, stuck_heads
from registrations.unfinished import (
    addresses_unconfirmed,
    answers_missing,
    consents_missing,
    names_missing,
)

Seat = Participant.Seat


@dataclass(frozen=True)
class Matter:
    """One thing to see to: its name in the address, its words, and which registrations."""

    name: str
    words: Any  # lazily translated
    what_to_do: Any
    about: Callable[[datetime], Q]


def anybody(seat: Participant.Seat) -> Q:
    """Whether anybody of the registration has this seat."""
    return Q(Exists(Participant.objects.filter(registration=OuterRef("pk"), seat=seat)))


def _coming(at: datetime) -> Q:
    """Living registrations for what is still to be held."""
    return Q(cancelled_at__isnull=True) & Q(
        intake__session__ends_at__gt=at, intake__session__is_cancelled=False
    )


def _undelivered(at: datetime) -> Q:
    """Also of a cancelled session: that, too, must be told."""
    came_back = Q(failed_at__isnull=False, sent_at__isnull=True) | Q(bounced_at__isnull=False)
    # An address that was corrected since is none of today's trouble.
    still_used = Q(participant__isnull=True, to=OuterRef("email")) | Q(participant__email=F("to"))
    letters = Letter.objects.filter(came_back, still_used, registration=OuterRef("pk"))
    living = Q(cancelled_at__isnull=True, intake__session__ends_at__gt=at)
    return living & (Q(bounced_at__isnull=False) | Q(Exists(letters)))


def _unconfirmed(at: datetime) -> Q:
    return _coming(at) & _among(addresses_unconfirmed())


def _nameless(at: datetime) -> Q:
    return _coming(at) & _among(names_missing())


def _unconsenting(at: datetime) -> Q:
    """Somebody's with an address of their own, or the contact person's: entered by telephone."""
    return _coming(at) & _among(consents_missing())


def _unanswering(at: datetime) -> Q:
    return _coming(at) & _among(answers_missing())


def _among(found: QuerySet[Registration]) -> Q:
    return Q(pk__in=found.order_by().values("pk"))


def _pending(at: datetime) -> Q:
    return _coming(at) & anybody(Seat.PENDING)


def _held(at: datetime) -> Q:
    return Q(pk__in=[head.registration_id for _intake, head in held_lines(at)])


def _repeats(at: datetime) -> Q:
    return _coming(at) & Q(is_possible_repeat=True)


def _unlisted(at: datetime) -> Q:
    return _coming(at) & Q(organisation__isnull=True, intake__museum_limit__isnull=False)


def untold(at: datetime) -> Q:
    """Everybody in it, also when it is cancelled: that, too, must be told."""
    anybody_left = Participant.objects.living().filter(registration=OuterRef("pk"))
    to_come = Q(cancelled_at__isnull=True, intake__session__ends_at__gt=at)
    return to_come & ~Q(intake__untold="") & Q(Exists(anybody_left))


MATTERS: Sequence[Matter] = (
    Matter(
        "pending",
        _("Registrations await a decision"),
        _("Approve or decline."),
        _pending,
    ),
    Matter(
        "untold",
        _("Not told yet that the session moved or is cancelled"),
        _("Write to the participants, or say on the page of the sign-up that none need be told."),
        untold,
    ),
    Matter(
        "heads",
        _("The first in the queue do not fit"),
        _("They hold the line: ask whether fewer seats will do, or move another up by hand."),
        _held,
    ),
    Matter(
        "letters",
        _("Letters did not arrive"),
        _("Ring up, correct the address, send again."),
        _undelivered,
    ),
    Matter(
        "unconfirmed",
        _("Addresses are not confirmed"),
        _("Seats are freed if the address is not confirmed in time: a call may save them."),
        _unconfirmed,
    ),
    Matter(
        "names",
        _("Names are missing"),
        _("Remind the contact person, or correct the registration by telephone."),
        _nameless,
    ),
    Matter(
        "consents",
        _("Consents are missing"),
        _("Each gives it on the page behind the own link, nobody for another."),
        _unconsenting,
    ),
    Matter(
        "answers",
        _("Answers asked for later are missing"),
        _("They are given on the personal page."),
        _unanswering,
    ),
    Matter(
        "repeats",
        _("Possible repeats"),
        _("Compare side by side: cancel one, or say that it is no repeat."),
        _repeats,
    ),
    Matter(
        "unlisted",
        _("Museums typed freely where people from one museum are limited"),
        _("Choose the museum from the directory, so that its people are counted together."),
        _unlisted,
    ),
)


def matter_named(name: str | None) -> Matter | None:
    return next((matter for matter in MATTERS if matter.name == name), None)


def counts(at: datetime) -> dict[str, int]:
    """How many registrations each matter is about, in one query beside that of the heads."""
    numbers = {matter.name: Count("pk", filter=matter.about(at)) for matter in MATTERS}
    # No matter is about others: the years before need not be looked through.
    to_come = Registration.objects.living().filter(intake__session__ends_at__gt=at)
    counted: dict[str, int] = to_come.aggregate(**numbers)
    return counted


def held_lines(at: datetime) -> list[tuple[Intake, StuckHead]]:
    """The heads that do not fit, of every list that still moves; four queries at the most."""
    # Found by those who wait, in a query of its own: by their numbers, every intake's people would
    # be counted for it, and within the other query PostgreSQL may look row by row.
    waiting = Participant.objects.filter(seat=Participant.Seat.WAITING).order_by()
    keys = list(waiting.values_list("registration__intake", flat=True).distinct())
    found = (
        Intake.objects.for_pages()
        .filter(pk__in=keys)
        .filter(session__is_cancelled=False, session__ends_at__gt=at)
        .order_by("session__starts_at", "pk")
    )
    moving = [intake for intake in found if intake.facts().promotes_at(at)]
    heads = stuck_heads(moving)
    return [(intake, head) for intake in moving for head in heads.get(intake.pk, [])]
