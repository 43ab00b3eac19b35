"""The page of one registration: what is read above its tables, and the buttons of the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from museumsite.templatetags.wording import named_moment
from registrations.admin.decisions import CANCEL, DECISIONS
from registrations.admin.filters import name_and_day
from registrations.admin.registration_list import people_of, places_of
from registrations.admin.repeats import others_like
from registrations.admin.standing_words import marks_of, seats_words, standing_words
from registrations.desk.record import has_own_address
from registrations.models import Consent, Purpose, Registration

_LINES = SafeString("<br>")


@dataclass(frozen=True)
class Button:
    """A link to a page that asks before it does anything."""

    words: Any
    address: str


def buttons_of(registration: Registration, at: datetime) -> list[Button]:
    """What can be done about `registration` at `at`; cancelling, which cannot be undone, last."""
    people = people_of(registration)
    open_now = [decision for decision in DECISIONS if decision.is_open(registration, people, at)]
    buttons = [
        Button(
            decision.button,
            reverse(f"admin:registrations_registration_{decision.name}", args=[registration.pk]),
        )
        for decision in open_now
    ]
    if not registration.is_cancelled:
        address = reverse("admin:registrations_registration_correct", args=[registration.pk])
        place = -1 if CANCEL in open_now else len(buttons)
        buttons.insert(place, Button(_("Correct…"), address))
    return buttons


@admin.display(description=gettext_lazy("session"))
def session(registration: Registration) -> SafeString:
    address = reverse("admin:events_session_change", args=[registration.intake.session_id])
    return format_html('<a href="{}">{}</a>', address, name_and_day(registration.intake))


@admin.display(description=gettext_lazy("state"))
def standing(registration: Registration) -> SafeString:
    """In words, with the seats; how a declined one was told; what to look at."""
    people = people_of(registration)
    lines = [
        standing_words(registration, people),
        *seats_words(registration, people, places_of(registration)),
        *marks_of(registration),
        registration.declined_words,
    ]
    return format_html_join(_LINES, "{}", ((line,) for line in lines if line))


@admin.display(description=gettext_lazy("submitted"))
def submitted(registration: Registration) -> str:
    words = _moment(registration.submitted_at, registration)
    if registration.entered_by is None:
        return words
    name = registration.entered_by.get_full_name() or registration.entered_by.get_username()
    return _("%(moment)s, entered by hand: %(name)s") % {"moment": words, "name": name}


@admin.display(description=gettext_lazy("museum"))
def museum(registration: Registration) -> str:
    """As it was typed, and what it is in the directory."""
    directory = registration.organisation
    if directory is None or directory.name == registration.museum:
        return registration.museum
    return _("%(typed)s (in the directory: %(name)s)") % {
        "typed": registration.museum,
        "name": directory.name,
    }


@admin.display(description=gettext_lazy("address of letters"))
def address_state(registration: Registration) -> str:
    """Whether letters come back, and whether the address is confirmed, and until when it can be."""
    lines = []
    if registration.bounced_at:
        since = _moment(registration.bounced_at, registration)
        lines.append(_("letters come back since %(moment)s") % {"moment": since})
    if registration.address_confirmed_at:
        since = _moment(registration.address_confirmed_at, registration)
        lines.append(_("confirmed on %(moment)s") % {"moment": since})
    elif registration.awaits_address and registration.address_check_until:
        until = _moment(registration.address_check_until, registration)
        lines.append(
            _("to be confirmed until %(moment)s, then the seats are freed") % {"moment": until}
        )
    return "; ".join(lines) or _("none has come back")


@admin.display(description=gettext_lazy("may be corrected until"))
def corrections(registration: Registration) -> str:
    until = max(filter(None, [registration.intake.corrects_until, registration.grace_until]))
    return _moment(until, registration)


@admin.display(description=gettext_lazy("consent missing"))
def consent_missing(registration: Registration) -> str:
    """Whose: the contact person's, entered by telephone; those with an address of their own."""
    if registration.is_cancelled:
        return ""
    processing = Consent.objects.in_force().filter(
        registration=registration, purpose=Purpose.PROCESSING
    )
    given = set(processing.values_list("participant_id", flat=True))
    missing = [] if None in given else [_("the contact person")]
    missing += [
        str(person)
        for person in people_of(registration)
        if has_own_address(person, registration) and person.pk not in given
    ]
    return "; ".join(missing)


@admin.display(description=gettext_lazy("possible repeats"))
def repeats(registration: Registration) -> SafeString | str:
    """The others for this session with the same address or person, and all side by side."""
    others = others_like(registration)
    if not others:
        return pgettext("repeats", "none")
    links = [
        (
            reverse("admin:registrations_registration_change", args=[other.pk]),
            other,
            standing_words(other, people_of(other)),
        )
        for other in others
    ]
    side_by_side = reverse("admin:registrations_registration_repeats", args=[registration.pk])
    return format_html(
        '{}<br><a class="repeats-link" href="{}">{}</a>',
        format_html_join(_LINES, '<a href="{}">{}</a> ({})', links),
        side_by_side,
        _("Compare side by side"),
    )


def _moment(moment: datetime, registration: Registration) -> str:
    return named_moment(moment, registration.intake.session.zone)


FIELDSETS: Any = [
    (
        None,
        {
            "fields": [
                session,
                standing,
                submitted,
                consent_missing,
                repeats,
                "accepts_fewer",
                corrections,
            ]
        },
    ),
    (
        gettext_lazy("Contact person"),
        {
            "fields": [
                "contact_name",
                "contact_position",
                museum,
                "city",
                "email",
                address_state,
                "phone",
                "language",
            ]
        },
    ),
]
READ_ONLY: Any = [
    session,
    standing,
    submitted,
    consent_missing,
    repeats,
    corrections,
    museum,
    address_state,
]
