"""What is handed over at the desk: plain validated values, nothing decided yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User

from registrations.models import Registration


@dataclass(frozen=True)
class Answered:
    """What was answered to one question: a value, chosen choices, or a file kept as an upload."""

    question_id: int
    value: str = ""
    choice_ids: Sequence[int] = ()
    upload_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered: an earlier answer then goes."""
        return not (self.value or self.choice_ids or self.upload_id)


@dataclass(frozen=True)
class Person:
    """One participant as a form named them; `mode` is a `Participant.Mode`.

    `pk` is the row of somebody known already, None for somebody new. An empty name comes later.
    """

    name: str
    position: str
    mode: str
    email: str = ""
    answers: Sequence[Answered] = ()
    pk: int | None = None


@dataclass(frozen=True)
class Contact:
    """The person we write to, and the museum."""

    contact_name: str
    contact_position: str
    museum: str
    organisation_id: int | None
    city: str
    email: str
    phone: str


@dataclass(frozen=True)
class Application:
    """A well-formed form."""

    form_key: str
    language: str
    contact: Contact
    people: Sequence[Person]
    consent_text_ids: Sequence[int]  # one for each purpose that was agreed to
    address: str | None  # the client's, kept with the consents
    answers: Sequence[Answered] = ()
    accepts_fewer: bool = False
    accepts_waiting: bool = False  # the form had said that they would wait


@dataclass(frozen=True)
class Correction:
    """A registration as it should be: who is not among `people` is taken off.

    `known_ids` are the participants that the form knew of; when others are found under the
    lock, because of another tab or a double click, nothing happens.
    """

    contact: Contact
    people: Sequence[Person]
    answers: Sequence[Answered] = ()
    accepts_fewer: bool = False
    accepts_waiting: bool = False
    known_ids: Collection[int] | None = None


@dataclass(frozen=True)
class Entry:
    """A registration that a colleague enters by hand, from a telephone call."""

    staff: User
    reason: str = ""
    beyond_rules: bool = False  # over the limit or after the deadline; then a reason is given


@dataclass(frozen=True)
class Submitted:
    """What became of a form: the registration, and whether it was made just now."""

    registration: Registration
    is_new: bool = field(default=True)
