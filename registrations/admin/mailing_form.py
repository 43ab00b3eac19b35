"""What a colleague types to write to a group, and the key by which a double click is one letter."""

import secrets
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core import signing
from django.utils.translation import gettext_lazy as _

from museumsite import moments
from museumsite.admin import MinuteField, year_is_meant
from museumsite.fields import LineField, LinesField
from registrations.letters.wording import check_placeholders
from registrations.mailings import KINDS
from registrations.models import Intake, Kind, Mailing

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
    """Kind, group and words of one message, and perhaps when it is to go.

    What is cleaned has `send_at`, an instant, instead of the typed day and time; None: at once.
    """

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

    send_date = forms.DateField(
        label=_("Send not before"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[year_is_meant],
        help_text=_("Empty: it goes at once. Otherwise it goes by itself on that day."),
    )
    send_time = MinuteField(label=_("At"), required=False, help_text=_("By the session's clock."))

    def __init__(self, *args: Any, intake: Intake, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.intake = intake

    def clean(self) -> dict[str, Any]:
        """Only what has words of its own may go without a colleague's, only news for the news."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["send_at"] = self._send_at(cleaned)
        kind = cleaned.get("kind", "")
        if kind and kind != Kind.NEWS and cleaned.get("group") == Mailing.Group.NEWS:
            words = _("Those who agreed to news are sent news: such a letter says how to end them.")
            self.add_error("kind", forms.ValidationError(words, code="no_news"))
        for name in ("subject", "body"):
            typed = cleaned.get(name)
            if typed:
                self._check(name, kind, typed)
            elif typed is not None and kind in {Kind.MESSAGE, Kind.NEWS}:
                self.add_error(name, forms.ValidationError(_("Please write it."), code="required"))
        return cleaned

    def _send_at(self, cleaned: dict[str, Any]) -> datetime | None:
        """The instant that was typed: it must exist, once, and lie before the session's end."""
        day, wall_time = cleaned.pop("send_date", None), cleaned.pop("send_time", None)
        if {"send_date", "send_time"} & set(self.errors) or (day is None and wall_time is None):
            return None
        if day is None or wall_time is None:
            missing = "send_date" if day is None else "send_time"
            words = _("Please give both, the day and the time.")
            self.add_error(missing, forms.ValidationError(words, code="half"))
            return None
        try:
            send_at = moments.moment_of(day, wall_time, self.intake.session.zoneinfo)
        except forms.ValidationError as error:
            self.add_error("send_time", error)
            return None
        self._require_in_time(send_at, cleaned.get("kind", ""))
        return send_at

    def _require_in_time(self, send_at: datetime, kind: str) -> None:
        session = self.intake.session
        if send_at <= moments.now():
            self.add_error("send_date", forms.ValidationError(_("This is past already."), "past"))
        elif send_at >= session.ends_at:
            words = _("The session will be over by then.")
            self.add_error("send_date", forms.ValidationError(words, code="after_session"))
        elif session.is_cancelled and kind != Kind.SESSION_CANCELLED:
            words = _("The session is cancelled: only word of that can go later.")
            self.add_error("send_date", forms.ValidationError(words, code="cancelled"))

    def _check(self, name: str, kind: str, typed: str) -> None:
        if not kind:
            return
        try:
            check_placeholders(kind, typed)
        except forms.ValidationError as error:
            self.add_error(name, error)
