"""What became of a message, or will become of it, in words."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from museumsite.wording import local_moment
from registrations.models import Mailing

_Schedule = Mailing.Schedule


def is_awaited(mailing: Mailing, at: datetime) -> bool:
    """Whether it is still to go by itself."""
    return mailing.schedule(at) is _Schedule.AWAITED


def when_words(mailing: Mailing, at: datetime) -> str:
    """«20 августа 2024, 10:00», «уйдёт 20 августа 2024, 10:00», «отменено …», «не ушло: …»."""

    def local(moment: datetime | None) -> str:
        return local_moment(moment, mailing.intake.session.zone) if moment else ""

    match mailing.schedule(at):
        case _Schedule.QUEUED:
            return local(mailing.queued_at)
        case _Schedule.CALLED_OFF:
            return _("called off on %(moment)s") % {"moment": local(mailing.called_off_at)}
        case _Schedule.SESSION_OVER:
            return _("has not gone: the session is over")
        case _Schedule.SESSION_CANCELLED:
            return _("does not go: the session is cancelled")
        case _Schedule.AWAITED:
            return _("goes on %(moment)s") % {"moment": local(mailing.send_at)}


def sent_words(mailing: Mailing) -> str:
    """What is said to the colleague who has just confirmed a message."""
    if mailing.queued_at is None and mailing.send_at is not None:
        moment = local_moment(mailing.send_at, mailing.intake.session.zone)
        return _("The message goes by itself on %(moment)s.") % {"moment": moment}
    words = ngettext(
        "%(number)d letter is in the queue.",
        "%(number)d letters are in the queue.",
        mailing.recipients,
    )
    return words % {"number": mailing.recipients}
