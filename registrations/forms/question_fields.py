"""A form field for each kind of question, and what is handed to the desk for its answer."""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from museumsite.fields import LineField, LinesField
from registrations import files
from registrations.desk import Answered
from registrations.files import KeptFile
from registrations.forms.questionnaire import NO, YES, Questionnaire
from registrations.models import Choice, Question

Kind = Question.Kind
LONGEST_SHORT, LONGEST_LONG = 500, 5_000
MOST_SHOWN_AT_ONCE = 12  # choices; more are a list that opens
_NUMBER = re.compile(r"(?P<sign>[-−+]?)(?P<whole>\d{1,15})(?:[.,](?P<part>\d{1,6}))?", re.ASCII)


class WithFullChoices:
    """A widget that shows choices without free places, and lets nobody choose them.

    Who has chosen one already, and holds the place, may keep it.
    """

    full: frozenset[str] = frozenset()

    def create_option(
        self, name: str, value: Any, label: Any, selected: bool, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(  # type: ignore[misc]  # a widget's
            name, value, label, selected, *args, **kwargs
        )
        if str(value) in self.full:
            option["attrs"]["disabled"] = True
        return option


class Radios(WithFullChoices, forms.RadioSelect):
    pass


class Boxes(WithFullChoices, forms.CheckboxSelectMultiple):
    pass


class List(WithFullChoices, forms.Select):
    pass


class NumberField(LineField):
    """A number as people write it, with a comma or a point; kept with a point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if not typed:
            return ""
        match = _NUMBER.fullmatch(typed.replace(" ", ""))
        if match is None:
            raise ValidationError(_("Write a number, for example: 12 or 3,5."), code="number")
        sign = "-" if match["sign"] in {"-", "−"} else ""
        part = (match["part"] or "").rstrip("0")
        return f"{sign}{int(match['whole'])}" + (f".{part}" if part else "")


class DateField(LineField):
    """A day as the browser's own field sends it, or as people write it; kept as 2024-09-14."""

    widget = forms.DateInput(attrs={"type": "date"})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without a length, which a field for dates does not have in HTML."""
        return {}

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if not typed:
            return ""
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return _day(typed, form).isoformat()
            except ValueError:
                continue
        raise ValidationError(_("Write a date, for example: 14.09.2024."), code="date")


def _day(typed: str, form: str) -> date:
    return datetime.strptime(typed, form).date()  # noqa: DTZ007  a day has no zone


class FileField(forms.Field):
    """A file that was kept before the form was built (`files.Shelf`), or what was wrong with it."""

    widget = forms.FileInput(attrs={"accept": files.ACCEPTED})
    kept: KeptFile | None = None
    problem = ""

    def clean(self, value: Any) -> KeptFile | None:
        if self.problem:
            raise ValidationError(self.problem, code="file")
        if self.required and self.kept is None:
            raise ValidationError(self.error_messages["required"], code="required")
        return self.kept

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.kept or self.problem)


def field_for(
    question: Question, questionnaire: Questionnaire, *, held: frozenset[str] = frozenset()
) -> forms.Field:
    """The field of one question; `held` are choices whose places the asker has already.

    Its `shape` says which component shows it.
    """
    field: Any = _field_for(question, questionnaire, held)
    field.is_column = question.kind != Kind.YES_NO
    # What staff write is Russian on every page, unless they wrote it in English too.
    field.lang = "ru" if field.label == question.text else ""
    field.shape = "line"
    if question.kind == Kind.FILE:
        field.shape = "file"
    elif isinstance(field.widget, Radios | Boxes):
        field.shape = "choices"
    return field  # type: ignore[no-any-return]  # with attributes of our own


def _field_for(
    question: Question, questionnaire: Questionnaire, held: frozenset[str]
) -> forms.Field:
    options: dict[str, Any] = {
        "label": question.local_text,
        "help_text": question.local_hint,
        "required": question.is_required,
    }
    match question.kind:
        case Kind.LONG:
            rows = forms.Textarea(attrs={"rows": 4})
            return LinesField(max_length=LONGEST_LONG, widget=rows, **options)
        case Kind.NUMBER:
            return NumberField(max_length=40, **options)
        case Kind.DATE:
            return DateField(max_length=20, **options)
        case Kind.FILE:
            return FileField(**{**options, "help_text": options["help_text"] or FILE_HINT})
        case Kind.YES_NO:
            choices = [*_no_answer(question), (YES, _("yes")), (NO, _("no"))]
            return forms.ChoiceField(choices=choices, widget=Radios, **options)
        case Kind.ONE | Kind.SEVERAL:
            return _choice_field(question, questionnaire, held, options)
        case _:
            return LineField(max_length=LONGEST_SHORT, **options)


FILE_HINT = _("PDF, DOCX, JPEG or PNG, up to 10 MB.")


def answered(question: Question, cleaned: Any) -> Answered | None:
    """What the desk is told; None for a file that is an answer's already and stays."""
    match question.kind:
        case Kind.FILE:
            kept: KeptFile | None = cleaned
            if kept is None:
                return Answered(question.pk)
            return Answered(question.pk, upload_id=kept.upload_id) if kept.upload_id else None
        case Kind.ONE:
            return Answered(question.pk, choice_ids=[int(cleaned)] if cleaned else [])
        case Kind.SEVERAL:
            return Answered(question.pk, choice_ids=[int(choice) for choice in cleaned])
        case _:
            return Answered(question.pk, value=cleaned or "")


def _choice_field(
    question: Question, questionnaire: Questionnaire, held: frozenset[str], options: dict[str, Any]
) -> forms.Field:
    choices = list(question.choices.all())
    full = {str(choice.pk) for choice in choices if questionnaire.is_full(choice)} - held
    named = [(str(choice.pk), _choice_words(choice, questionnaire, held)) for choice in choices]
    field: Any
    if question.kind == Kind.SEVERAL:
        field = forms.MultipleChoiceField(choices=named, widget=Boxes, **options)
    elif len(choices) > MOST_SHOWN_AT_ONCE:
        nothing = [("", _("— choose —"))]
        field = forms.ChoiceField(choices=[*nothing, *named], widget=List, **options)
    else:
        named = [*_no_answer(question), *named]
        field = forms.ChoiceField(choices=named, widget=Radios, **options)
    field.widget.full = frozenset(full)
    return field  # type: ignore[no-any-return]  # one of the three above


def _no_answer(question: Question) -> list[tuple[str, Any]]:
    """A radio button cannot be taken back: where no answer is needed, none can be chosen."""
    return [] if question.is_required else [("", _("no answer"))]


def _choice_words(choice: Choice, questionnaire: Questionnaire, held: frozenset[str]) -> str:
    left = questionnaire.left.get(choice.pk)
    if left is None or (left == 0 and str(choice.pk) in held):
        return choice.local_text
    if left == 0:
        return _("%(choice)s — no places left") % {"choice": choice.local_text}
    return ngettext(
        "%(choice)s — %(number)d place left", "%(choice)s — %(number)d places left", left
    ) % {"choice": choice.local_text, "number": left}
