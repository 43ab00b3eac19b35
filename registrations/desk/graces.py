"""Personal deadlines: one person may sign up later than the others."""

from datetime import date, time, timedelta
from typing import Any

from django.contrib.auth.models import User

from museumsite import moments
from museumsite.moments import closing_moment
from registrations import links, refusals
from registrations.desk.record import remember
from registrations.models import Grace, HistoryLine, Intake
from registrations.turns import turn_at


def give_grace(
    *,
    intake: Intake,
    for_whom: str,
    until_date: date,
    until_time: time | None,
    reason: str,
    staff: User,
) -> Grace:
    """A personal link by which one person may sign up until the day and time given.

    They are by the session's clock; a day alone is meant to its end. The same given again
    within a minute is a button pressed twice: the link given first. Raises `NoSuchTime` or
    `TwiceThatDay` for a typed time, `SessionCancelled`, `Busy`.
    """
    link = links.new_link()
    with turn_at(intake.pk) as locked:
        if locked.session.is_cancelled:
            raise refusals.SessionCancelled
        at = moments.now_under_lock()
        what: dict[str, Any] = {
            "for_whom": for_whom,
            "until_date": until_date,
            "until_time": until_time,
            "reason": reason,
            "given_by": staff,
        }
        a_minute_ago = at - timedelta(minutes=1)
        twice = Grace.objects.filter(intake=locked, given_at__gte=a_minute_ago, **what).first()
        if twice:
            return twice
        grace = Grace.objects.create(
            **what,
            intake=locked,
            until=closing_moment(until_date, until_time, locked.session.zoneinfo),
            link_seed=link.seed,
            secret_hash=link.secret_hash,
            given_at=at,
        )
        remember(locked, None, HistoryLine.Verb.GRACE_GIVEN, at, staff=staff, reason=reason)
    return grace
