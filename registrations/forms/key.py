"""What one rendered form carries, signed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from registrations.models import Intake, Purpose

SALT = "registrations.forms"


@dataclass(frozen=True)
class FormKey:
    """The random key of one rendered form, the consent texts it shows, its hour.

    The key makes the same form sent twice one registration; what a person agrees to is the
    version their form showed; `rendered_at` (seconds since 1970) tells a robot from a person.
    """

    key: str
    consent_text_ids: Mapping[str, int]  # by purpose
    rendered_at: float

    @classmethod
    def fresh(cls, consent_text_ids: Mapping[str, int], at: datetime) -> "FormKey":
        return cls(secrets.token_urlsafe(24), consent_text_ids, at.timestamp())

    @classmethod
    def read(cls, signed: str, intake: Intake) -> "FormKey | None":
        """The key a browser sent back; None when it is missing, damaged or another intake's."""
        try:
            of_intake, key, texts, rendered_at = signing.loads(signed, salt=SALT)
        except (signing.BadSignature, ValueError):
            return None
        if isinstance(texts, int):  # a form that was open before there were several texts
            texts = {Purpose.PROCESSING.value: texts}
        return cls(key, texts, rendered_at) if of_intake == intake.pk else None

    def signed(self, intake: Intake) -> str:
        values = [intake.pk, self.key, dict(self.consent_text_ids), self.rendered_at]
        return signing.dumps(values, salt=SALT)
