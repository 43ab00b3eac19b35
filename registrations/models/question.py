"""What staff ask of those who sign up, and what was answered."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registrations.models.intake import Intake
from registrations.models.registration import Participant, Registration


def private_files() -> Any:
    """Where answers' files are kept: never in the public media folder."""
    return storages["private"]


def _in_language(text: str, text_en: str) -> str:
    return text_en if get_language() == "en" and text_en else text


class Question(models.Model):
    """One question of an intake's form."""

    class Kind(models.TextChoices):
        SHORT = "short", _("short text")
        LONG = "long", _("long text")
        ONE = "one", _("one of several")
        SEVERAL = "several", _("several of several")
        YES_NO = "yes_no", _("yes or no")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        FILE = "file", _("file")

    class Asks(models.TextChoices):
        PARTICIPANT = "participant", _("each participant")
        REGISTRATION = "registration", _("the registration once")

    class Stage(models.TextChoices):
        SIGN_UP = "sign_up", _("in the form")
        ACCEPTED = "accepted", _("later, of those who have seats, on their page")

    WITH_CHOICES = (Kind.ONE, Kind.SEVERAL)
    MAY_OPEN_OTHERS = (Kind.ONE, Kind.SEVERAL, Kind.YES_NO)

    intake = models.ForeignKey(
        Intake, on_delete=models.CASCADE, related_name="questions", verbose_name=_("session")
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Smaller numbers come first.")
    )
    text = models.CharField(_("question"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=300, blank=True)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    hint_en = models.CharField(_("hint in English"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SHORT)
    asks = models.CharField(_("asks"), max_length=12, choices=Asks, default=Asks.PARTICIPANT)
    stage = models.CharField(_("when"), max_length=10, choices=Stage, default=Stage.SIGN_UP)
    is_required = models.BooleanField(_("required"), default=False)
    shown_if_question = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opens",
        verbose_name=_("only after the question"),
        help_text=_("An earlier one, with choices or of yes and no. Empty: asked always."),
    )
    shown_if_choice = models.ForeignKey(
        "registrations.Choice",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opens",
        verbose_name=_("was answered with"),
        help_text=_("Empty for yes and no: asked after a yes."),
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.local_text

    @property
    def local_text(self) -> str:
        return _in_language(self.text, self.text_en)

    @property
    def local_hint(self) -> str:
        return _in_language(self.hint, self.hint_en)

    def clean(self) -> None:
        """A question may follow only from an earlier one of the same form that can open it."""
        earlier = self.shown_if_question
        if earlier is None:
            if self.shown_if_choice_id:
                raise ValidationError({"shown_if_question": _("Choose the question, too.")})
            return
        problem = self._problem_with(earlier)
        if problem:
            raise ValidationError({"shown_if_question": problem})
        if earlier.kind in self.WITH_CHOICES:
            if self.shown_if_choice is None or self.shown_if_choice.question_id != earlier.pk:
                raise ValidationError(
                    {"shown_if_choice": _("Choose one of the answers to that question.")}
                )
        elif self.shown_if_choice_id:
            raise ValidationError(
                {"shown_if_choice": _("That question is of yes and no: leave this empty.")}
            )

    def _problem_with(self, earlier: "Question") -> Any:
        if earlier.intake_id != self.intake_id or earlier.pk == self.pk:
            return _("Choose another question of the same session.")
        if earlier.kind not in self.MAY_OPEN_OTHERS:
            return _("Only a question with choices or of yes and no can open another.")
        if earlier.position >= self.position:
            return _("That question must come earlier: give it a smaller order.")
        same_door = earlier.stage == self.stage and earlier.asks == self.asks
        from_registration = earlier.stage == self.stage and earlier.asks == self.Asks.REGISTRATION
        if not (same_door or from_registration):
            return _("That question is asked of others or at another time.")
        return None


class Choice(models.Model):
    """One answer that can be chosen."""

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="choices", verbose_name=_("question")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(_("answer"), max_length=200)
    text_en = models.CharField(_("answer in English"), max_length=200, blank=True)
    places = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How many may choose it, those who wait included. Empty: everybody."),
    )

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.local_text

    @property
    def local_text(self) -> str:
        return _in_language(self.text, self.text_en)


class Answer(models.Model):
    """What was answered to one question, by a participant or for the registration."""

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        related_name="answers",
        verbose_name=_("registration"),
    )
    participant = models.ForeignKey(
        Participant,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("participant"),
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="answers", verbose_name=_("question")
    )
    # A text; «yes» or «no»; a number with a point; a date as 2024-09-14; a file's first name.
    value = models.TextField(_("answer"), blank=True)
    choices = models.ManyToManyField(
        Choice, through="ChosenChoice", related_name="answers", verbose_name=_("chosen")
    )
    file = models.FileField(_("file"), storage=private_files, upload_to="answers/", blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__position", "question", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"],
                condition=Q(participant__isnull=True),
                name="registration_answers_once",
            ),
            models.UniqueConstraint(
                fields=["participant", "question"],
                condition=Q(participant__isnull=False),
                name="participant_answers_once",
            ),
        ]

    def __str__(self) -> str:
        return self.value or str(self.question)


class ChosenChoice(models.Model):
    """That a choice was chosen: what a choice's places count."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="chosen")
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="chosen")

    class Meta:
        verbose_name = _("chosen answer")
        verbose_name_plural = _("chosen answers")
        constraints = [
            models.UniqueConstraint(fields=["answer", "choice"], name="choice_chosen_once")
        ]

    def __str__(self) -> str:
        return str(self.choice)


class Upload(models.Model):
    """A file that came with a form not accepted yet, kept so that it need not be chosen again.

    The desk turns it into an answer; the worker removes what nobody came back for.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="uploads")
    form_key = models.CharField(max_length=64, db_index=True)
    field = models.CharField(max_length=60)  # the form's own name of the field
    name = models.CharField(max_length=255)  # as the person's file is called
    file = models.FileField(storage=private_files, upload_to="uploads/")
    uploaded_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        constraints = [
            models.UniqueConstraint(fields=["form_key", "field"], name="upload_once_for_a_field")
        ]

    def __str__(self) -> str:
        return self.name
