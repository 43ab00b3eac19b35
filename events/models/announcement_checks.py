"""What must be true of a pair of counterparts, in words for the editor who pairs them.

Sessions and their sign-up stand on the Russian page, and the English one points at it.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:  # it imports this module
    from events.models.announcement import Announcement, AnnouncementQuerySet


def check_counterpart(announcement: "Announcement") -> None:
    """Raise `ValidationError` at the field that makes a pair impossible."""
    _check_language(announcement)
    if announcement.translation_of is not None:
        _check_original(announcement, announcement.translation_of)


def _check_language(announcement: "Announcement") -> None:
    is_russian = announcement.language == settings.LANGUAGE_CODE
    if announcement.translation_of is not None and is_russian:
        problem = _(
            "A page in Russian is no translation. Choose English here, or leave"
            " “translation of” empty."
        )
    elif announcement.pk and not is_russian and _translations_of(announcement).exists():
        problem = _("This page has an English version, so it stays in Russian.")
    else:
        return
    raise ValidationError({"language": ValidationError(problem, code="language")})


def _check_original(announcement: "Announcement", original: "Announcement") -> None:
    """Whether the announcement may be the English version of `original`."""
    if original.language != settings.LANGUAGE_CODE or original.pk == announcement.pk:
        problem = _("Choose a page in Russian: English versions are made from those.")
    elif _translations_of(original).exclude(pk=announcement.pk).exists():
        problem = _("The page you chose has another English version already.")
    elif announcement.pk and announcement.sessions.exists():
        problem = _(
            "This page has sessions of its own, and those of an English version are kept"
            " at the Russian page. Announce them there first."
        )
    else:
        return
    raise ValidationError({"translation_of": ValidationError(problem, code="translation_of")})


def _translations_of(original: "Announcement") -> "AnnouncementQuerySet":
    return type(original).objects.filter(translation_of=original)
