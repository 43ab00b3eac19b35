"""Sessions as search engines read them, with how one signs up: `events` knows nothing of it."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils import translation
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from events import structured_data
from events.counterparts import told
from events.models import Announcement, Organisation, Session
from events.templatetags.sharing import share_image
from museumsite import moments
from registrations.state import StateName
from registrations.templatetags.sign_up import sign_ups_for
from registrations.words import SignUp

register = template.Library()
# In schema.org's words, of which search engines know those of tickets. A cancelled session
# offers nothing; whoever can only wait finds no seat.
_AVAILABILITY = {
    StateName.SOON: "PreOrder",
    StateName.OPEN: "InStock",
    StateName.WAITING: "SoldOut",
    StateName.FULL: "SoldOut",
    StateName.CLOSED: "OutOfStock",
}


@register.simple_tag(takes_context=True)
def event_data(
    context: template.Context,
    sessions: Iterable[Session],
    announcement: Announcement,
    organisers: Sequence[Organisation],
) -> SafeString:
    """A data block for each of `sessions`, which the page of `announcement` tells of.

    In the language of its text, as `article_data`.
    """
    at = context.get("at") or moments.now()
    sign_ups = sign_ups_for(context, sessions)
    image = share_image(announcement)
    with translation.override(announcement.language):
        events = [
            structured_data.event(
                session,
                told(session, announcement.language, at),
                organisers,
                image,
                _offer(sign_ups.get(session.pk)),
            )
            for session in sessions
        ]
    return format_html_join("", "{}", ((structured_data.data_block(event),) for event in events))


def _offer(sign_up: SignUp | None) -> structured_data.Data | None:
    """None where one cannot sign up on the site, and for what will not be held."""
    if sign_up is None or sign_up.state.name not in _AVAILABILITY:
        return None
    return structured_data.offer(
        sign_up.session,
        sign_up.url,
        _AVAILABILITY[sign_up.state.name],
        sign_up.facts.opens_at,
        sign_up.facts.closes_at,
    )
