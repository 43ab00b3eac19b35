"""Examples of a personal page's parts for the style guide: rows that are never saved."""

from datetime import UTC, datetime
from typing import Any

from django import template

from events.models import Session
from registrations.models import Consent, ConsentText, Participant, Purpose
from registrations.shown import AnswerShown, ConsentShown, LetterShown, PersonShown

register = template.Library()
AT = datetime(2024, 8, 13, 9, tzinfo=UTC)
Mode, Seat = Participant.Mode, Participant.Seat


@register.simple_tag
def personal_examples() -> dict[str, Any]:
    """What stands on a personal page, part by part."""
    return {
        "session": Session(mode=Session.Mode.HYBRID),
        "people": [
            _person("Смирнова Анна Петровна", "директор", Seat.SEATED, "место подтверждено"),
            _person("Ильин Пётр Сергеевич", "хранитель", Seat.WAITING, "в очереди"),
            _person("", "научный сотрудник", Seat.RELEASED, "без места"),
        ],
        "turns": ["В зале: номер 2 в очереди, впереди 3 человека"],
        "consents": [_consent(Purpose.PROCESSING, is_given=True), _consent(Purpose.PHOTOGRAPHS)],
        "letters": [
            LetterShown(
                "заявка принята", "Заявка принята: «Ночь в депо»", "#letters", "отправлено"
            ),
            LetterShown("напоминание", "", "", "в очереди на отправку"),
        ],
    }


def _person(name: str, position: str, seat: Participant.Seat, words: str) -> PersonShown:
    return PersonShown(
        participant=Participant(name=name, position=position, mode=Mode.IN_PERSON, seat=seat),
        is_named=bool(name),
        seat_words=words,
        ticket_url="#people" if seat == Seat.SEATED else "",
        answers=[AnswerShown("Приедете на машине?", "нет")] if name else [],
    )


def _consent(purpose: Purpose, *, is_given: bool = False) -> ConsentShown:
    text = ConsentText(version="1", title=f"Согласие: {purpose.label}", purpose=purpose)
    return ConsentShown(
        purpose=purpose,
        consent=Consent(text=text, given_at=AT) if is_given else None,
        text=text,
        give_url="" if is_given else "#consents",
        withdraw_url="",
    )
