"""«Only with open sign-up» in the feed."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.feed_choices import FeedFilter
from events.models import AnnouncementQuerySet
from registrations.models import Intake

_MOST = 1_000  # sign-ups open at once, the nearest deadlines first


def open_for_sign_up(announcements: AnnouncementQuerySet, at: datetime) -> AnnouncementQuerySet:
    """Those with a session that one can sign up for at `at`, by `Intake.state`.

    A translation counts with its original, which has the sessions.
    """
    intakes = Intake.objects.with_seats_taken().open_now(at).select_related("session")[:_MOST]
    keys = {intake.session.announcement_id for intake in intakes if intake.state(at).is_open}
    return announcements.filter(Q(pk__in=keys) | Q(translation_of__in=keys))


ONLY_OPEN = FeedFilter("sign_up", _("Only with open sign-up"), open_for_sign_up)
