"""Possible repeats side by side: the same address or the same person. Nothing merges them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from museumsite import moments
from museumsite.wording import folded, local_moment
from registrations.admin.decisions import CANCEL, NO_REPEAT
from registrations.admin.registration_list import people_of, places_of
from registrations.admin.standing_words import seats_words, standing_words
from registrations.models import Participant, Registration

MOST_BESIDE = 5  # others beside the one; more would not be compared, only scrolled
_TEMPLATE = "admin/registrations/registration/repeats.html"


@dataclass(frozen=True)
class Row:
    """One thing to compare, as each registration has it."""

    name: str
    values: Sequence[Sequence[str]]  # lines, by registration
    is_compared: bool = True

    @property
    def differs(self) -> bool:
        """Whether the registrations differ in it, however it was spelt."""
        first, *others = [[folded(line) for line in sorted(lines)] for lines in self.values]
        return self.is_compared and any(other != first for other in others)


@dataclass(frozen=True)
class Column:
    """One registration, and where to go with it."""

    registration: Registration
    address: str
    cancel_address: str = ""
    no_repeat_address: str = ""


def others_like(registration: Registration) -> list[Registration]:
    """Others for the same session with the same address, or that name one of the same people."""
    if not registration.email:
        return []  # erased
    names = [person.name_key for person in people_of(registration) if person.name_key]
    same_person = Participant.objects.filter(registration=OuterRef("pk"), name_key__in=names)
    found = (
        Registration.objects.filter(intake=registration.intake_id)
        .filter(Q(email=registration.email) | Exists(same_person))
        .exclude(pk=registration.pk)
        .select_related("intake__session__announcement", "organisation")
        .prefetch_related("participants")
    )
    return list(found.order_by("cancelled_at", "submitted_at", "pk")[:MOST_BESIDE])


def repeats_page(
    request: HttpRequest, site: admin.AdminSite, registration: Registration, may_decide: bool
) -> HttpResponse:
    """Those that may be one, in columns, the differences marked."""
    beside = [registration, *others_like(registration)]
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Possible repeats"),
        "opts": Registration._meta,
        "registration": registration,
        "columns": [_column(one, may_decide) for one in beside],
        "rows": _rows(beside),
        "is_alone": len(beside) == 1,
    }
    return TemplateResponse(request, _TEMPLATE, context)


def _column(registration: Registration, may_decide: bool) -> Column:
    def address(page: str) -> str:
        return reverse(f"admin:registrations_registration_{page}", args=[registration.pk])

    at, people = moments.now(), people_of(registration)
    can_cancel = may_decide and CANCEL.is_open(registration, people, at)
    can_dismiss = may_decide and NO_REPEAT.is_open(registration, people, at)
    return Column(
        registration,
        address("change"),
        address(CANCEL.name) if can_cancel else "",
        address(NO_REPEAT.name) if can_dismiss else "",
    )


def _rows(beside: Sequence[Registration]) -> list[Row]:
    def row(name: str, of: Callable[[Registration], Sequence[str]], **options: Any) -> Row:
        return Row(name, [of(one) for one in beside], **options)

    return [
        row(_("State"), _standing, is_compared=False),
        row(_("Submitted"), lambda one: [_submitted(one)], is_compared=False),
        row(_("Contact person"), lambda one: [one.contact_name]),
        row(_("Position"), lambda one: [one.contact_position]),
        row(_("Museum"), lambda one: [one.museum]),
        row(_("City"), lambda one: [one.city]),
        row(_("E-mail"), lambda one: [one.email]),
        row(_("Phone"), lambda one: [one.phone]),
        row(_("Participants"), lambda one: [_person(person) for person in people_of(one)]),
    ]


def _standing(registration: Registration) -> list[str]:
    people = people_of(registration)
    words = seats_words(registration, people, places_of(registration))
    return [standing_words(registration, people), *words]


def _submitted(registration: Registration) -> str:
    return local_moment(registration.submitted_at, registration.intake.session.zone)


def _person(participant: Participant) -> str:
    parts = [str(participant), participant.position, str(participant.get_mode_display())]
    return ", ".join(part for part in parts if part)
