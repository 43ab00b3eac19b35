"""What stands on a personal page, gathered in a number of queries that does not grow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from registrations import desk
from registrations.headings import heading_of, turn_words
from registrations.holders import Holder
from registrations.models import ConsentText, Letter, Participant
from registrations.queue import turns_of
from registrations.shown import answers_shown, consents_shown, letters_shown, person_shown
from registrations.standing import Standing, own_standing_of, standing_of
from registrations.tickets import has_ticket
from registrations.unfinished import missing_of
from registrations.words import SignUp, sign_up_of

MOST_LETTERS = 100  # on one page; a registration has ten or so
Mode, Seat = Participant.Mode, Participant.Seat


def page_for(holder: Holder, at: datetime) -> dict[str, Any]:
    """The context of `holder`'s page at `at`: a participant's, or the contact person's."""
    people = list(holder.people())
    if holder.participant:
        standing = own_standing_of(holder.registration, holder.participant)
        return _page(holder, people, standing, at)
    standing = standing_of(holder.registration, people)
    page = _page(holder, people, standing, at)
    return page | _contacts_part(holder, people, standing, page["sign_up"], at)


def _page(
    holder: Holder, people: Sequence[Participant], standing: Standing, at: datetime
) -> dict[str, Any]:
    """What both kinds of holders are shown."""
    registration, intake = holder.registration, holder.registration.intake
    session = intake.session
    missing = None if holder.participant or standing.is_over else missing_of(registration)
    lacking = missing.consents if missing else frozenset()
    turns, offered_until = turns_of(intake.pk, people), _offered_until(people, at)
    answers = answers_shown(
        holder, holder.answers().select_related("question").prefetch_related("chosen__choice")
    )
    texts = ConsentText.objects.all_current(at)
    consents = consents_shown(holder, holder.consents().select_related("text"), texts, intake)
    return {
        "at": at,
        "holder": holder,
        "registration": registration,
        "intake": intake,
        "session": session,
        "announcement": session.announcement,
        "contact": session.announcement.contact,
        "sign_up": sign_up_of(intake, at),
        "standing": standing,
        "heading": heading_of(holder, standing, turns, is_offer_open=offered_until is not None),
        "turns": [turn_words(turn, session) for turn in turns],
        "offered_until": offered_until,
        "people": [
            person_shown(
                holder,
                person,
                answers[person.pk],
                lacks_consent=person.pk in lacking,
            )
            for person in people
        ],
        "missing": missing,
        "answers": answers[None],
        "consents": consents,
        "processing": consents[0],
        "letters": letters_shown(holder, _letters(holder)),
        "online_link": _online_link(holder, people),
        "calendar_url": holder.url("calendar") if has_calendar(holder, people, at) else "",
        **_tickets(holder, people),
        "urls": {page: holder.url(page) for page in ("personal", "cancel", "withdraw")},
    }


def _contacts_part(
    holder: Holder,
    people: Sequence[Participant],
    standing: Standing,
    sign_up: SignUp,
    at: datetime,
) -> dict[str, Any]:
    """What only the contact person can see to."""
    registration, intake = holder.registration, holder.registration.intake
    may_correct = desk.may_correct(registration, intake, at)
    steps = ("accept_offer", "turn_down_offer", "attend_online")
    return {
        "correct_url": holder.url("correct") if may_correct else "",
        "can_cancel": desk.may_cancel(registration, intake.session, at),
        "can_attend_online": may_correct and _finds_seats_online(people, sign_up),
        "steps": {step: holder.url(step) for step in steps},
    }


def _offered_until(people: Sequence[Participant], at: datetime) -> datetime | None:
    """Until when the seats offered are held; None when there are none to take."""
    offered = [person for person in people if person.seat == Seat.OFFERED]
    if not offered or not all(person.is_offered_at(at) for person in offered):
        return None
    return min(person.offered_until for person in offered if person.offered_until)


def _finds_seats_online(people: Sequence[Participant], sign_up: SignUp) -> bool:
    """Whether all who wait for the hall could take part online now."""
    waiting = [p for p in people if p.seat == Seat.WAITING and p.mode != Mode.ONLINE]
    room = sign_up.facts.room(Mode.ONLINE)
    return bool(waiting) and room is not None and room.seats_for(len(waiting))


def _online_link(holder: Holder, people: Sequence[Participant]) -> str:
    """The link to join, for those alone who have seats online."""
    intake = holder.registration.intake
    is_for = any(
        person.mode == Mode.ONLINE and has_ticket(person, holder.registration, intake.session)
        for person in people
    )
    return intake.online_link if is_for else ""


def has_calendar(holder: Holder, people: Sequence[Participant], at: datetime) -> bool:
    """Whether there is something to put into a calendar: a seat, and a session still to come."""
    session = holder.registration.intake.session
    is_coming = any(has_ticket(person, holder.registration, session) for person in people)
    return is_coming and at < session.ends_at


def _tickets(holder: Holder, people: Sequence[Participant]) -> dict[str, Any]:
    """Where the ticket is, or all of them, and how many."""
    session = holder.registration.intake.session
    owners = [person for person in people if has_ticket(person, holder.registration, session)]
    url = holder.url("all_tickets") if owners else ""
    if len(owners) == 1:
        url = holder.url("ticket", owners[0].pk)
    return {"ticket_url": url, "ticket_count": len(owners)}


def _letters(holder: Holder) -> list[Letter]:
    """The newest first, without their texts."""
    texts = ("body_text", "body_html", "calendar", "facts")
    return list(holder.letters().defer(*texts)[:MOST_LETTERS])
