"""The questions of one session's form taken over into another's: people hold the same each year."""

from collections.abc import Sequence

from django.db.models import Max

from registrations.models import Choice, Intake, Question
from registrations.turns import turn_at

_WORDS = ("text", "text_en", "hint", "hint_en")
_RULES = ("kind", "asks", "stage", "is_required")


def copy_questions(*, source: Intake, target: Intake) -> int:
    """Copy every question with its choices and conditions; how many were new to `target`.

    A question that `target` asks already, in the same words, is left as it is: copying twice
    copies once. The new ones come after those that are there. Raises `Busy`.
    """
    with turn_at(target.pk):
        known = {question.text: question for question in _questions_of(target)}
        last = target.questions.aggregate(last=Max("position"))["last"] or 0
        copied = 0
        for question in _questions_of(source):
            if question.text in known:
                continue
            copied += 1
            copy = Question(intake=target, position=last + 10 * copied)
            for field in (*_WORDS, *_RULES):
                setattr(copy, field, getattr(question, field))
            _set_condition(copy, question, known)
            copy.save()
            _copy_choices(question, copy)
            known[copy.text] = copy
    return copied


def _questions_of(intake: Intake) -> Sequence[Question]:
    return list(
        intake.questions.select_related("shown_if_question", "shown_if_choice").prefetch_related(
            "choices"
        )
    )


def _set_condition(copy: Question, question: Question, known: dict[str, Question]) -> None:
    """After the copy of the question it followed from; asked always where that is not to be had."""
    if question.shown_if_question is None:
        return
    opener = known.get(question.shown_if_question.text)
    if opener is None or opener.kind != question.shown_if_question.kind:
        return
    if question.shown_if_choice is not None:
        choice = opener.choices.filter(text=question.shown_if_choice.text).first()
        if choice is None:
            return
        copy.shown_if_choice = choice
    copy.shown_if_question = opener


def _copy_choices(question: Question, copy: Question) -> None:
    Choice.objects.bulk_create(
        Choice(
            question=copy,
            position=choice.position,
            text=choice.text,
            text_en=choice.text_en,
            places=choice.places,
        )
        for choice in question.choices.all()
    )
