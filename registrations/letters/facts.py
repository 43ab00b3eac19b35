"""What a letter can say of its registration: the value of each placeholder, the facts, the people.

Looked up when the letter is put into words, not when it was queued: a name corrected meanwhile
is the right one. Only what the moment of queueing alone knew is in `Letter.facts`.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.counterparts import Told, told
from events.models import Contact, Session
from events.templatetags.announcements import when
from museumsite import wording, zones
from museumsite.pages import absolute
from registrations.letters.marks import address_mark, personal_mark
from registrations.letters.placeholders import Link, Value
from registrations.models import Kind, Letter, Participant
from registrations.standing import Standing, own_standing_of, standing_of
from registrations.unfinished import missing_of

Seat = Participant.Seat
Fact = tuple[str, str]
ADDRESS_KINDS = {Kind.ADDRESS_CHECK, Kind.ADDRESS_REMINDER}
_KINDS_WITH_PEOPLE = {
    Kind.RECEIVED,
    Kind.CONFIRMED,
    Kind.WAITING,
    Kind.PROMOTED,
    Kind.OFFERED,
    Kind.OFFER_LAPSED,
    Kind.LIST_CLOSED,
    Kind.APPROVED,
    Kind.CORRECTED,
    Kind.CANCELLED,
    Kind.ADDRESS_CHECK,
    Kind.ADDRESS_REMINDER,
    Kind.REMINDER,
    Kind.UNFINISHED,
}


class LetterFacts:
    """Everything about one letter, in the language that is active, at one moment."""

    def __init__(self, letter: Letter, at: datetime) -> None:
        self.letter = letter
        self.at = at
        self.registration = letter.registration
        self.session: Session = letter.registration.intake.session

    @cached_property
    def people(self) -> list[Participant]:
        """Whom the letter is about: those named when it was queued, or all that are left."""
        if self.letter.participant:
            return [self.letter.participant]
        # What has changed is told by showing the whole as it is now.
        if "people" in self.letter.facts and self.letter.kind != Kind.CORRECTED:
            keys = set(self.letter.facts["people"])
            return [person for person in self._everybody if person.pk in keys]
        return self._living

    @property
    def told(self) -> Told:
        """The session as readers of the letter's language are told of it."""
        return told(self.session, get_language() or "", self.at)

    @property
    def contact(self) -> Contact | None:
        return self.session.announcement.contact

    @property
    def link(self) -> str:
        if self.letter.kind in ADDRESS_KINDS:
            return address_mark(self.registration)
        return personal_mark(self.letter.participant or self.registration)

    def values(self) -> dict[str, Value]:
        """The placeholders this letter knows, by their plain names (without ё)."""
        session = self.session
        common: dict[str, Value] = {
            "имя": self._addressee() or _("colleague"),
            "мероприятие": self.told.name,
            "когда": when(session),
            "где": self.where(),
            "участники": ", ".join(name_of(person) for person in self.people),
            "музей": self.registration.museum,
            "заявитель": self.registration.contact_name,
            "состояние": self._standing().words,
            "ссылка": Link(self.link),
            "контакт": contact_words(self.contact),
            "места": self._seats(),
            "номер": self._position(),
            "срок": self._until(),
            "слова": self.registration.declined_words,
            "остальные": self._others(),
            "выбывшие": self._left(),
            "форма": self._form(),
            "подключение": self._online_link(),
            "проезд": self._directions(),
        }
        if self.letter.kind == Kind.UNFINISHED:
            common["недостает"] = self._missing()
        return common

    def where(self) -> str:
        """«Музей Победы, Москва, ул. Братьев Фонченко, 10», or that it is online, or not yet."""
        venue = self.session.venue
        if venue:
            return ", ".join(filter(None, [str(venue), venue.local_address]))
        if self.session.mode == Session.Mode.ONLINE:
            return _("online")
        return _("to be announced")

    def lines(self) -> list[Fact]:
        """The facts every letter shows, as label and value."""
        attendance = self.session.get_mode_display()
        if self.letter.participant:
            attendance = self.letter.participant.get_mode_display()
        return [
            (_("When"), when(self.session)),
            (_("Where"), wording.no_orphans(self.where())),
            (_("Attendance"), attendance),
        ]

    def shown_people(self) -> list[tuple[str, str]]:
        """Names, and what is to be said of each; nobody where the letter is not about people."""
        if self.letter.participant or self.letter.kind not in _KINDS_WITH_PEOPLE:
            return []
        seats = {person.seat for person in self.people}
        tells_seat = len(seats) > 1 and not self.registration.is_cancelled
        return [
            (capfirst(name_of(person)), wording.no_orphans(", ".join(said)))
            for person in self.people
            for said in [self._said_of(person, tells_seat=tells_seat)]
        ]

    @cached_property
    def _everybody(self) -> list[Participant]:
        return list(self.registration.participants.still_named())

    @cached_property
    def _living(self) -> list[Participant]:
        return [person for person in self._everybody if person.seat not in Participant.GIVEN_BACK]

    def _said_of(self, person: Participant, *, tells_seat: bool) -> Iterator[str]:
        if person.position:
            yield person.position
        if self.session.mode == Session.Mode.HYBRID:
            yield person.get_mode_display()
        if tells_seat:
            yield person.get_seat_display()

    def _addressee(self) -> str:
        participant = self.letter.participant
        return participant.name if participant else self.registration.contact_name

    def _standing(self) -> Standing:
        participant = self.letter.participant
        if participant:
            return own_standing_of(self.registration, participant)
        return standing_of(self.registration, self._living)

    def _seats(self) -> str:
        number = self.letter.facts.get("seated")
        if self.letter.participant:
            number = int(self.letter.participant.holds_seat)
        elif number is None:
            number = sum(person.holds_seat for person in self.people)
        return self.seats_in_words(number) if number else ""

    def seats_in_words(self, number: int) -> str:
        """«2 места»."""
        words = ngettext("%(number)d seat", "%(number)d seats", number) % {"number": number}
        return wording.unbroken(words)

    def _position(self) -> str:
        """The delegation's place on the list; of no concern to those of it who do not wait."""
        participant = self.letter.participant
        if participant and participant.seat != Seat.WAITING:
            return ""
        return str(self.letter.facts.get("position") or "")

    def _until(self) -> str:
        """«до 18:00 21 августа, по московскому времени»."""
        until = self._until_moment()
        if until is None or until <= self.at:
            return ""
        zone = self.session.zone
        words = {"words": wording.until(until, zone), "zone": zones.in_words(zone, until)}
        return _("%(words)s, %(zone)s") % words

    def _until_moment(self) -> datetime | None:
        match self.letter.kind:
            case Kind.OFFERED:
                return min((p.offered_until for p in self.people if p.offered_until), default=None)
            case Kind.ADDRESS_CHECK | Kind.ADDRESS_REMINDER:
                return self.registration.address_check_until
            case Kind.UNFINISHED:
                intake = self.registration.intake
                names_until = intake.names_until
                is_ahead = names_until is not None and names_until > self.at
                return names_until if is_ahead else intake.corrects_until
        return None

    def _others(self) -> str:
        if self.registration.is_cancelled or self.letter.participant:
            return ""
        concerned = {person.pk for person in self.people}
        if all(person.pk in concerned for person in self._living):
            return ""
        return _("The others of your registration keep their places.")

    def _left(self) -> str:
        """A number without names: whoever takes back the consent is erased before this is read."""
        number = self.letter.facts.get("left")
        if not number:
            return ""
        return ngettext(
            "%(number)d participant has left the registration: the seat is free for others.",
            "%(number)d participants have left the registration: the seats are free for others.",
            number,
        ) % {"number": number}

    def _form(self) -> Value:
        intake = self.registration.intake
        is_open = intake.state(self.at).takes_forms
        return Link(absolute(intake.get_absolute_url())) if is_open else ""

    def _online_link(self) -> Value:
        """For those alone who take part online and have seats."""
        link = self.registration.intake.online_link
        is_for_them = any(
            person.seat == Seat.SEATED and person.mode == Participant.Mode.ONLINE
            for person in self.people
        )
        return Link(link) if link and is_for_them else ""

    def _directions(self) -> str:
        """For those who come."""
        comes = any(person.mode == Participant.Mode.IN_PERSON for person in self.people)
        return self.session.venue.directions.strip() if self.session.venue and comes else ""

    def _missing(self) -> str:
        """«имена 2 участников, согласие на обработку персональных данных»."""
        missing, participant = missing_of(self.registration), self.letter.participant
        if participant:
            names, consents, answers = (
                participant.pk in keys
                for keys in (missing.names, missing.consents, missing.answers)
            )
        else:
            names, consents = bool(missing.names), bool(missing.consents)
            answers = bool(missing.answers) or missing.registrations_answers
        parts = []
        if names:
            number = 1 if participant else len(missing.names)
            parts.append(
                ngettext(
                    "the name of %(number)d participant",
                    "the names of %(number)d participants",
                    number,
                )
                % {"number": number}
            )
        if consents if participant else missing.contacts_consent:
            parts.append(_("your consent to the processing of personal data"))
        if consents and not participant:
            parts.append(_("the participants' own consent, from letters of their own"))
        if answers:
            parts.append(_("answers to questions"))
        return ", ".join(parts)


def name_of(person: Participant) -> str:
    return person.name or _("to be named later")


def contact_words(contact: Contact | None) -> str:
    """«Королёв Аркадий Васильевич, начальник отдела, +7…, korolev@…»; empty without a contact.

    The number keeps to one line where the text is broken into lines.
    """
    if contact is None:
        return ""
    phone = wording.unbroken(contact.phone)
    parts = [contact.name, contact.position, phone, contact.email]
    return ", ".join(part for part in parts if part)
