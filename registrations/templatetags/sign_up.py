"""What an announcement's page shows of its sign-up: `events` knows nothing of it."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html

from events.models import Session
from museumsite import moments
from registrations.models import Intake
from registrations.words import SignUp, sign_up_of

register = template.Library()
OPEN_ON_ONE_PAGE = 12


@register.simple_tag(takes_context=True)
def sign_ups_for(context: template.Context, sessions: Iterable[Session]) -> dict[int, SignUp]:
    """The sign-ups of `sessions` by the session's key, in one query for all.

    A page asks twice, for its main element and for its content; the answer is kept for as
    long as the page is being rendered.
    """
    at = context.get("at") or moments.now()
    keys = tuple(session.pk for session in sessions)
    known: Any = context.render_context.setdefault("sign_ups", {})  # type: ignore[arg-type]  # any key will do
    if keys not in known:
        intakes = Intake.objects.for_pages().filter(session__in=keys)
        known[keys] = {intake.session_id: sign_up_of(intake, at) for intake in intakes}
    answer: dict[int, SignUp] = known[keys]
    return answer


@register.filter
def of(sign_ups: dict[int, SignUp], session: Session) -> SignUp | None:
    """The sign-up of one session, or None when one cannot sign up on the site."""
    return sign_ups.get(session.pk)


@register.simple_tag(takes_context=True)
def open_sign_ups(context: template.Context) -> list[SignUp]:
    """Where one can sign up now, the nearest deadline first, in one query."""
    at = context.get("at") or moments.now()
    intakes = Intake.objects.for_pages().open_now(at)[:OPEN_ON_ONE_PAGE]
    return [found for intake in intakes if (found := sign_up_of(intake, at)).is_open]


@register.simple_tag
def main_state(sign_ups: dict[int, SignUp], sessions: Iterable[Session]) -> str:
    """`data-state` of a whole page: of the first session one can sign up for, else of the first."""
    known = [found for session in sessions if (found := sign_ups.get(session.pk))]
    if not known:
        return ""
    open_first = sorted(known, key=lambda found: (not found.is_open, not found.takes_forms))
    shown = open_first[0]
    return format_html('data-state="{}"', shown.state.name)
