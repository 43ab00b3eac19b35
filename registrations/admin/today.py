"""«Сегодня»: what waits for the registrar, and what comes soon, in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from events.models import Session
from events.templatetags.announcements import when
from museumsite import moments
from registrations.admin.filters import MatterFilter, name_and_day
from registrations.admin.intake_links import screen_url
from registrations.admin.matters import MATTERS, Matter, counts, held_lines, untold
from registrations.admin.sign_up_words import deadline_words, room_name, seats_words
from registrations.admin.untold import UNTOLD_WORDS
from registrations.models import Intake, Registration
from registrations.queue_heads import StuckHead

SOON = timedelta(days=3)


@dataclass(frozen=True)
class Item:
    """One matter, how many registrations it is about, and the list of exactly these."""

    matter: Matter
    number: int
    address: str
    lines: Sequence["Line"] = ()


@dataclass(frozen=True)
class Line:
    """A link and what is said beside it."""

    name: str
    address: str
    words: str


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The page; for those who may read registrations."""
    if not request.user.has_perm("registrations.view_registration"):
        raise PermissionDenied
    at = moments.now()
    items = items_at(at)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Today"),
        "items": items,
        "total": sum(item.number for item in items),
        "deadlines": _deadlines(at),
        "sessions": _sessions(at),
    }
    return TemplateResponse(request, "admin/registrations/today/today.html", context)


def items_at(at: datetime) -> list[Item]:
    """The matters there are, in the order in which they press; none with nothing behind it."""
    numbers = counts(at)
    lines = {
        "untold": _untold_lines(at) if numbers["untold"] else [],
        "heads": _head_lines(at) if numbers["heads"] else [],
    }
    return [
        Item(
            matter,
            numbers[matter.name],
            _list_of(**{MatterFilter.parameter_name: matter.name}),
            lines.get(matter.name, ()),
        )
        for matter in MATTERS
        if numbers[matter.name]
    ]


def total_at(at: datetime) -> int:
    """How much waits in all."""
    return sum(counts(at).values())


def _untold_lines(at: datetime) -> list[Line]:
    """Each sign-up whose people are not told, with the way to the screen where they are."""
    # A query of its own: within the other, PostgreSQL looked row by row, for half a minute.
    concerned = Registration.objects.filter(untold(at)).order_by().values_list("intake", flat=True)
    keys = list(concerned.distinct())
    intakes = Intake.objects.filter(pk__in=keys).select_related("session__announcement")
    return [
        Line(name_and_day(intake), screen_url(intake), str(UNTOLD_WORDS[intake.untold]))
        for intake in intakes.order_by("session__starts_at", "pk")
    ]


def _head_lines(at: datetime) -> list[Line]:
    held = held_lines(at)
    known = Registration.objects.in_bulk({head.registration_id for _intake, head in held})
    return [
        Line(
            str(known[head.registration_id]),
            reverse("admin:registrations_registration_change", args=[head.registration_id]),
            _head_words(intake, head),
        )
        for intake, head in held
        if head.registration_id in known
    ]


def _head_words(intake: Intake, head: StuckHead) -> str:
    """«Съезд, 14 сентября 2024, в зале: свободно 1 место, а первыми ждут 3 человека …»."""
    free = ngettext("%(number)d seat is free", "%(number)d seats are free", head.left)
    wait = ngettext(
        "%(number)d person waits first",
        "%(number)d people wait first, only together",
        head.people,
    )
    where = name_and_day(intake)
    if intake.session.mode == Session.Mode.HYBRID:
        room = intake.facts().room(head.mode)
        where = f"{where}, {room_name(room)}" if room else where
    return _("%(where)s: %(free)s, but %(wait)s") % {
        "where": where,
        "free": free % {"number": head.left},
        "wait": wait % {"number": head.people},
    }


def _deadlines(at: datetime) -> list[Line]:
    """Sign-ups whose deadline is near."""
    near = Intake.objects.for_pages().within_period(at).filter(closes_at__lte=at + SOON)
    return [
        _line(intake, f"{deadline_words(intake)}; {seats_words(intake.facts())}")
        for intake in near.order_by("closes_at", "pk")
    ]


def _sessions(at: datetime) -> list[Line]:
    """What begins soon, with who comes."""
    near = Intake.objects.for_pages().filter(
        session__starts_at__gt=at, session__starts_at__lte=at + SOON, session__is_cancelled=False
    )
    return [
        _line(intake, f"{when(intake.session)}; {seats_words(intake.facts())}")
        for intake in near.order_by("session__starts_at", "pk")
    ]


def _line(intake: Intake, words: str) -> Line:
    return Line(name_and_day(intake), _list_of(intake=intake.pk), words)


def _list_of(**query: Any) -> str:
    address = reverse("admin:registrations_registration_changelist")
    return f"{address}?{urlencode(query)}"
