"""Which of two counterparts a page names."""

from django import template
from django.utils.translation import get_language

from events.counterparts import Told
from events.counterparts import told as told_in
from events.models import Session
from museumsite import moments

register = template.Library()


@register.simple_tag(takes_context=True)
def told(context: template.Context, session: Session) -> Told:
    """What readers of this page's language are told of `session`, at the page's moment."""
    at = context.get("at") or moments.now()
    return told_in(session, get_language() or "", at)
