"""The questions of an intake's form: which are asked, given what was answered before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from registrations.desk.rows import places_left
from registrations.models import Choice, Intake, Question

_Kind, _Asks = Question.Kind, Question.Asks
YES, NO = "yes", "no"
# What was typed, by the form's own names of its fields.
Typed = Mapping[str, Sequence[str]]


def field_name(question: Question) -> str:
    return f"q{question.pk}"


@dataclass(frozen=True)
class Questionnaire:
    """The questions of one intake in order, with their choices, loaded once for all rows."""

    questions: Sequence[Question] = ()
    # Of choices with limited places: how many are left. Those not named have places for all.
    left: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, intake: Intake, stages: Iterable[str]) -> "Questionnaire":
        """In three queries at the most, whatever the number of questions and people."""
        questions = list(
            Question.objects.filter(intake=intake, stage__in=list(stages)).prefetch_related(
                "choices"
            )
        )
        limited = [
            choice
            for question in questions
            for choice in question.choices.all()
            if choice.places is not None
        ]
        return cls(questions, places_left(limited) if limited else {})

    def asks(self, of: str) -> bool:
        return any(question.asks == of for question in self.questions)

    def has_files(self) -> bool:
        return any(question.kind == _Kind.FILE for question in self.questions)

    def is_full(self, choice: Choice) -> bool:
        return self.left.get(choice.pk, 1) <= 0

    def open_to_registration(self, typed: Typed) -> list[Question]:
        """The questions asked once, of the registration, given its answers so far."""
        return self._open(_Asks.REGISTRATION, {}, typed)

    def open_to_participant(self, typed: Typed, registrations: Typed) -> list[Question]:
        """The questions asked of one participant; those of the registration may open them."""
        asked_before = self.open_to_registration(registrations)
        before = {question.pk: registrations for question in asked_before}
        return self._open(_Asks.PARTICIPANT, before, typed)

    def _open(self, asks: str, before: dict[int, Typed], typed: Typed) -> list[Question]:
        answered_in = dict(before)
        found = []
        for question in self.questions:
            if question.asks == asks and _is_open(question, answered_in):
                answered_in[question.pk] = typed
                found.append(question)
        return found


def _is_open(question: Question, answered_in: Mapping[int, Typed]) -> bool:
    """Whether it is asked always, or was opened by the answer to an earlier open question."""
    earlier = question.shown_if_question_id
    if earlier is None:
        return True
    typed = answered_in.get(earlier)
    if typed is None:
        return False
    answer = YES if question.shown_if_choice_id is None else str(question.shown_if_choice_id)
    return answer in typed.get(f"q{earlier}", ())
