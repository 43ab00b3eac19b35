"""What a colleague types to write to a group, and the key by which a double click is one letter."""

import secrets
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core import signing
from django.utils.translation import gettext_lazy as _

from museumsite.fields import LineField, LinesField
from registrations.letters.wording import check_placeholders
from registrations.mailings import KINDS
from registrations.models import Kind, Mailing

_SIGNER_SALT = "registrations.mailings.form"


def new_form_key(intake_pk: int) -> str:
    """A key nobody can invent, for one form about one session."""
    return signing.Signer(salt=_SIGNER_SALT).sign(f"{intake_pk}-{secrets.token_urlsafe(20)}")


def is_form_key(key: str, intake_pk: int) -> bool:
    """Whether the site gave out `key` for a form about this session."""
    try:
        return signing.Signer(salt=_SIGNER_SALT).unsign(key).startswith(f"{intake_pk}-")
    except signing.BadSignature:
        return False


class MailingForm(forms.Form):
    """Kind, group and words of one message."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        initial=Kind.MESSAGE.value,
    )
    group = forms.ChoiceField(
        label=_("To whom"), choices=Mailing.Group.choices, initial=Mailing.Group.ALL.value
    )
    subject = LineField(
        label=_("Subject"),
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("A letter that has its own words keeps its own subject when this is empty."),
    )
    body = LinesField(
        label=_("Text"),
        max_length=10_000,
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 12}),
        help_text=_("An empty line begins a new paragraph. An address of a page becomes a link."),
    )

    def clean(self) -> dict[str, Any]:
        """Only what has words of its own may go without a colleague's."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind", "")
        for name in ("subject", "body"):
            typed = cleaned.get(name)
            if typed:
                self._check(name, kind, typed)
            elif typed is not None and kind in {Kind.MESSAGE, Kind.NEWS}:
                self.add_error(name, forms.ValidationError(_("Please write it."), code="required"))
        return cleaned

    def _check(self, name: str, kind: str, typed: str) -> None:
        if not kind:
            return
        try:
            check_placeholders(kind, typed)
        except forms.ValidationError as error:
            self.add_error(name, error)
