"""What happens in a session, hour by hour."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models.session import Session
from museumsite.typography import typeset

LONGEST = 300  # characters of a title, of those who speak


class ProgrammeItem(models.Model):
    """One line of a session's programme, by the session's clock."""

    class Kind(models.TextChoices):
        BUSINESS = "business", _("business programme")
        EDUCATION = "education", _("educational programme")
        CULTURE = "culture", _("cultural programme")

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="programme", verbose_name=_("session")
    )
    day = models.DateField(
        _("day"), null=True, blank=True, help_text=_("Empty: the session's first day.")
    )
    starts = models.TimeField(_("starts at"), null=True, blank=True)
    ends = models.TimeField(_("ends at"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=LONGEST)
    speaker = models.CharField(_("speaker"), max_length=LONGEST, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, blank=True)

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme")
        ordering = [
            F("day").asc(nulls_first=True),
            F("starts").asc(nulls_first=True),
            "pk",
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="programme_item_ends_after_it_starts",
                violation_error_message=_("This item of the programme ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Well set as the announcement's own words are, unless staff turned that off."""
        announcement = self.session.announcement
        if announcement.is_typeset:
            self.title = typeset(self.title, announcement.language, LONGEST)
            self.speaker = typeset(self.speaker, announcement.language, LONGEST)
        super().save(*args, **kwargs)

    def date_held(self) -> date:
        return self.day or self.session.start_date

    def clean(self) -> None:
        errors: dict[str, ValidationError] = {}
        if self.ends and not self.starts:
            errors["starts"] = ValidationError(_("Say when it starts, too."), code="no_start")
        elif self.ends and self.starts and self.ends <= self.starts:
            errors["ends"] = ValidationError(_("It ends before it starts."), code="ends_early")
        if self.day and not self._is_day_of_session(self.day):
            errors["day"] = ValidationError(_("The session is not held on this day."), code="day")
        if errors:
            raise ValidationError(errors)

    def _is_day_of_session(self, day: date) -> bool:
        """True, too, while the form of the session itself lacks its date: that field says so."""
        session = self.session
        return not session.start_date or session.start_date <= day <= session.last_date
