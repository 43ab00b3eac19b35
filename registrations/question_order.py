"""The order of a form's questions, changed one step at a time."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registrations.models import Question
from registrations.turns import turn_at

STEP = 10  # between two questions, so that one more can be typed in between


def move_question(question: Question, *, up: bool) -> None:
    """Let `question` and its neighbour of the same stage change places; at the edge, nothing.

    Raises `ValidationError` when one would come before the question it follows from, `Busy`.
    """
    with turn_at(question.intake_id) as intake:
        ordered = list(intake.questions.all())
        place = ordered.index(question)
        others = ordered[:place][::-1] if up else ordered[place + 1 :]
        neighbour = next((one for one in others if one.stage == question.stage), None)
        if neighbour is None:
            return
        other_place = ordered.index(neighbour)
        ordered[place], ordered[other_place] = ordered[other_place], ordered[place]
        _refuse_before_its_opener(ordered)
        for number, one in enumerate(ordered, start=1):
            one.position = number * STEP
        Question.objects.bulk_update(ordered, ["position"])


def _refuse_before_its_opener(ordered: list[Question]) -> None:
    places = {question.pk: place for place, question in enumerate(ordered)}
    for question in ordered:
        opener = question.shown_if_question_id
        if opener is not None and places[opener] > places[question.pk]:
            words = _("“%(question)s” follows from the other question and stays after it.")
            raise ValidationError(words % {"question": question.local_text}, code="before_opener")
