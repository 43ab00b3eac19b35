"""What the calendar's templates ask: addresses, names of days and months, the programme."""

from datetime import date
from typing import Any

from babel.dates import get_day_names
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.models import Session
from events.months import Entry, Month
from events.programme import ProgrammeDay, clock_of, programme_of
from museumsite import wording, zones
from museumsite.pages import absolute

register = template.Library()
register.filter("clock", clock_of)
register.filter("weekday", wording.weekday)
register.filter("day_and_month", wording.day_and_month)


@register.simple_tag(takes_context=True)
def calendar_url(context: template.Context, month: Month | None = None, **changes: Any) -> str:
    """The calendar at `month`, or where it begins, as the page has narrowed it, with `changes`."""
    category, museum = context.get("category"), context.get("museum")
    chosen: dict[str, Any] = {
        "category": category.slug if category else None,
        "museum": museum.slug if museum else None,
        "view": "list" if context.get("is_list") else None,
    }
    chosen.update(changes)
    asked = {name: value for name, value in chosen.items() if value}
    address = (
        reverse("events:calendar_month", args=[month.year, month.number])
        if month
        else reverse("events:calendar")
    )
    return f"{address}?{urlencode(asked)}" if asked else address


@register.filter
def month_name(month: Month) -> str:
    """«сентябрь 2024», as a name by itself."""
    name = date_format(month.first, "F Y").replace(" ", wording.NBSP)
    return name if get_language() == "en" else name.lower()


@register.filter
def month_alone(month: Month) -> str:
    """«сентябрь», where the year stands above."""
    name = date_format(month.first, "F")
    return name if get_language() == "en" else name.lower()


@register.filter
def weekday_short(of: date) -> str:
    """«пн»."""
    names = get_day_names("abbreviated", context="stand-alone", locale=get_language() or "ru")
    return str(names[of.weekday()])


@register.filter
def entry_clock(entry: Entry) -> str:
    """When a session begins on its first day, «день 2 из 3» on the others.

    Another clock than the site's is named: «15:00, по владивостокскому времени».
    """
    session = entry.session
    if entry.goes_on:
        values = {"number": entry.number, "days": entry.days}
        return _("day %(number)d of %(days)d") % values
    if session.start_time is None:
        return ""
    starts = wording.clock(session.start_time)
    if session.zone == settings.TIME_ZONE:
        return starts
    zone = zones.in_words(session.zone, session.starts_at)
    return _("%(words)s, %(zone)s") % {"words": starts, "zone": zone}


@register.simple_tag
def programme(session: Session) -> list[ProgrammeDay]:
    """The session's programme by days."""
    return programme_of(session)


@register.filter
def whole_address(address: str) -> str:
    """An address of this site as people copy it into another program."""
    return absolute(address)


@register.filter
def webcal(address: str) -> str:
    """The same as calendar programs open it by themselves: they ask for what is new by and by."""
    return f"webcal://{absolute(address).partition('://')[2]}"
