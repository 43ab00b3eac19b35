"""The boxes of the consents, each for its purpose and beside its own text."""

from collections.abc import Iterator, Mapping

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from registrations.forms.parts import PartForm
from registrations.forms.sent import Part
from registrations.models import ConsentText, Purpose

FIELDS = {
    Purpose.PROCESSING: "consent",
    Purpose.PHOTOGRAPHS: "consent_photographs",
    Purpose.NEWS: "consent_news",
}


class ConsentsForm(PartForm):
    """Never ticked beforehand; only the processing of what was typed is needed."""

    consent = forms.BooleanField(
        label=_("I consent to the processing of my personal data"),
        error_messages={
            "required": _("Without your consent we may not keep your registration: tick the box.")
        },
    )
    consent_photographs = forms.BooleanField(
        label=_("I consent to being photographed and filmed at the session"), required=False
    )
    consent_news = forms.BooleanField(label=_("I would like to get news by e-mail"), required=False)

    def __init__(self, part: Part, *, texts: Mapping[str, ConsentText], is_checked: bool) -> None:
        super().__init__(part, is_checked=is_checked)
        self.texts = texts
        for purpose, name in FIELDS.items():
            if purpose not in texts:
                del self.fields[name]

    @property
    def boxes(self) -> Iterator[tuple[BoundField, ConsentText]]:
        for purpose, name in FIELDS.items():
            if purpose in self.texts:
                yield self[name], self.texts[purpose]

    def agreed_ids(self) -> list[int]:
        """The texts of a valid form whose boxes were ticked."""
        return [
            self.texts[purpose].pk
            for purpose, name in FIELDS.items()
            if self.cleaned_data.get(name)
        ]
