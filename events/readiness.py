"""What a colleague would point out before a page is published, in plain words.

`problems` is pure: it judges facts. `problems_of` gathers them, in a number of queries that
does not grow with the page. Only what would break the page blocks it: a page without a title has
no heading, no name in lists and feeds, nothing to click.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import neighbours
from events.body_facts import BodyFacts, Link, facts_of
from events.links_within import Broken, broken_links
from events.models import Announcement, Picture, Session
from events.templatetags.announcements import when

_NAMED = 5  # links of one kind; the rest is counted


@dataclass(frozen=True)
class Problem:
    """One thing to look at; `field` is the name of what is to be corrected in the form."""

    code: str
    words: str
    field: str
    blocks: bool = False
    is_hint: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of a page at the moment it is judged."""

    title: str
    lead: str
    body: BodyFacts
    has_contact: bool
    cover: Picture | None
    sessions: Sequence[Session]
    links: Broken
    pictures_not_ready: int
    wants_translation: bool


def would_break(announcement: Announcement) -> bool:
    """Whether the page must not be published as it is."""
    return not announcement.title.strip()


def problems_of(announcement: Announcement, at: datetime) -> list[Problem]:
    """Everything to look at before the saved announcement is published, the gravest first."""
    body = facts_of(announcement.body)
    original = announcement.translation_of
    sessions = list((original or announcement).sessions.select_related("announcement", "venue"))
    facts = Facts(
        title=announcement.title,
        lead=announcement.lead,
        body=body,
        has_contact=announcement.contact_id is not None,
        cover=announcement.cover,
        sessions=sessions,
        links=broken_links(body.links, at),
        pictures_not_ready=_not_ready(body.picture_keys),
        wants_translation=announcement.language == settings.LANGUAGE_CODE
        and announcement.counterpart() is None,
    )
    found = problems(facts, at)
    for check in neighbours.session_checks:
        found += check(sessions, at)
    return sorted(found, key=lambda problem: (not problem.blocks, problem.is_hint))


def problems(facts: Facts, at: datetime) -> list[Problem]:
    """What `facts` lack or have too much of at the moment `at`."""
    return [*_of_text(facts), *_of_pictures(facts), *_of_people_and_days(facts, at)]


def _of_text(facts: Facts) -> list[Problem]:
    found = []
    if not facts.title.strip():
        words = _("There is no title: the page cannot be published without one.")
        found.append(Problem("no_title", words, "title", blocks=True))
    if not facts.lead.strip():
        words = _("There is no lead: lists and search engines have nothing to show of the page.")
        found.append(Problem("no_lead", words, "lead"))
    if not facts.body.words:
        found.append(Problem("no_text", _("There is no text."), "body"))
    if _skips_a_level([1, *facts.body.headings]):
        words = _(
            "A level of headings is skipped in the text: people who listen to the page look"
            " for what is missing."
        )
        found.append(Problem("headings", words, "body"))
    if facts.links.dead:
        words = ngettext(
            "A link leads nowhere on this site: %(links)s.",
            "%(number)d links lead nowhere on this site: %(links)s.",
            len(facts.links.dead),
        )
        found.append(Problem("dead_link", words % _listed(facts.links.dead), "body"))
    if facts.links.hidden:
        words = ngettext(
            "A link leads to a page that visitors do not see now: %(links)s.",
            "%(number)d links lead to pages that visitors do not see now: %(links)s.",
            len(facts.links.hidden),
        )
        found.append(Problem("hidden_link", words % _listed(facts.links.hidden), "body"))
    if facts.wants_translation:
        words = _("There is no English version of the page.")
        found.append(Problem("no_translation", words, "translation_of", is_hint=True))
    return found


def _of_pictures(facts: Facts) -> list[Problem]:
    found = []
    if facts.cover is not None:
        if not facts.cover.alt.strip():
            words = _("The cover lacks words for people who do not see it.")
            found.append(Problem("cover_alt", words, "cover"))
        if facts.cover.state == Picture.State.WAITING:
            words = _("The cover is still being made ready; visitors see it in a minute or two.")
            found.append(Problem("cover_waits", words, "cover", is_hint=True))
        elif facts.cover.state == Picture.State.BROKEN:
            words = _("The cover cannot be read: choose another picture.")
            found.append(Problem("cover_broken", words, "cover"))
    if facts.body.pictures_without_alt:
        words = ngettext(
            "%(number)d picture in the text lacks words for people who do not see it.",
            "%(number)d pictures in the text lack words for people who do not see them.",
            facts.body.pictures_without_alt,
        )
        number = {"number": facts.body.pictures_without_alt}
        found.append(Problem("picture_alt", words % number, "body"))
    if facts.pictures_not_ready:
        words = ngettext(
            "%(number)d picture in the text is not ready to be shown.",
            "%(number)d pictures in the text are not ready to be shown.",
            facts.pictures_not_ready,
        )
        number = {"number": facts.pictures_not_ready}
        found.append(Problem("pictures_wait", words % number, "body"))
    return found


def _of_people_and_days(facts: Facts, at: datetime) -> list[Problem]:
    found = []
    if not facts.has_contact:
        words = _("No contact person is named: people do not know whom to ask.")
        found.append(Problem("no_contact", words, "contact"))
    for session in facts.sessions:
        if session.ends_at <= at:
            words = _("The session is over: %(when)s.") % {"when": when(session)}
            found.append(Problem("session_over", words, "sessions"))
    return found


def _skips_a_level(levels: list[int]) -> bool:
    return any(deeper - level > 1 for level, deeper in pairwise(levels))


def _listed(links: list[Link]) -> dict[str, object]:
    named = [f"«{link.words}» ({link.address})" if link.words else link.address for link in links]
    shown = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
    return {"number": len(links), "links": shown}


def _not_ready(keys: list[int]) -> int:
    if not keys:
        return 0
    ready = Picture.objects.filter(pk__in=keys, state=Picture.State.READY)
    return len(set(keys)) - ready.count()
