"""The sign-up form: is it well-formed? Whether it may happen is the desk's to say."""

import math
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import Session
from museumsite import moments
from museumsite.fields import LineField, PhoneField
from registrations import refusals
from registrations.desk import Application, Contact, Person
from registrations.models import ConsentText, Intake, Participant, Registration

PREFIX = "participants"
MOST_ROWS = 1_000  # what a page will show again, however many were sent
SALT = "registrations.forms"
_ROW_FIELD = re.compile(rf"{PREFIX}-(?P<number>\d{{1,4}})-(?P<field>name|position|mode)")


def _length(model: type[Registration] | type[Participant], field: str) -> int:
    length: int = model._meta.get_field(field).max_length  # type: ignore[assignment, union-attr]
    return length


def _text(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs=attributes)


class ContactForm(forms.Form):
    """The person we write to, the museum, and the consent."""

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
        widget=_text(autocomplete="organization"),
    )
    city = LineField(
        label=_("City"),
        max_length=_length(Registration, "city"),
        widget=_text(autocomplete="address-level2"),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The confirmation and the link to your registration go here."),
        max_length=_length(Registration, "email"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    phone = PhoneField(
        label=_("Phone"),
        help_text=_("With the area code, an extension if there is one."),
        max_length=_length(Registration, "phone"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    consent = forms.BooleanField(
        label=_("I consent to the processing of my personal data"),
        error_messages={
            "required": _("Without your consent we may not keep your registration: tick the box.")
        },
    )
    # Seen by robots only; a person's browser leaves it empty.
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=_text(autocomplete="off", tabindex="-1"),
    )
    form_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        """In one spelling, so that a second registration from one address is noticed.

        Small letters, and a Cyrillic domain in Cyrillic, though browsers send it encoded.
        """
        name, _at, domain = str(self.cleaned_data["email"]).lower().rpartition("@")
        with suppress(UnicodeError):  # then as typed: the field has found it well-formed
            domain = domain.encode("idna").decode("idna")
        return f"{name}@{domain}"


class ParticipantForm(forms.Form):
    """One person and one seat."""

    name = LineField(
        label=_("Family name, given name and patronymic"),
        max_length=_length(Participant, "name"),
    )
    position = LineField(label=_("Position"), max_length=_length(Participant, "position"))
    mode = forms.ChoiceField(
        label=_("Attendance"), choices=Participant.Mode.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A section of its own, or a browser fills one person into every row.
        section = f"section-{self.prefix}"
        self.fields["name"].widget.attrs["autocomplete"] = f"{section} name"
        self.fields["position"].widget.attrs["autocomplete"] = f"{section} organization-title"
        if session.mode != Session.Mode.HYBRID:
            del self.fields["mode"]


class BaseParticipantFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable
    """Participants of one registration, from one to the intake's limit; empty rows are nobody."""

    def named(self) -> list[ParticipantForm]:
        """The rows in which somebody typed something, and the first one always."""
        return [form for number, form in enumerate(self.forms) if number == 0 or form.has_changed()]

    def clean(self) -> None:
        if len(self.named()) > self.max_num:
            raise forms.ValidationError(
                ngettext(
                    "One registration takes %(number)d participant at the most.",
                    "One registration takes %(number)d participants at the most.",
                    self.max_num,
                ),
                code="too_many",
                params={"number": self.max_num},
            )


@dataclass(frozen=True)
class FormKey:
    """What one rendered form carries, signed: its random key, its consent text, its hour.

    The key makes the same form sent twice one registration; `rendered_at` (seconds since
    1970) tells a robot from a person.
    """

    key: str
    consent_text_id: int
    rendered_at: float

    @classmethod
    def fresh(cls, consent_text_id: int) -> "FormKey":
        return cls(secrets.token_urlsafe(24), consent_text_id, moments.now().timestamp())

    @classmethod
    def read(cls, signed: str, intake: Intake) -> "FormKey | None":
        """The key a browser sent back; None when it is missing, damaged or another intake's."""
        try:
            of_intake, *values = signing.loads(signed, salt=SALT)
        except (signing.BadSignature, ValueError):
            return None
        return cls(*values) if of_intake == intake.pk else None

    def signed(self, intake: Intake) -> str:
        return signing.dumps(
            [intake.pk, self.key, self.consent_text_id, self.rendered_at], salt=SALT
        )


class SignUpForm:
    """The whole form of one intake: contact person, participants, and the key.

    `typed` is what a browser sent, None for an empty form. Adding and taking off a row are
    submit buttons, so that they work without scripts: then the form is shown again as it
    was typed, without complaints. However wrong, everything sent is shown again.
    """

    def __init__(
        self, intake: Intake, current_text: ConsentText, typed: QueryDict | None = None
    ) -> None:
        sent = QueryDict() if typed is None else typed
        rows = _rows(sent)
        self.intake = intake
        self.is_rearranged = _rearrange(rows, sent)
        self.is_robotic = bool(sent.get("website"))
        self.sent_key = FormKey.read(sent.get("form_key", ""), intake)
        self.key = self.sent_key or FormKey.fresh(current_text.pk)
        self.consent_text = current_text
        if self.key.consent_text_id != current_text.pk:
            # What a person agrees to is the version their form showed.
            self.consent_text = ConsentText.objects.get(pk=self.key.consent_text_id)
        values = {**sent.dict(), "website": "", "form_key": self.key.signed(intake)}
        self._build(values, list(rows.values()) or [{}], typed is not None)

    def _build(self, values: dict[str, Any], rows: list[dict[str, str]], is_sent: bool) -> None:
        formset: Any = forms.formset_factory(
            ParticipantForm,
            formset=BaseParticipantFormSet,
            min_num=1,
            max_num=self.intake.participants_limit,
            absolute_max=MOST_ROWS,
            extra=0,
        )
        options: Any = {"prefix": PREFIX, "form_kwargs": {"session": self.intake.session}}
        if is_sent and not self.is_rearranged:
            self.contact = ContactForm(values)
            self.participants = formset(_numbered(rows), **options)
        else:
            self.contact = ContactForm(initial=values)
            self.participants = formset(initial=rows, **options)

    def application(self, *, language: str, address: str | None) -> Application:
        """What the desk needs, when the form is whole.

        Raises `StaleForm`, `FilledByRobot`, `TooFast` or `Invalid`.
        """
        if self.sent_key is None:
            raise refusals.StaleForm
        if self.is_robotic:
            raise refusals.FilledByRobot
        missing = settings.MINIMUM_FILLING_SECONDS - (
            moments.now().timestamp() - self.sent_key.rendered_at
        )
        if missing > 0:
            raise refusals.TooFast(retry_after=math.ceil(missing))
        if not (self.contact.is_valid() & self.participants.is_valid()):
            raise refusals.Invalid
        contact = self.contact.cleaned_data
        return Application(
            form_key=self.key.key,
            language=language,
            contact=Contact(
                contact_name=contact["contact_name"],
                contact_position=contact["contact_position"],
                museum=contact["museum"],
                organisation_id=None,
                city=contact["city"],
                email=contact["email"],
                phone=contact["phone"],
            ),
            people=[self._person(form.cleaned_data) for form in self.participants.named()],
            consent_text_ids=[self.consent_text.pk],
            address=address,
        )

    def _person(self, cleaned: Mapping[str, str]) -> Person:
        """Where the session is not hybrid, there is one way to attend."""
        return Person(
            name=cleaned["name"],
            position=cleaned["position"],
            mode=cleaned.get("mode") or self.intake.session.mode,
        )


def _rows(sent: QueryDict) -> dict[int, dict[str, str]]:
    """The participants' rows of a sent form by their number, whatever its hidden counts say."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in sent.items():
        match = _ROW_FIELD.fullmatch(name)
        if match:
            rows.setdefault(int(match["number"]), {})[match["field"]] = str(value)
    return dict(sorted(rows.items())[:MOST_ROWS])


def _rearrange(rows: dict[int, dict[str, str]], sent: QueryDict) -> bool:
    """Add or take off the row a button asked for; whether one did."""
    if "add_participant" in sent:
        if len(rows) < MOST_ROWS:
            rows[max(rows, default=-1) + 1] = {}
        return True
    number = sent.get("remove_participant")
    if number is not None:
        rows.pop(int(number) if number.isdecimal() and len(number) < 5 else -1, None)
        return True
    return False


def _numbered(rows: list[dict[str, str]]) -> dict[str, str]:
    """The data of a formset with these rows, numbered without gaps."""
    values = {
        f"{PREFIX}-{number}-{field}": value
        for number, row in enumerate(rows)
        for field, value in row.items()
    }
    return {
        **values,
        f"{PREFIX}-TOTAL_FORMS": str(len(rows)),
        f"{PREFIX}-INITIAL_FORMS": "0",
    }
