"""The form of an announcement, and the rows of its organisers."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.announcements.stages import DRAFT, SCHEDULE
from events.models import Organiser
from museumsite import moments, zones
from museumsite.admin import TidyRows

_NAMED_TWICE = gettext_lazy("This organisation is named twice. Leave it once.")


class OrganiserFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable
    def get_unique_error_message(self, unique_check: Any) -> str:
        """Django's own names the database's columns."""
        return str(_NAMED_TWICE)


class OrganiserForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    class Meta:
        error_messages = {NON_FIELD_ERRORS: {"unique_together": _NAMED_TWICE}}


class OrganiserInline(TidyRows):
    model = Organiser
    form = OrganiserForm
    formset = OrganiserFormSet
    fields = ["organisation", "position"]
    autocomplete_fields = ["organisation"]
    extra = 0


class AnnouncementForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    class Meta:
        widgets = {"lead": AdminTextareaWidget(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "published_at" in self.fields:  # not for those who may only look
            clock = _("Date and time are typed %(clock)s.") % {
                "clock": zones.in_words(settings.TIME_ZONE, moments.now())
            }
            field = self.fields["published_at"]
            field.help_text = f"{field.help_text} {clock}"

    def clean(self) -> dict[str, Any]:
        """With what the button that was pressed asks of the date beside it."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        at = moments.now()
        if "published_at" in self.errors or "published_at" not in typed:
            return typed
        moment = typed["published_at"]
        if DRAFT in self.data and moment is not None:
            problem = _(
                "A draft has no date of publication. Press “Schedule” to let the page appear"
                " then, or clear the date."
            )
            self.add_error("published_at", ValidationError(problem, "draft"))
        if SCHEDULE in self.data and moment is None:
            problem = _("Type the date and time at which the page is to appear.")
            self.add_error("published_at", ValidationError(problem, "no_moment"))
        elif SCHEDULE in self.data and moment <= at:
            problem = _("This moment is over. Type one that is still to come, or publish now.")
            self.add_error("published_at", ValidationError(problem, "past"))
        return typed
