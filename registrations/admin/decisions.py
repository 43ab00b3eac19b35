"""What a colleague may decide about a registration: each a page that asks, and a verb of the desk.

To add one, add it to `DECISIONS`: its address, its button and its page follow.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from registrations import desk
from registrations.admin.decision_forms import (
    DecisionForm,
    DeclineForm,
    MoreTimeForm,
    OrganisationForm,
    PromoteForm,
)
from registrations.models import Participant, Registration

Seat = Participant.Seat
Typed = dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """Its words, its form, whether it is open now, and what is done at the desk."""

    name: str  # in the address
    button: Any  # the words are lazily translated
    title: Any
    explanation: Any
    confirm: Any
    done: Any  # with %(number)d
    is_open: Callable[[Registration, Sequence[Participant], datetime], bool]
    carry_out: Callable[[Registration, User, Typed], object]
    form: type[DecisionForm] = DecisionForm
    warning: Callable[[Registration], str] = lambda registration: ""  # what to know afterwards


def _has(seat: Participant.Seat) -> Callable[..., bool]:
    def somebody_has(
        registration: Registration, people: Sequence[Participant], at: datetime
    ) -> bool:
        return not registration.is_cancelled and any(person.seat == seat for person in people)

    return somebody_has


def _can_be_cancelled(
    registration: Registration, people: Sequence[Participant], at: datetime
) -> bool:
    return desk.may_cancel(registration, registration.intake.session, at)


def _lives(registration: Registration, people: Sequence[Participant], at: datetime) -> bool:
    return not registration.is_cancelled


def _museum_warning(registration: Registration) -> str:
    """That a museum has more people now than the intake allows; nobody loses a seat by it."""
    limit = registration.intake.museum_limit
    key = Registration.objects.values_list("museum_key", flat=True).get(pk=registration.pk)
    people = Participant.objects.living().filter(
        registration__intake=registration.intake_id, registration__museum_key=key
    )
    number = people.count()
    if limit is None or number <= limit:
        return ""
    words = _("People from this museum: %(number)d, more than the limit of %(limit)d.")
    return words % {"number": number, "limit": limit}


def _promote(registration: Registration, staff: User, typed: Typed) -> object:
    return desk.promote(
        registration=registration,
        staff=staff,
        reason=typed["reason"],
        beyond_rules=typed["beyond_rules"],
    )


APPROVE = Decision(
    "approve",
    _("Approve…"),
    _("Approve?"),
    _(
        "They get seats, or a place on the waiting list when there are none, and a letter that"
        " says so."
    ),
    _("Yes, approve"),
    ngettext_lazy(
        "%(number)d registration is approved, and a letter is on its way.",
        "%(number)d registrations are approved, and letters are on their way.",
        "number",
    ),
    _has(Seat.PENDING),
    lambda registration, staff, typed: desk.approve(registration=registration, staff=staff),
)
DECLINE = Decision(
    "decline",
    _("Decline…"),
    _("Decline?"),
    _("Each contact person gets a letter with your words. This cannot be undone."),
    _("Yes, decline"),
    ngettext_lazy(
        "%(number)d registration is declined, and a letter is on its way.",
        "%(number)d registrations are declined, and letters are on their way.",
        "number",
    ),
    _has(Seat.PENDING),
    lambda registration, staff, typed: desk.decline(
        registration=registration, staff=staff, words=typed["words"]
    ),
    DeclineForm,
)
PROMOTE = Decision(
    "promote",
    _("Move up by hand…"),
    _("Move up from the waiting list?"),
    _("All who wait get seats now, before those who stand ahead of them. It is recorded."),
    _("Yes, give them seats"),
    ngettext_lazy(
        "%(number)d registration has moved up, and a letter is on its way.",
        "%(number)d registrations have moved up, and letters are on their way.",
        "number",
    ),
    _has(Seat.WAITING),
    _promote,
    PromoteForm,
)
MORE_TIME = Decision(
    "more-time",
    _("More time to correct…"),
    _("Give more time to correct?"),
    _(
        "Until the moment you name, this registration can be corrected on its personal page, and"
        " people can be added while there are seats. Nothing changes for the others. No letter"
        " tells of it: please say so yourselves."
    ),
    _("Give more time"),
    ngettext_lazy(
        "%(number)d registration may be corrected longer.",
        "%(number)d registrations may be corrected longer.",
        "number",
    ),
    _lives,
    lambda registration, staff, typed: desk.allow_corrections(
        registration=registration, until=typed["until"], staff=staff, reason=typed["reason"]
    ),
    MoreTimeForm,
)
ORGANISATION = Decision(
    "museum",
    _("Museum in the directory…"),
    _("Which museum is meant?"),
    _("People from one museum are counted together, however it was spelt."),
    _("Set this museum"),
    ngettext_lazy(
        "%(number)d museum is set.",
        "%(number)d museums are set.",
        "number",
    ),
    _lives,
    lambda registration, staff, typed: desk.set_organisation(
        registration=registration, organisation=typed["organisation"], staff=staff
    ),
    OrganisationForm,
    _museum_warning,
)
NO_REPEAT = Decision(
    "no-repeat",
    _("This is no repeat…"),
    _("No repeat?"),
    _("The mark is taken off. What you found stays in the history, with your name."),
    _("Yes, it is no repeat"),
    ngettext_lazy(
        "%(number)d registration is not marked as a repeat any more.",
        "%(number)d registrations are not marked as repeats any more.",
        "number",
    ),
    lambda registration, people, at: registration.is_possible_repeat,
    lambda registration, staff, typed: desk.dismiss_repeat(registration=registration, staff=staff),
)
CANCEL = Decision(
    "cancel",
    _("Cancel this registration…"),
    _("Cancel?"),
    _(
        "These registrations will be cancelled, and their seats will be free at once. Each"
        " contact person gets a letter. This cannot be undone."
    ),
    _("Yes, cancel"),
    ngettext_lazy(
        "%(number)d registration is cancelled, its seats are free, and a letter is on its way.",
        "%(number)d registrations are cancelled, their seats are free, and letters are on their"
        " way.",
        "number",
    ),
    _can_be_cancelled,
    lambda registration, staff, typed: desk.cancel(registration=registration, staff=staff),
)
DECISIONS = (APPROVE, DECLINE, PROMOTE, MORE_TIME, ORGANISATION, NO_REPEAT, CANCEL)


def decision_named(name: str) -> Decision | None:
    return next((decision for decision in DECISIONS if decision.name == name), None)
