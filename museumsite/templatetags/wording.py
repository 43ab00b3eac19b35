"""Words in templates. The sentences themselves are made in `museumsite/wording.py`."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from museumsite import phones, wording, zones

register = template.Library()

register.filter("no_orphans", wording.no_orphans)
register.filter("unbroken", wording.unbroken)
register.filter("whole_words", wording.whole_words)
local_moment = register.filter("local_moment", wording.local_moment)


@register.filter
def day(of: date | None) -> str:
    """«13 августа 2024»."""
    return wording.day(of) if of else ""


@register.filter
def publication_day(moment: datetime | None) -> str:
    """The date of a moment by the site's own clock."""
    return wording.day(site_date(moment)) if moment else ""


@register.filter
def site_date(moment: datetime) -> date:
    """The date of a moment by the site's own clock, for `datetime` attributes."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


@register.filter
def named_moment(moment: datetime, zone: str) -> str:
    """«13 августа 2024, 12:00, по московскому времени»."""
    return f"{wording.local_moment(moment, zone)}, {zones.in_words(zone, moment)}"


@register.filter
def site_moment(moment: datetime) -> str:
    """The same by the site's own clock."""
    return named_moment(moment, settings.TIME_ZONE)


@register.filter
def tel_link(phone: str) -> str:
    """The `tel:` address of a number as typed."""
    return phones.dialled(phone)


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text as paragraphs with links; whatever looks like HTML is shown as typed."""
    linked = urlize(text, autoescape=True)
    return mark_safe(linebreaks(linked, autoescape=False))  # noqa: S308  escaped by urlize
