"""What a personal page shows of a registration, in words. Nothing is decided here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from events.models import Session
from museumsite import wording
from registrations.holders import Holder
from registrations.models import (
    Answer,
    Consent,
    ConsentText,
    Intake,
    Letter,
    Participant,
    Purpose,
    Question,
    Registration,
)
from registrations.tickets import has_ticket

Seat = Participant.Seat


@dataclass(frozen=True)
class AnswerShown:
    """A question and what was answered; a file is a link."""

    question: str
    words: str
    file_url: str = ""


@dataclass(frozen=True)
class PersonShown:
    """One participant, with what is theirs alone."""

    participant: Participant
    is_named: bool
    seat_words: str
    ticket_url: str
    lacks_consent: bool = False
    answers: Sequence[AnswerShown] = field(default_factory=tuple)


@dataclass(frozen=True)
class ConsentShown:
    """One purpose: the consent given last, if any, and whether it can be given or taken back."""

    purpose: Purpose
    consent: Consent | None
    text: ConsentText
    give_url: str  # empty: it cannot be given
    withdraw_url: str  # empty: it cannot be taken back, or not by itself

    @property
    def is_in_force(self) -> bool:
        return self.consent is not None and self.consent.withdrawn_at is None


@dataclass(frozen=True)
class LetterShown:
    """A letter in the list of those that were written to the holder."""

    kind: str
    subject: str
    url: str  # empty: it has no words yet
    delivery: str


def answers_shown(holder: Holder, answers: Iterable[Answer]) -> dict[int | None, list[AnswerShown]]:
    """What was answered, by participant; under None what was asked of the registration."""
    shown: dict[int | None, list[AnswerShown]] = defaultdict(list)
    for answer in answers:
        words = answer_words(answer)
        if words:
            url = holder.url("file", answer.pk) if answer.file else ""
            shown[answer.participant_id].append(AnswerShown(str(answer.question), words, url))
    return shown


def answer_words(answer: Answer) -> str:
    """The answer as it is read: a date as a date, choices by their words; "" when there is none."""
    kind, value = answer.question.kind, answer.value
    if kind in Question.WITH_CHOICES:
        return ", ".join(str(chosen.choice) for chosen in answer.chosen.all())
    if not value:
        return ""
    match kind:
        case Question.Kind.YES_NO:
            return _("yes") if value == "yes" else _("no")
        case Question.Kind.DATE:
            return _date_words(value)
        case Question.Kind.NUMBER:
            return _number_words(value)
        case _:
            return value


def _date_words(value: str) -> str:
    try:
        return wording.day(date.fromisoformat(value))
    except ValueError:
        return value


def _number_words(value: str) -> str:
    try:
        return number_format(Decimal(value))
    except InvalidOperation:
        return value


def seat_words(participant: Participant, registration: Registration) -> str:
    """What one person has, in two or three words."""
    if registration.is_cancelled:
        return _("has no seat")
    if participant.seat == Seat.SEATED and registration.awaits_address:
        return _("a seat is held")
    match participant.seat:
        case Seat.PENDING:
            return _("awaits the organisers' decision")
        case Seat.SEATED:
            return _("has a seat")
        case Seat.OFFERED:
            return _("a seat is offered")
        case Seat.WAITING:
            return _("on the waiting list")
        case _:
            return _("has no seat")


def person_shown(
    holder: Holder,
    participant: Participant,
    answers: Sequence[AnswerShown] = (),
    *,
    lacks_consent: bool = False,
) -> PersonShown:
    registration = holder.registration
    session = registration.intake.session
    has_one = has_ticket(participant, registration, session)
    return PersonShown(
        participant=participant,
        is_named=bool(participant.name),
        seat_words=seat_words(participant, registration),
        ticket_url=holder.url("ticket", participant.pk) if has_one else "",
        lacks_consent=lacks_consent,
        answers=answers,
    )


def consents_shown(
    holder: Holder, given: Iterable[Consent], texts: Mapping[str, ConsentText], intake: Intake
) -> list[ConsentShown]:
    """Each purpose that was agreed to or is asked for, in the order of the purposes."""
    latest = {consent.purpose: consent for consent in given}  # by the moment they were given
    is_living = not holder.registration.is_cancelled
    is_asked = {
        Purpose.PROCESSING: True,
        Purpose.PHOTOGRAPHS: intake.asks_photographs,
        Purpose.NEWS: intake.asks_news and holder.participant is None,
    }
    shown = []
    for purpose in Purpose:
        consent, text = latest.get(purpose), texts.get(purpose)
        if text is None or not (consent or is_asked[purpose]):
            continue
        in_force = consent is not None and consent.withdrawn_at is None
        shown.append(
            ConsentShown(
                purpose=purpose,
                consent=consent,
                text=consent.text if consent and in_force else text,
                give_url=holder.url("give_consent", purpose)
                if not in_force and is_living and is_asked[purpose]
                else "",
                # That to the processing ends with everything it allowed: see `withdraw`.
                withdraw_url=holder.url("withdraw_consent", purpose)
                if in_force and purpose != Purpose.PROCESSING
                else "",
            )
        )
    return shown


def letters_shown(holder: Holder, letters: Iterable[Letter]) -> list[LetterShown]:
    """Letters that are not put into words yet are named by their kind, and cannot be opened."""
    session = holder.registration.intake.session
    return [
        LetterShown(
            kind=letter.get_kind_display(),
            subject=letter.subject,
            url=holder.url("letter", letter.pk) if letter.worded_at else "",
            delivery=delivery_words(letter, session),
        )
        for letter in letters
    ]


def delivery_words(letter: Letter, session: Session) -> str:
    """«отправлено 13 августа 2024, 12:00»: what became of a letter, and when."""
    moment = letter.bounced_at or letter.sent_at or letter.failed_at
    if moment is None:
        return _("in the queue")
    when = wording.local_moment(moment, session.zone)
    if letter.bounced_at:
        return _("came back on %(moment)s") % {"moment": when}
    if letter.sent_at:
        return _("sent on %(moment)s") % {"moment": when}
    return _("could not be delivered, tried until %(moment)s") % {"moment": when}
