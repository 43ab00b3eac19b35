"""What a colleague fills in to decide about a registration."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import Organisation
from museumsite import moments
from museumsite.admin import MinuteField, year_is_meant
from museumsite.fields import LineField, LinesField
from museumsite.moments import closing_moment
from registrations.models import Intake, Registration

REASON_LENGTH = 500


class DecisionForm(forms.Form):
    """Nothing to fill in, only to confirm."""

    def __init__(self, *args: Any, registration: Registration | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registration = registration


class DeclineForm(DecisionForm):
    words = LinesField(
        label=_("Words to the declined"),
        help_text=_("They stand in the letter as you type them. Empty: the letter's own words."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class PromoteForm(DecisionForm):
    reason = LineField(
        label=_("Why"),
        help_text=_("Stays in the history, with your name."),
        max_length=REASON_LENGTH,
        widget=AdminTextInputWidget,
    )
    beyond_rules = forms.BooleanField(
        label=_("Over the limit"),
        help_text=_("Give seats even if none are free."),
        required=False,
    )


class UntilForm(forms.Form):
    """A last day and, perhaps, a time, by the clock of a session; and why."""

    until_date = forms.DateField(
        label=_("Until"),
        help_text=_("The last day. Without a time the whole of this day is included."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[year_is_meant],
    )
    until_time = MinuteField(
        label=_("At"),
        help_text=_("By the session's clock. From this minute on it is too late."),
        required=False,
    )
    reason = LineField(
        label=_("Why"),
        help_text=_("Stays in the history, with your name."),
        max_length=REASON_LENGTH,
        widget=AdminTextInputWidget,
    )

    intake: Intake

    def clean(self) -> dict[str, Any]:
        """The typed time must exist that day, and lie before us."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day, wall_time = cleaned.get("until_date"), cleaned.get("until_time")
        if day is None or "until_time" in self.errors:
            return cleaned
        try:
            until = closing_moment(day, wall_time, self.intake.session.zoneinfo)
        except ValidationError as error:
            self.add_error("until_time", error)
            return cleaned
        self._require_in_time(until)
        cleaned["until"] = until
        return cleaned

    def _require_in_time(self, until: datetime) -> None:
        if until <= moments.now():
            self.add_error("until_date", ValidationError(_("This is past already."), code="past"))
        elif until > self.intake.session.ends_at:
            words = _("The session will be over by then.")
            self.add_error("until_date", ValidationError(words, code="after_session"))


class MoreTimeForm(UntilForm, DecisionForm):
    def __init__(self, *args: Any, registration: Registration | None, **kwargs: Any) -> None:
        super().__init__(*args, registration=registration, **kwargs)
        if registration is not None:
            self.intake = registration.intake


class OrganisationForm(DecisionForm):
    organisation = forms.ModelChoiceField(
        label=_("Museum in the directory"),
        help_text=_("What was typed stays as it was; its people are counted with this museum's."),
        queryset=Organisation.objects.order_by("name"),
        required=False,
        empty_label=_("none of these"),
    )

    def __init__(self, *args: Any, registration: Registration | None, **kwargs: Any) -> None:
        super().__init__(*args, registration=registration, **kwargs)
        if registration is not None:
            self.initial.setdefault("organisation", registration.organisation_id)
