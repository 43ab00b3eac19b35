"""An intake's rules as staff type them: what cannot be is said at its field."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from museumsite.moments import closing_moment, opening_moment

if TYPE_CHECKING:  # it imports this module
    from registrations.models.intake import Intake

LONGEST_REMINDER_DAYS = 60


def reminder_days(typed: str) -> list[int]:
    """«7, 1» as numbers of days, the largest first. Raises `ValidationError`."""
    parts = [part for part in typed.replace(";", ",").replace(" ", ",").split(",") if part]
    if not all(part.isdecimal() and int(part) <= LONGEST_REMINDER_DAYS for part in parts):
        raise ValidationError(
            _("Days before the session, separated by commas, for example: 7, 1. At most %(most)d."),
            code="days",
            params={"most": LONGEST_REMINDER_DAYS},
        )
    return sorted({int(part) for part in parts}, reverse=True)


def check_rules(intake: "Intake") -> None:
    """Write what was typed the way it is kept; raises `ValidationError` for what cannot be."""
    if not (intake.opens_date and intake.deadline_date and intake.session_id):
        return  # each field says so itself
    if not intake.session.has_clock():
        return
    if intake.session.start_date and intake.deadline_date > intake.session.last_date:
        error = ValidationError(_("The deadline is after the session."), code="after_session")
        raise ValidationError({"deadline_date": error})
    zone = intake.session.zoneinfo
    opens_at = _checked("opens_time", opening_moment, intake.opens_date, intake.opens_time, zone)
    closes_at = _checked(
        "deadline_time", closing_moment, intake.deadline_date, intake.deadline_time, zone
    )
    if closes_at <= opens_at:
        raise ValidationError(
            {
                "deadline_date": ValidationError(
                    _("Sign-up closes before it opens."), code="closes_early"
                )
            }
        )
    _check_list_end(intake, zone)
    intake.reminders = ", ".join(str(days) for days in _checked_reminders(intake.reminders))


def _check_list_end(intake: "Intake", zone: ZoneInfo) -> None:
    """The moment the waiting list ends must exist, and not lie after the session begins."""
    if intake.promote_until_date is None:
        intake.promote_until_time = None
        return
    ends_at = _checked(
        "promote_until_time",
        closing_moment,
        intake.promote_until_date,
        intake.promote_until_time,
        zone,
    )
    is_too_late = (
        intake.session.start_date and intake.promote_until_date > intake.session.start_date
    )
    if is_too_late or (intake.session.start_time and ends_at > intake.session.starts_at):
        raise ValidationError(
            {
                "promote_until_date": ValidationError(
                    _("The list cannot move up after the session has started."),
                    code="after_start",
                )
            }
        )


def _checked(
    field: str,
    moment: Callable[[date, time | None, ZoneInfo], datetime],
    day: date,
    wall_time: time | None,
    zone: ZoneInfo,
) -> datetime:
    """The moment of the typed values, its refusal put at the field it is about."""
    try:
        return moment(day, wall_time, zone)
    except ValidationError as error:
        raise ValidationError({field: error}) from error


def _checked_reminders(typed: str) -> list[int]:
    try:
        return reminder_days(typed)
    except ValidationError as error:
        raise ValidationError({"reminders": error}) from error
