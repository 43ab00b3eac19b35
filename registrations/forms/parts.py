"""The parts a form is made of: contact person, participants, answers, the delegation's choice."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from museumsite.fields import LineField, PhoneField
from registrations.desk import Answered
from registrations.files import KeptFile
from registrations.forms.addresses import AddressField
from registrations.forms.question_fields import (
    FileField,
    Radios,
    WithFullChoices,
    answered,
    field_for,
)
from registrations.forms.questionnaire import Questionnaire, field_name
from registrations.forms.sent import PREFIX, Part
from registrations.models import Participant, Question, Registration
from registrations.words import RoomWords

TOGETHER, FEWER = "together", "fewer"


def _length(model: type[Registration] | type[Participant], field: str) -> int:
    length: int = model._meta.get_field(field).max_length  # type: ignore[assignment, union-attr]  # a CharField
    return length


def _text(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs=attributes)


class PartForm(forms.Form):
    """One part, with the questions it is asked.

    With `is_checked` it complains of what is wrong; without, it is shown as it was typed. A
    question that an answer has only now opened does not complain of being empty.
    """

    def __init__(
        self, part: Part, *, is_checked: bool, prefix: str | None = None, **options: Any
    ) -> None:
        data: Any = None
        if is_checked:
            data = MultiValueDict(
                {
                    f"{prefix}-{name}" if prefix else name: values
                    for name, values in part.values.items()
                }
            )
        super().__init__(data, prefix=prefix, use_required_attribute=False, **options)
        self.part = part
        self.asked: list[Question] = []
        self.slips: list[str] = []
        if not is_checked:
            self.initial = {
                name: values[-1] for name, values in part.values.items() if values and values[-1]
            }

    def ask(
        self,
        questions: Sequence[Question],
        questionnaire: Questionnaire,
        kept: dict[int, KeptFile],
        held: frozenset[str] = frozenset(),
    ) -> None:
        """Add the fields of these questions; `kept` are the files that came, by question."""
        self.asked = list(questions)
        for question in questions:
            name = field_name(question)
            field = field_for(question, questionnaire, held=held)
            self.fields[name] = field
            if isinstance(field, FileField):
                field.kept = kept.get(question.pk)
                field.problem = self.part.problems.get(name, "")
            elif question.kind == Question.Kind.SEVERAL:
                self.initial[name] = self.part.values.get(name, [])

    def full_clean(self) -> None:
        super().full_clean()
        for question in self.opened:
            name = field_name(question)
            self.errors.pop(name, None)
            self.fields[name].is_new = True  # type: ignore[attr-defined]  # for its component
        if not self.is_bound:
            self._say_what_is_wrong_with_files()

    def _say_what_is_wrong_with_files(self) -> None:
        """A refused file is not kept, so it cannot wait to be complained of as all else can."""
        for name, field in self.fields.items():
            if isinstance(field, FileField) and field.problem:
                self.errors[name] = self.error_class([field.problem])

    @property
    def opened(self) -> list[Question]:
        """Questions that the page had not shown, and that an answer has opened."""
        if not self.is_bound:
            return []
        return [
            question
            for question in self.asked
            if question.shown_if_question_id and not self.part.was_asked(question.pk)
        ]

    @property
    def questions(self) -> list[BoundField]:
        return [self[field_name(question)] for question in self.asked]

    @property
    def asked_name(self) -> str:
        return self.add_prefix("asked")

    @property
    def asked_ids(self) -> str:
        """What tells the next page which questions this one has shown."""
        return " ".join(str(question.pk) for question in self.asked)

    def answers(self) -> list[Answered]:
        """The answers of a part that is valid, those left empty included."""
        found = [answered(one, self.cleaned_data.get(field_name(one))) for one in self.asked]
        return [answer for answer in found if answer is not None]

    def complain(self, question_id: int, choice_id: int, words: str) -> None:
        """The desk has found an answer full: say so where it was chosen, and offer it no more."""
        name = f"q{question_id}"
        if name in self.fields and str(choice_id) in self.part.values.get(name, ()):
            self.add_error(name, words)
            widget: Any = self.fields[name].widget
            widget.full = widget.full | {str(choice_id)}

    def problems(self) -> Iterator[tuple[BoundField, str]]:
        """Each field that is wrong, with what is wrong with it."""
        for field in self:
            for words in field.errors:
                yield field, str(words)


class ContactForm(PartForm):
    """The person we write to, and the museum."""

    contact_name = LineField(
        label=_("Contact person"),
        help_text=_("Family name, given name and patronymic."),
        max_length=_length(Registration, "contact_name"),
        widget=_text(autocomplete="name"),
    )
    contact_position = LineField(
        label=_("Position"),
        max_length=_length(Registration, "contact_position"),
        widget=_text(autocomplete="organization-title"),
    )
    museum = LineField(
        label=_("Museum"),
        max_length=_length(Registration, "museum"),
        widget=_text(autocomplete="organization", list="museums"),
    )
    city = LineField(
        label=_("City"),
        max_length=_length(Registration, "city"),
        widget=_text(autocomplete="address-level2"),
    )
    email = AddressField(
        label=_("E-mail"),
        help_text=_("The confirmation and the link to your registration go here."),
        max_length=_length(Registration, "email"),
    )
    phone = PhoneField(
        label=_("Phone"),
        help_text=_("With the area code, an extension if there is one."),
        max_length=_length(Registration, "phone"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class DelegationForm(PartForm):
    """What a delegation wants when there are fewer seats than people."""

    accepts_fewer = forms.ChoiceField(
        label=_("If there are not enough seats for all"),
        choices=[
            (TOGETHER, _("only all together: wait until there are seats for everybody")),
            (FEWER, _("fewer seats will do: in the order in which you named them")),
        ],
        initial=TOGETHER,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("accepts_fewer", TOGETHER)
        self.fields["accepts_fewer"].has_default = True  # type: ignore[attr-defined]  # for its label


class ParticipantForm(PartForm):
    """One person and one seat."""

    name = LineField(
        label=_("Family name, given name and patronymic"),
        max_length=_length(Participant, "name"),
    )
    position = LineField(label=_("Position"), max_length=_length(Participant, "position"))
    later = forms.BooleanField(label=_("The name comes later"), required=False)
    email = AddressField(
        label=_("Own e-mail"),
        max_length=_length(Participant, "email"),
        required=False,
        help_text=_("Then this person gets letters and a ticket of their own."),
    )
    mode = forms.ChoiceField(label=_("Attendance"), choices=Participant.Mode.choices, widget=Radios)

    def __init__(
        self,
        part: Part,
        *,
        number: int,
        rooms: Sequence[RoomWords],
        may_come_later: bool,
        pk: int | None = None,
        own_mode: str = "",
        any_room: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(
            part,
            prefix=f"{PREFIX}-{number}",
            empty_permitted=number > 0 and pk is None,
            **options,
        )
        self.number = number
        self.pk = pk
        self.hides_questions = False  # whether some answer may still open more of them
        # A section of its own, or a browser fills one person into every row.
        section = f"section-{self.prefix}"
        self.fields["name"].widget.attrs["autocomplete"] = f"{section} name"
        self.fields["position"].widget.attrs["autocomplete"] = f"{section} organization-title"
        self.fields["email"].widget.attrs["autocomplete"] = f"{section} email"
        if not may_come_later:
            del self.fields["later"]
        if len(rooms) < 2:
            del self.fields["mode"]
        self.own_mode = own_mode
        self.any_room = any_room  # a colleague may go over the limit
        self.show_rooms(rooms)
        if self.comes_later:
            self.fields["name"].required = self.fields["position"].required = False

    @property
    def anchor(self) -> str:
        """Where on the page this row is."""
        return f"participant-{self.number + 1}"

    @property
    def comes_later(self) -> bool:
        """Whether a seat is asked for whose person is named later."""
        return "later" in self.fields and bool(self.part.last("later"))

    @property
    def is_nobody(self) -> bool:
        """An empty row more; the first one is always somebody."""
        return self.empty_permitted and not self.has_changed()

    def ask(self, questions: Sequence[Question], *args: Any, **kwargs: Any) -> None:
        super().ask(questions, *args, **kwargs)
        if self.comes_later and not self.part.last("name"):
            for question in questions:  # who is not known yet cannot answer yet
                self.fields[field_name(question)].required = False

    def show_rooms(self, rooms: Sequence[RoomWords]) -> None:
        """Say how many seats each way to attend has; offer none that has neither seat nor list."""
        if "mode" not in self.fields:
            return
        field: Any = self.fields["mode"]
        field.choices = [(room.mode, room.choice_words) for room in rooms]
        widget: WithFullChoices = field.widget
        shut = {room.mode for room in rooms if not (room.takes_forms or self.any_room)}
        widget.full = frozenset(shut - {self.own_mode})
