"""The sign-up form: is it well-formed? Whether it may happen is the desk's to say."""

import math
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.http import QueryDict

from registrations import refusals
from registrations.desk import Application
from registrations.files import Shelf
from registrations.forms.consents import ConsentsForm
from registrations.forms.key import FormKey
from registrations.forms.parts import PartForm
from registrations.forms.questionnaire import Questionnaire
from registrations.forms.sent import Files, Part, Sent
from registrations.forms.whole import WholeForm
from registrations.models import ConsentText, Intake, Purpose, Question


class SignUpForm(WholeForm):
    """The whole form of one intake, with its key and the consents.

    `typed` is what a browser sent, None for an empty form. `texts` are the consent texts in
    force by purpose (`ConsentText.objects.all_current`). `for_staff`: a colleague types for
    somebody on the telephone; then no consent is asked, and nobody is taken for a robot.
    """

    def __init__(
        self,
        intake: Intake,
        texts: Mapping[str, ConsentText],
        typed: QueryDict | None = None,
        files: "Files | None" = None,
        *,
        at: datetime,
        for_staff: bool = False,
        questionnaire: Questionnaire | None = None,
    ) -> None:
        sent = Sent(typed, files)
        asked = questionnaire or Questionnaire.of(intake, [Question.Stage.SIGN_UP])
        super().__init__(intake, sent, asked, at=at)
        self.for_staff = for_staff
        wanted = _purposes(intake, for_staff=for_staff)
        self.texts = {purpose: text for purpose, text in texts.items() if purpose in wanted}
        self.sent_key = FormKey.read(sent.registration.last("form_key"), intake)
        if self.sent_key and not self._show_texts_of(self.sent_key):
            self.sent_key = None
        ids = {purpose: text.pk for purpose, text in self.texts.items()}
        self.key = self.sent_key or FormKey.fresh(ids, at)
        self.is_robotic = bool(sent.registration.last("website")) and not for_staff
        self.shelf = Shelf(intake, self.key.key)

    def _show_texts_of(self, key: FormKey) -> bool:
        """Show the versions that the form showed before; whether all of them still exist."""
        shown = {purpose: text.pk for purpose, text in self.texts.items()}
        if dict(key.consent_text_ids) == shown:
            return True
        found = ConsentText.objects.in_bulk(key.consent_text_ids.values())
        self.texts = {
            purpose: found[pk] for purpose, pk in key.consent_text_ids.items() if pk in found
        }
        return len(self.texts) == len(key.consent_text_ids)

    @cached_property
    def consents(self) -> ConsentsForm:
        part = self.sent.registration
        return ConsentsForm(part, texts=self.texts, is_checked=self.is_checked)

    def row_options(self, part: Part) -> dict[str, object]:
        return {"any_room": self.for_staff}

    @property
    def parts(self) -> list[PartForm]:
        return [*super().parts, self.consents]

    @property
    def signed_key(self) -> str:
        return self.key.signed(self.intake)

    def keep_files(self) -> None:
        """Only for a form that we gave out, and that no robot fills in. Raises `Busy`."""
        if self.sent_key and not self.is_robotic:
            super().keep_files()

    def application(self, *, language: str, address: str | None) -> Application:
        """What the desk needs, when the form is whole.

        Raises `StaleForm`, `FilledByRobot`, `TooFast`, `Invalid`, `MoreQuestions` or
        `ProbableSlip`.
        """
        if self.sent_key is None:
            raise refusals.StaleForm
        if not self.for_staff:
            self._require_person(self.sent_key)
        self.check()
        return Application(
            form_key=self.key.key,
            language=language,
            contact=self.checked_contact(),
            people=self.people(),
            consent_text_ids=self.consents.agreed_ids(),
            address=address,
            answers=self.answered(self.answers),
            accepts_fewer=self.accepts_fewer,
            accepts_waiting=self.accepts_waiting,
        )

    def _require_person(self, key: FormKey) -> None:
        if self.is_robotic:
            raise refusals.FilledByRobot
        missing = settings.MINIMUM_FILLING_SECONDS - (self.at.timestamp() - key.rendered_at)
        if missing > 0:
            raise refusals.TooFast(retry_after=math.ceil(missing))


def _purposes(intake: Intake, *, for_staff: bool) -> set[str]:
    """What this form asks consent for."""
    if for_staff:
        return set()
    asked = {
        Purpose.PROCESSING: True,
        Purpose.PHOTOGRAPHS: intake.asks_photographs,
        Purpose.NEWS: intake.asks_news,
    }
    return {purpose for purpose, is_asked in asked.items() if is_asked}
