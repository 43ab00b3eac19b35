"""What a template asks of announcements and sessions."""

from django import template
from django.utils.safestring import SafeString

from events.models import Announcement, Session
from events.rich_text.shown import shown
from museumsite import wording

register = template.Library()
COVER_TONES = 6


@register.filter
def cover_tone(announcement: Announcement) -> int:
    """Which of the tones (1…6) the drawn cover of this announcement has, always the same."""
    return (announcement.pk or 0) % COVER_TONES + 1


@register.filter
def when(session: Session) -> str:
    """When a session is held, by its own clock, named."""
    return wording.period(
        session.start_date,
        session.start_time,
        session.last_date,
        session.end_time,
        session.zone,
        session.starts_at,
    )


@register.filter
def cover_letter(announcement: Announcement) -> str:
    """The letter stamped on the drawn cover: the first of the title, without its quotes."""
    return next((mark for mark in announcement.title if mark.isalnum()), "").upper()


@register.filter
def rich_text(html: str) -> SafeString:
    """Cleaned HTML as a page shows it; it was cleaned when it was saved (design.md, rule 9)."""
    return shown(html)
