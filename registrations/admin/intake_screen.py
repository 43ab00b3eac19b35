"""What an intake's rules mean now, in words, for the right side of its screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from museumsite import zones
from museumsite.wording import local_moment
from registrations.admin.sign_up_words import (
    deadline_words,
    heading,
    next_change_words,
    room_name,
    room_words,
)
from registrations.models import ConsentText, Intake, Participant, Purpose, Registration
from registrations.queue_heads import StuckHead, stuck_heads
from registrations.state import Room, StateName
from registrations.words import SignUp, sign_up_of

Seat = Participant.Seat


@dataclass(frozen=True)
class Note:
    """One sentence about what follows from the rules, and where to act on it."""

    words: str
    url: str = ""
    link: str = ""
    is_warning: bool = False


@dataclass(frozen=True)
class RoomNow:
    """One room: its name when there are two, its numbers, and the same in words."""

    room: Room
    name: str
    words: str


@dataclass(frozen=True)
class Numbers:
    """People of living registrations by where they stand, counted at once."""

    registrations: int
    people: dict[str, int]
    pending_registrations: int
    elsewhere: int  # who signed up to attend in a way the session no longer offers

    @property
    def concerned(self) -> int:
        """Everybody who is in, waits or awaits a decision."""
        return sum(self.people.values())


@dataclass(frozen=True)
class IntakeNow:
    """The right side of the screen."""

    sign_up: SignUp
    heading: str
    deadline: str
    next_change: str
    rooms: list[RoomNow]
    numbers: Numbers
    notes: list[Note] = field(default_factory=list)

    @property
    def can_close(self) -> bool:
        """Whether «close now» would change anything."""
        return self.sign_up.time_left_words != ""


def numbers_of(intake: Intake) -> Numbers:
    """Who has signed up and stands where, in two queries."""
    living = Registration.objects.living().filter(intake=intake)
    pending = Count("pk", distinct=True, filter=Q(participants__seat=Seat.PENDING))
    registrations = living.aggregate(all=Count("pk", distinct=True), pending=pending)
    rows = (
        Participant.objects.living()
        .filter(registration__in=living)
        .order_by()
        .values_list("seat", "mode")
        .annotate(number=Count("pk"))
    )
    people: dict[str, int] = {}
    elsewhere = 0
    for seat, mode, number in rows:
        people[seat] = people.get(seat, 0) + number
        elsewhere += number if mode not in intake.limits() else 0
    return Numbers(registrations["all"], people, registrations["pending"], elsewhere)


def intake_now(intake: Intake, at: datetime) -> IntakeNow:
    """What the rules of `intake` mean at `at`; a fixed number of queries."""
    sign_up = sign_up_of(intake, at)
    numbers = numbers_of(intake)
    rooms = sign_up.facts.rooms
    is_divided = len(rooms) > 1
    return IntakeNow(
        sign_up=sign_up,
        heading=heading(sign_up.state),
        deadline=capfirst(deadline_words(intake)),
        next_change=next_change_words(intake, sign_up.state, at),
        rooms=[
            RoomNow(
                room,
                capfirst(room_name(room)) if is_divided else capfirst(pgettext("room", "seats")),
                capfirst(room_words(room)),
            )
            for room in rooms
        ],
        numbers=numbers,
        notes=[*_warnings(intake, sign_up, numbers), *_what_goes_on(intake, sign_up, numbers)],
    )


def _warnings(intake: Intake, sign_up: SignUp, numbers: Numbers) -> Iterator[Note]:
    """What a colleague should look at first."""
    announcement = intake.session.announcement
    if not announcement.is_published(sign_up.at):
        url = reverse("admin:events_announcement_change", args=[announcement.pk])
        words = _("The publication is not out yet: visitors see neither it nor the form.")
        yield Note(words, url, _("The publication"), is_warning=True)
    for room in sign_up.facts.rooms:
        if room.capacity is not None and room.taken > room.capacity:
            words = _(
                "More seats are taken than there are. Nobody has lost one; new ones will be"
                " given once fewer than %(limit)d are taken."
            )
            yield Note(words % {"limit": room.capacity}, is_warning=True)
    for head in stuck_heads([intake]).get(intake.pk, []):
        yield _about_head(head)
    if sign_up.state.takes_forms and sign_up.at >= intake.session.starts_at:
        yield Note(_("The session has begun, and forms are still taken."), is_warning=True)
    if numbers.elsewhere:
        words = ngettext(
            "%(number)d person signed up to attend in a way the session is not held in any more.",
            "%(number)d people signed up to attend in a way the session is not held in any more.",
            numbers.elsewhere,
        )
        yield Note(words % {"number": numbers.elsewhere}, is_warning=True)
    yield from _missing_texts(intake, sign_up.at)


def _about_head(head: StuckHead) -> Note:
    """«Первой ждёт делегация из 3 человек, а свободно 1 место: она ждёт всех вместе…»."""
    people = ngettext(
        "First in the queue is a delegation of %(number)d person",
        "First in the queue is a delegation of %(number)d people",
        head.people,
    ) % {"number": head.people}
    free = ngettext("and %(number)d seat is free", "and %(number)d seats are free", head.left) % {
        "number": head.left
    }
    words = _(
        "%(people)s, %(free)s: it waits for all of them together. You can move another"
        " registration up on its own page."
    ) % {"people": people, "free": free}
    url = reverse("admin:registrations_registration_change", args=[head.registration_id])
    return Note(words, url, _("Who is first in the queue"), is_warning=True)


def _missing_texts(intake: Intake, at: datetime) -> Iterator[Note]:
    wanted = [Purpose.PROCESSING]
    wanted += [Purpose.PHOTOGRAPHS] if intake.asks_photographs else []
    wanted += [Purpose.NEWS] if intake.asks_news else []
    in_force = ConsentText.objects.all_current(at)
    for purpose in wanted:
        if purpose not in in_force:
            words = _("There is no text in force of the consent: %(purpose)s. The form cannot ask.")
            url = reverse("admin:registrations_consenttext_changelist")
            words %= {"purpose": purpose.label}
            yield Note(words, url, _("Consent texts"), is_warning=True)


def _what_goes_on(intake: Intake, sign_up: SignUp, numbers: Numbers) -> Iterator[Note]:
    """What the rules do at this moment, beyond the state."""
    if pending := numbers.pending_registrations:
        words = ngettext(
            "%(number)d registration awaits a decision.",
            "%(number)d registrations await a decision.",
            pending,
        )
        yield Note(words % {"number": pending})
    if offered := numbers.people.get(Seat.OFFERED):
        words = ngettext(
            "%(number)d seat is offered and held for an answer.",
            "%(number)d seats are offered and held for an answer.",
            offered,
        )
        yield Note(words % {"number": offered})
    if sign_up.state.name is StateName.CANCELLED:
        return
    if numbers.people.get(Seat.WAITING) or intake.has_waiting_list:
        yield Note(_list_words(intake, sign_up))
    if numbers.people.get(Seat.WAITING) and not intake.has_waiting_list:
        yield Note(_("Nobody new joins the waiting list; those on it still move up."))


def _list_words(intake: Intake, sign_up: SignUp) -> str:
    zone = intake.session.zone
    until = intake.promotes_until
    if not sign_up.facts.promotes_at(sign_up.at):
        return _("The waiting list moves up no more.")
    moment = f"{local_moment(until, zone)}, {zones.in_words(zone, until)}"
    if intake.offers_at(sign_up.at):
        words = ngettext(
            "A seat that becomes free is offered to the first in the queue and held for"
            " %(hours)d hour; the list moves until %(moment)s.",
            "A seat that becomes free is offered to the first in the queue and held for"
            " %(hours)d hours; the list moves until %(moment)s.",
            intake.offer_hours,
        )
        return words % {"hours": intake.offer_hours, "moment": moment}
    if intake.offers_from_days is None:
        return _(
            "A seat that becomes free goes at once to the first in the queue, until %(moment)s."
        ) % {"moment": moment}
    from_moment = intake.session.starts_at - timedelta(days=intake.offers_from_days)
    return _(
        "A seat that becomes free goes at once to the first in the queue; from %(day)s on it"
        " is offered to them first. The list moves until %(moment)s."
    ) % {"day": local_moment(from_moment, zone), "moment": moment}
