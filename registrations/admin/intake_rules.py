"""The rules of a sign-up in groups, as its screen shows them."""

from typing import Any

from django.utils.translation import gettext as _

from events.models import Session
from museumsite import zones
from registrations.admin.intake_form import BELOW_TAKEN
from registrations.models import Intake

_OPENS = ("opens_date", "opens_time")
_DEADLINE = ("deadline_date", "deadline_time")


def new_fieldsets() -> list[Any]:
    """What has to be known to begin with."""
    words = _(
        "All dates and times are by the session's clock. The waiting list, approval, questions"
        " and the rest are set on the next page."
    )
    return [
        (
            None,
            {
                "fields": ["session", _OPENS, _DEADLINE, "capacity", "online_capacity"],
                "description": words,
            },
        )
    ]


def fieldsets_of(intake: Intake, *, asks: bool = False) -> list[Any]:
    """The groups for `intake`: of places online only where anybody can be online.

    `asks` puts the tick that confirms a limit below what is taken beside the limits.
    """
    session = intake.session
    is_hybrid = session.mode == Session.Mode.HYBRID
    clock = _("All dates and times are by the session's clock: %(zone)s.") % {
        "zone": zones.in_words(session.zone, session.starts_at)
    }
    seats: Any = ("capacity", "online_capacity") if is_hybrid else "capacity"
    groups = [
        (
            _("When one can sign up"),
            {"fields": [_OPENS, _DEADLINE, "corrections_until_date"], "description": clock},
        ),
        (_("Seats"), {"fields": [seats, *([BELOW_TAKEN] if asks else [])]}),
        (
            _("Museums and names"),
            {"fields": [("participants_limit", "museum_limit"), "names_until_date"]},
        ),
        (
            _("Waiting list"),
            {
                "fields": [
                    "has_waiting_list",
                    ("promote_until_date", "promote_until_time"),
                    ("offers_from_days", "offer_hours"),
                ]
            },
        ),
        (_("Approval"), {"fields": ["needs_approval"]}),
        (_("Check of the address"), {"fields": ["address_check_hours"]}),
    ]
    if session.mode != Session.Mode.IN_PERSON:
        groups.append((_("Taking part online"), {"fields": ["online_link"]}))
    groups += [
        (_("Reminders"), {"fields": ["reminders"]}),
        (_("Consents"), {"fields": [("asks_photographs", "asks_news")]}),
    ]
    return groups
