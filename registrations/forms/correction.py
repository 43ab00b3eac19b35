"""The correction form: the registration as it stands, to be made what it should be."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict

from museumsite.wording import folded
from registrations import refusals
from registrations.desk import Answered, Contact, Correction
from registrations.files import Shelf, answer_token
from registrations.forms.parts import FEWER, TOGETHER, ContactForm, PartForm, ParticipantForm
from registrations.forms.questionnaire import Questionnaire
from registrations.forms.sent import Files, Part, Sent
from registrations.forms.whole import WholeForm
from registrations.models import Answer, Intake, Participant, Question, Registration
from registrations.state import state_of

KNOWN = "people_known"  # the participants that the page knew of


class CorrectionForm(WholeForm):
    """The form of a registration that exists, filled in; `typed` is what a browser sent back.

    Another tab may have changed it meanwhile. Then what was typed stays, people who were added
    there are shown too, and nothing happens before somebody has looked at it (`Outdated`). A
    form sent twice finds that all is already so.
    """

    def __init__(
        self,
        registration: Registration,
        intake: Intake,
        typed: QueryDict | None = None,
        files: "Files | None" = None,
        *,
        at: datetime,
    ) -> None:
        self.registration = registration
        self.known = {person.pk: person for person in registration.participants.living()}
        self._given = _by_owner(registration)
        super().__init__(intake, Sent(typed, files), self._questions(intake), at=at)
        answers = [answer for owner in self._given.values() for answer in owner.values()]
        self.shelf = Shelf(intake, registration.form_key, answers)
        self.is_outdated = False
        if typed is None:
            self.sent.registration = self._registrations_part()
            self.sent.rows = [self._part_of(person) for person in self.known.values()]
        else:
            self._reconcile()

    @property
    def known_ids(self) -> str:
        return " ".join(str(pk) for pk in self.known)

    @property
    def most_participants(self) -> int:
        return max(self.intake.participants_limit, len(self.known))

    @property
    def can_add(self) -> bool:
        """More people are a new claim: only while forms are taken."""
        facts = self.intake.facts()
        if self.registration.grace_until:
            facts = facts.closing_no_earlier_than(self.registration.grace_until)
        return super().can_add and state_of(facts, self.at).takes_forms

    @property
    def known_addresses(self) -> list[str]:
        """What we have written to already is not asked about again."""
        people = [person.email for person in self.known.values()]
        return [*super().known_addresses, self.registration.email, *people]

    def correction(self) -> Correction:
        """What the desk needs. Raises `Outdated`, `Invalid`, `MoreQuestions`, `ProbableSlip`."""
        if self.is_outdated:
            raise refusals.Outdated
        self.check()
        return Correction(
            contact=self.checked_contact(),
            people=self.people(),
            answers=self.answered(self.answers),
            accepts_fewer=self.accepts_fewer,
            accepts_waiting=self.accepts_waiting,
            known_ids=list(self.known),
        )

    def changes(self, correction: Correction) -> bool:
        """Whether `correction` would change anything: a double click does not."""
        before = [
            (person.pk, person.name, person.position, person.mode, person.email)
            for person in self.known.values()
        ]
        after = [
            (person.pk, person.name, person.position, person.mode, person.email)
            for person in correction.people
        ]
        contact = {name: getattr(self.registration, name) for name in vars(correction.contact)}
        return (
            set(before) != set(after)
            or contact != vars(correction.contact)
            or correction.accepts_fewer != self.registration.accepts_fewer
            or bool(correction.answers)
            or any(person.answers for person in correction.people)
        )

    def checked_contact(self) -> Contact:
        """A museum that was not touched stays what colleagues have made of it."""
        contact = super().checked_contact()
        if folded(contact.museum) != folded(self.registration.museum):
            return contact
        return Contact(**{**vars(contact), "organisation_id": self.registration.organisation_id})

    @property
    def accepts_fewer(self) -> bool:
        if self.delegation is None:  # not asked any more: as it was
            return self.registration.accepts_fewer
        return super().accepts_fewer

    def row_options(self, part: Part) -> dict[str, object]:
        person = self._person_of(part)
        return {"pk": person.pk, "own_mode": person.mode} if person else {}

    def held_by(self, part: Part | None) -> frozenset[str]:
        person = self._person_of(part) if part else None
        if part is not None and person is None:
            return frozenset()
        given = self._given.get(person.pk if person else None, {})
        return frozenset(
            str(chosen.choice_id) for answer in given.values() for chosen in answer.chosen.all()
        )

    def may_come_later(self, part: Part) -> bool:
        person = self._person_of(part)
        return super().may_come_later(part) or (person is not None and not person.name)

    def answered(self, part: PartForm) -> Sequence[Answered]:
        """Only what has changed; an answer to a question that is no longer asked goes."""
        owner = part.pk if isinstance(part, ParticipantForm) else None
        is_new = isinstance(part, ParticipantForm) and part.pk is None
        given = {} if is_new else self._given.get(owner, {})
        asked = {question.pk for question in part.asked}
        known = {question.pk for question in self.questionnaire.questions}
        closed = [Answered(pk) for pk in given if pk in known - asked]
        return closed + [
            answer for answer in part.answers() if _differs(answer, given.get(answer.question_id))
        ]

    # --- Inside

    def _questions(self, intake: Intake) -> Questionnaire:
        stages = [Question.Stage.SIGN_UP.value]
        if any(person.seat == Participant.Seat.SEATED for person in self.known.values()):
            stages.append(Question.Stage.ACCEPTED.value)
        return Questionnaire.of(intake, stages)

    def _person_of(self, part: Part) -> Participant | None:
        typed = part.last("id")
        return self.known.get(int(typed)) if typed.isdecimal() and len(typed) < 19 else None

    def _registrations_part(self) -> Part:
        part = Part()
        for name in ContactForm.base_fields:
            part.put(name, getattr(self.registration, name))
        part.put("accepts_fewer", FEWER if self.registration.accepts_fewer else TOGETHER)
        _put_answers(part, self._given.get(None, {}))
        return part

    def _part_of(self, person: Participant) -> Part:
        part = Part()
        for name in ("name", "position", "mode", "email"):
            part.put(name, getattr(person, name))
        part.put("id", person.pk)
        if not person.name:
            part.put("later", "on")
        _put_answers(part, self._given.get(person.pk, {}))
        return part

    def _reconcile(self) -> None:
        """Bring the rows that were sent together with the people who are there now."""
        sent_known = set(self.sent.registration.last(KNOWN).split())
        for part in self.sent.rows:
            if part.last("id") and self._person_of(part) is None:
                del part.values["id"]  # taken off in another tab
                self.is_outdated = True
        shown = {part.last("id") for part in self.sent.rows}
        for person in self.known.values():
            if str(person.pk) in sent_known | shown:
                continue
            twin = next((part for part in self.sent.rows if _names(part, person)), None)
            if twin:
                twin.put("id", person.pk)  # the same form, sent a second time
            else:
                self.sent.rows.append(self._part_of(person))
                self.is_outdated = True


def _names(part: Part, person: Participant) -> bool:
    """Whether a row without a key is this very person."""
    return (
        not part.last("id")
        and folded(part.last("name")) == folded(person.name)
        and folded(part.last("position")) == folded(person.position)
        and part.last("mode") in {"", person.mode}
    )


def _by_owner(registration: Registration) -> dict[int | None, dict[int, Answer]]:
    """The answers by participant, None for the registration's own, and by question."""
    found: dict[int | None, dict[int, Answer]] = {}
    for answer in registration.answers.prefetch_related("chosen"):
        found.setdefault(answer.participant_id, {})[answer.question_id] = answer
    return found


def _put_answers(part: Part, given: dict[int, Answer]) -> None:
    for question_id, answer in given.items():
        name = f"q{question_id}"
        if answer.file:
            part.put(f"{name}-kept", answer_token(answer))
        else:
            chosen = [str(one.choice_id) for one in answer.chosen.all()]
            part.values[name] = chosen or [answer.value]


def _differs(answer: Answered, given: Any) -> bool:
    if given is None:
        return not answer.is_empty
    chosen = {one.choice_id for one in given.chosen.all()}
    has_file = bool(given.file) and answer.upload_id is None
    is_same_text = answer.value == given.value and not given.file
    return (
        has_file
        or answer.upload_id is not None
        or not (is_same_text and set(answer.choice_ids) == chosen)
    )
