"""Where an announcement stands, in words, and what can be done about it there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Announcement, Stage
from museumsite import wording, zones

DRAFT = "_draft"
SAVE = "_save"
SCHEDULE = "_schedule"
UNSCHEDULE = "_unschedule"
PUBLISH = "_publish"
WITHDRAW = "_withdraw"
BRING_BACK = "_bring_back"
LOOK = "_look"

_WORDS = {
    DRAFT: gettext_lazy("Save the draft"),
    SAVE: gettext_lazy("Save"),
    SCHEDULE: gettext_lazy("Schedule"),
    UNSCHEDULE: gettext_lazy("Back to drafts"),
    PUBLISH: gettext_lazy("Publish now"),
    WITHDRAW: gettext_lazy("Take down…"),
    BRING_BACK: gettext_lazy("Bring back"),
    LOOK: gettext_lazy("Save and look"),
}
# The first is what the Enter key presses: it never shows anybody anything new.
_BUTTONS = {
    Stage.DRAFT: [DRAFT, LOOK, SCHEDULE, PUBLISH],
    Stage.SCHEDULED: [SAVE, LOOK, UNSCHEDULE, PUBLISH],
    Stage.PUBLISHED: [SAVE, LOOK, WITHDRAW],
    Stage.WITHDRAWN: [SAVE, LOOK, BRING_BACK],
}


@dataclass(frozen=True)
class Button:
    name: str
    words: Any  # lazily translated


def buttons(stage: Stage) -> list[Button]:
    """What one can press under the form of an announcement at this stage."""
    return [Button(name, _WORDS[name]) for name in _BUTTONS[stage]]


def stage_words(announcement: Announcement, at: datetime) -> str:
    """How it stands at `at`: «черновик», «запланировано на 13 августа 2024, 12:00» …"""
    match announcement.stage(at):
        case Stage.DRAFT:
            return _("draft")
        case Stage.SCHEDULED:
            return _("scheduled for %(moment)s") % {"moment": _local(announcement.published_at)}
        case Stage.PUBLISHED:
            return _("published")
        case Stage.WITHDRAWN:
            return _("withdrawn")


def stage_sentence(announcement: Announcement, at: datetime) -> str:
    """What that means for visitors, for the top of its page."""
    match announcement.stage(at):
        case Stage.DRAFT:
            return _("Visitors do not see this page. It appears when you publish or schedule it.")
        case Stage.SCHEDULED:
            words = _("The page appears by itself on %(moment)s, %(clock)s.")
            moment = announcement.published_at or at
            clock = zones.in_words(settings.TIME_ZONE, moment)
            return words % {"moment": _local(moment), "clock": clock}
        case Stage.PUBLISHED:
            words = _("Everybody sees the page since %(moment)s. What you save is there at once.")
            return words % {"moment": _local(announcement.published_at)}
        case Stage.WITHDRAWN:
            words = _(
                "Taken down on %(moment)s: whoever opens its address reads that the page was"
                " taken down, no list shows it, nobody can sign up."
            )
            return words % {"moment": _local(announcement.withdrawn_at)}


def _local(moment: datetime | None) -> str:
    return wording.local_moment(moment, settings.TIME_ZONE) if moment else ""
