"""A question as a colleague types it: its condition in one choice, its answers in rows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registrations.models import Choice, Intake, Question

Kind = Question.Kind
LEAST_CHOICES = 2
_KEPT_ONCE_ANSWERED = ("kind", "asks")


class ConditionField(forms.ChoiceField):
    """After which answer of which earlier question this one is asked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.answers: dict[str, tuple[Question, Choice | None]] = {}

    def offer(self, questions: list[Question]) -> None:
        """Offer the answers of these questions; those of other kinds are left out."""
        groups: list[Any] = [("", _("asked always"))]
        for question in questions:
            if question.kind not in Question.MAY_OPEN_OTHERS:
                continue
            options = []
            if question.kind == Kind.YES_NO:
                key = f"q{question.pk}"
                self.answers[key] = (question, None)
                options.append((key, _("Yes")))
            for choice in question.choices.all() if question.kind != Kind.YES_NO else []:
                key = f"c{choice.pk}"
                self.answers[key] = (question, choice)
                options.append((key, choice.local_text))
            groups.append((question.local_text, options))
        self.choices = groups

    def key_of(self, question: Question) -> str:
        """The option that says what `question` follows from now."""
        if question.shown_if_choice_id:
            return f"c{question.shown_if_choice_id}"
        return f"q{question.shown_if_question_id}" if question.shown_if_question_id else ""


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    # Named as the model's field, so that what `Question.clean` says stands beside it.
    shown_if_question = ConditionField(
        label=gettext_lazy("Asked only after the answer"),
        help_text=gettext_lazy("To an earlier question: of yes and no, or with choices."),
    )

    def __init__(self, *args: Any, intake: Intake | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if intake is not None:
            self.instance.intake = intake
        question = self.instance
        self.is_answered = bool(question.pk) and question.answers.exists()
        condition = self.fields.get("shown_if_question")
        if isinstance(condition, ConditionField):  # not for those who may only look
            others = question.intake.questions.exclude(pk=question.pk).prefetch_related("choices")
            condition.offer(list(others))
            self.initial["shown_if_question"] = condition.key_of(question)
        for name in _KEPT_ONCE_ANSWERED:
            if self.is_answered and name in self.fields:
                self.fields[name].disabled = True

    def clean_shown_if_question(self) -> Question | None:
        condition: Any = self.fields["shown_if_question"]
        key = self.cleaned_data["shown_if_question"]
        question, choice = condition.answers[key] if key else (None, None)
        self.instance.shown_if_choice = choice
        return question

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own, without a stub
        if not self.errors and self.instance.pk:
            self._check_those_that_follow()

    def _check_those_that_follow(self) -> None:
        """A question that others follow from must still be able to open them."""
        for follower in self.instance.opens.all():
            follower.shown_if_question = self.instance
            try:
                follower.clean()
            except ValidationError as error:
                words = _("The question “%(question)s” follows from this one. %(problem)s") % {
                    "question": follower.local_text,
                    "problem": " ".join(error.messages),
                }
                self.add_error(None, ValidationError(words, code="has_followers"))


class ChoiceFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable
    """The answers to choose from: at least two where there is a choice, none elsewhere."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """What somebody has chosen, or another question follows from, stays."""
        super().add_fields(form, index)
        box = form.fields.get(forms.formsets.DELETION_FIELD_NAME)
        if box is not None and form.instance.pk and is_needed(form.instance):
            box.disabled = True

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [
            form
            for form in self.forms
            if form.cleaned_data.get("text") and not form.cleaned_data.get("DELETE")
        ]
        kind = self.instance.kind
        if kind not in Question.WITH_CHOICES:
            if kept:
                kind_words = Kind(kind).label if kind in Kind.values else ""
                words = _("A question of this kind has no answers to choose from: %(kind)s.")
                raise ValidationError(words % {"kind": kind_words}, code="no_choices_here")
            return
        if len(kept) < LEAST_CHOICES:
            words = _("Name at least two answers to choose from.")
            raise ValidationError(words, code="too_few_choices")
        self._refuse_twins(kept)

    def _refuse_twins(self, kept: list[Any]) -> None:
        seen = set()
        for form in kept:
            text = form.cleaned_data["text"].strip().lower()
            if text in seen:
                words = _("This answer stands here twice.")
                form.add_error("text", ValidationError(words, code="twice"))
            seen.add(text)


def times_chosen(choice: Choice) -> int:
    """How many have chosen it: counted by the page's one query, or for this row alone."""
    counted: int | None = choice.__dict__.get("chosen_number")
    return choice.chosen.count() if counted is None else counted


def is_needed(choice: Choice) -> bool:
    """Whether it cannot be deleted: it was chosen, or a question follows from it."""
    return times_chosen(choice) > 0 or choice.opens.exists()


def places_words(choice: Choice) -> str:
    """«„Экскурсия“: выбрали 12, а мест 10…» when fewer places are left than were chosen."""
    chosen = times_chosen(choice)
    if choice.places is None or chosen <= choice.places:
        return ""
    words = ngettext(
        "“%(choice)s”: %(chosen)d has chosen it, and it has %(places)d places. Nobody loses"
        " theirs; it cannot be chosen until fewer than %(places)d have it.",
        "“%(choice)s”: %(chosen)d have chosen it, and it has %(places)d places. Nobody loses"
        " theirs; it cannot be chosen until fewer than %(places)d have it.",
        chosen,
    )
    return words % {"choice": choice.local_text, "chosen": chosen, "places": choice.places}
