"""What the sign-up form and the correction form have in common: the parts, and their checks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from registrations import museums, refusals
from registrations.desk import Answered, Contact, Person
from registrations.files import KeptFile, Shelf
from registrations.forms.addresses import AddressBoundField
from registrations.forms.parts import (
    FEWER,
    ContactForm,
    DelegationForm,
    PartForm,
    ParticipantForm,
)
from registrations.forms.problems import Problem, problems_of
from registrations.forms.questionnaire import Questionnaire, field_name
from registrations.forms.sent import Part, Sent
from registrations.models import Intake, Question
from registrations.slips import suggestion_for
from registrations.words import RoomWords, sign_up_of

Kind = Question.Kind


class WholeForm:
    """Contact person, questions to the registration, participants with theirs, the delegation.

    Built from what was sent, and shown again however wrong it is. Nothing about seats or dates
    is decided here: the desk does. `keep_files` comes before anything is looked at.
    """

    shelf: Shelf

    def __init__(
        self, intake: Intake, sent: Sent, questionnaire: Questionnaire, *, at: datetime
    ) -> None:
        self.intake = intake
        self.sent = sent
        self.questionnaire = questionnaire
        self.at = at
        self.rooms: Sequence[RoomWords] = sign_up_of(intake, at).rooms
        self._must_wait: set[str] = set()

    # --- The parts

    @property
    def is_rearranged(self) -> bool:
        """Whether a button asked for other rows or questions: nothing is complained of then."""
        return self.sent.is_rearranged

    @property
    def is_checked(self) -> bool:
        """Whether what is wrong is said."""
        return self.sent.is_typed and not self.sent.is_rearranged

    @cached_property
    def contact(self) -> ContactForm:
        return ContactForm(self.sent.registration, is_checked=self.is_checked)

    @cached_property
    def answers(self) -> PartForm:
        """The questions asked once, of the registration."""
        part = self.sent.registration
        form = PartForm(part, is_checked=self.is_checked)
        self._ask(form, self._open_to(part), self.held_by(None))
        return form

    @cached_property
    def participants(self) -> list[ParticipantForm]:
        return [self._participant(number, part) for number, part in enumerate(self.sent.rows)]

    @cached_property
    def delegation(self) -> DelegationForm | None:
        """Together or fewer: asked where there is a list to wait on, and more than one may come."""
        if not self.intake.has_waiting_list or self.most_participants == 1:
            return None
        return DelegationForm(self.sent.registration, is_checked=self.is_checked)

    @property
    def parts(self) -> list[PartForm]:
        found: list[PartForm] = [self.contact, self.answers, *self.participants]
        return [*found, self.delegation] if self.delegation else found

    @property
    def most_participants(self) -> int:
        return self.intake.participants_limit

    @property
    def named(self) -> list[ParticipantForm]:
        """The rows in which somebody typed something, and the first one always."""
        return [row for row in self.participants if not row.is_nobody]

    @cached_property
    def museums(self) -> list[str]:
        return museums.suggestions()

    # --- What else a page shows

    @property
    def takes_files(self) -> bool:
        return self.questionnaire.has_files()

    @property
    def can_add(self) -> bool:
        return len(self.participants) < self.most_participants

    @property
    def hides_questions(self) -> bool:
        """Whether there are questions that some answer may still open to the registration."""
        return self._hides(self.sent.registration, Question.Asks.REGISTRATION)

    def row_hides_questions(self, row: ParticipantForm) -> bool:
        return self._hides(row.part, Question.Asks.PARTICIPANT)

    @property
    def slips(self) -> list[AddressBoundField]:
        """Addresses about which a question is asked."""
        found = [part[name] for part in self.parts for name in part.slips]
        return [field for field in found if isinstance(field, AddressBoundField)]

    @property
    def confirmed_addresses(self) -> list[str]:
        """Addresses of which the person has said that they are right as they are."""
        return list(dict.fromkeys(self.sent.registration.values.get("address_is_right", [])))

    @property
    def known_addresses(self) -> list[str]:
        """Addresses that are asked about no more."""
        return self.confirmed_addresses

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong or asked about, each with the place it is in."""
        return problems_of(self.parts, self.slips, self.too_many)

    @property
    def too_many(self) -> list[str]:
        """More people than one form takes; said where the participants are."""
        if not self.is_checked or len(self.named) <= self.most_participants:
            return []
        words = ngettext(
            "One registration takes %(number)d participant at the most.",
            "One registration takes %(number)d participants at the most.",
            self.most_participants,
        )
        return [words % {"number": self.most_participants}]

    @property
    def told_to_wait(self) -> str:
        """The ways to attend of which this page says that one would wait for a seat."""
        told = set(self.sent.registration.last("accepts_waiting").split()) | self._must_wait
        told |= {room.mode for room in self.rooms if room.has_list and not room.is_free}
        return " ".join(room.mode for room in self.rooms if room.mode in told)

    # --- What is done with it

    def keep_files(self) -> None:
        """Keep the files that came, so that none has to be chosen again. Raises `Busy`."""
        for part in self.sent.parts:
            for question in self._open_to(part):
                name = field_name(question)
                uploaded = part.files.get(name)
                if question.kind != Kind.FILE or uploaded is None:
                    continue
                try:
                    kept = self.shelf.keep(question.pk, uploaded, self.at)
                except ValidationError as error:
                    part.problems[name] = " ".join(error.messages)
                    continue
                self.shelf.forget(part.last(f"{name}-kept"))
                part.put(f"{name}-kept", kept.token)

    def look_again(self, intake: Intake) -> None:
        """Show the seats as they are now: some may have gone while the desk was waited for."""
        self.intake = intake
        self.rooms = sign_up_of(intake, self.at).rooms
        for row in self.participants:
            row.show_rooms(self.rooms)

    def complain_of(self, refusal: refusals.Refused) -> None:
        """Put what the desk refused at the field it is about."""
        if isinstance(refusal, refusals.WouldWait):  # the page says so now
            self._must_wait = {room.mode for room in self.rooms}
        if isinstance(refusal, refusals.MuseumFull):
            self.contact.add_error("museum", refusal.sentence)
        if isinstance(refusal, refusals.ChoiceFull):
            for part in [self.answers, *self.participants]:
                part.complain(refusal.question_id, refusal.choice_id, refusal.sentence)

    def check(self) -> None:
        """Raises `Invalid`, `MoreQuestions` or `ProbableSlip` unless all is well-formed."""
        is_valid = not self.too_many
        for part in self.parts:
            is_valid = part.is_valid() and is_valid
        self._find_slips()
        if not is_valid:
            raise refusals.Invalid
        if any(part.opened for part in self.parts):
            raise refusals.MoreQuestions
        if self.slips:
            raise refusals.ProbableSlip

    def checked_contact(self) -> Contact:
        cleaned = self.contact.cleaned_data
        return Contact(
            organisation_id=museums.organisation_named(cleaned["museum"]),
            **{name: cleaned[name] for name in ContactForm.base_fields},
        )

    def people(self) -> list[Person]:
        return [self._person(row) for row in self.named]

    @property
    def accepts_fewer(self) -> bool:
        chosen = self.delegation.cleaned_data["accepts_fewer"] if self.delegation else ""
        return bool(chosen == FEWER)

    @property
    def accepts_waiting(self) -> bool:
        """Whether the page had said that one would wait for a way to attend that was chosen."""
        told = set(self.sent.registration.last("accepts_waiting").split())
        return any(person.mode in told for person in self.people())

    # --- For the forms made of this one

    def row_options(self, part: Part) -> dict[str, object]:
        """What else a row of participants is built with."""
        return {}

    def held_by(self, part: Part | None) -> frozenset[str]:
        """Choices whose places this part's owner holds already."""
        return frozenset()

    def may_come_later(self, part: Part) -> bool:
        return self.intake.takes_nameless_at(self.at)

    def answered(self, part: PartForm) -> Sequence[Answered]:
        """What the desk is told of a part's answers: an empty one is none."""
        return [answer for answer in part.answers() if not answer.is_empty]

    # --- Inside

    def _participant(self, number: int, part: Part) -> ParticipantForm:
        row = ParticipantForm(
            part,
            number=number,
            rooms=self.rooms,
            may_come_later=self.may_come_later(part),
            is_checked=self.is_checked,
            **self.row_options(part),  # type: ignore[arg-type]  # as the subclass knows them
        )
        self._ask(row, self._open_to(part), self.held_by(part))
        row.hides_questions = self.row_hides_questions(row)
        return row

    def _person(self, row: ParticipantForm) -> Person:
        """Where there is one room, there is one way to attend; who came another way is let be."""
        cleaned = row.cleaned_data
        return Person(
            name=cleaned["name"],
            position=cleaned["position"],
            mode=cleaned.get("mode") or row.own_mode or self.rooms[0].mode,
            email=cleaned["email"],
            answers=self.answered(row),
            pk=row.pk,
        )

    def _open_to(self, part: Part) -> list[Question]:
        registrations = self.sent.registration.values
        if part is self.sent.registration:
            return self.questionnaire.open_to_registration(registrations)
        return self.questionnaire.open_to_participant(part.values, registrations)

    def _hides(self, part: Part, asks: str) -> bool:
        asked = [question for question in self.questionnaire.questions if question.asks == asks]
        return len(asked) > len(self._open_to(part))

    def _ask(self, form: PartForm, questions: Sequence[Question], held: frozenset[str]) -> None:
        kept: dict[int, KeptFile] = {}
        for question in questions:
            token = form.part.last(f"{field_name(question)}-kept")
            found = self.shelf.find(token, question.pk) if token else None
            if found:
                kept[question.pk] = found
        form.ask(questions, self.questionnaire, kept, held)

    def _find_slips(self) -> None:
        for part in [self.contact, *self.participants]:
            typed = getattr(part, "cleaned_data", {}).get("email")
            if typed and suggestion_for(typed) and typed not in self.known_addresses:
                part.slips.append("email")
