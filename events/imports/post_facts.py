"""What one post says of itself: title, lead, date, category, author."""

from datetime import UTC, datetime
from html import unescape
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import rich_text
from events.imports.facts import CategoryFacts
from events.imports.wxr import NO_DATE, Head, Post
from museumsite.admin import year_is_meant
from museumsite.fields import one_line
from museumsite.slugs import slug_of

WITHOUT_CATEGORY = "Новости"  # where posts go that were filed nowhere
LONGEST_TITLE = 300
LONGEST_LEAD = 1_000
_MORE = "<!--more"
_NOT_A_CATEGORY = {"uncategorized", "без рубрики", "разное"}
_NOT_A_NAME = {"admin", "administrator", "root", "editor", "админ", "администратор"}
_HIDDEN = {
    "draft": "",
    "private": gettext_lazy("it was private: a draft now"),
    "pending": gettext_lazy("it was waiting for approval: a draft now"),
}
Notes = list[str]


def title_of(post: Post, notes: Notes) -> str:
    title = words_of(post.title)
    if not title:
        notes.append(_("it has no title: the beginning of its text was taken"))
        text = words_of(post.text)
        title = shortened(text, 80) or _("Without a title")
    if len(title) > LONGEST_TITLE:
        notes.append(_("the title is too long and was cut"))
        title = shortened(title, LONGEST_TITLE)
    return title


def lead_and_body(post: Post, notes: Notes) -> tuple[str, str]:
    """The lead, plain, and the text that follows it.

    The excerpt is the lead; without one, what stands before «more» becomes it and is not
    repeated. A beginning too long for a lead, or with more in it than words, stays in the text.
    """
    lead = words_of(post.excerpt)
    if len(lead) > LONGEST_LEAD:
        notes.append(_("the excerpt is too long for a lead and was cut"))
        lead = shortened(lead, LONGEST_LEAD)
    before, mark, after = post.text.partition(_MORE)
    if not mark:
        return lead, post.text
    _rest_of_mark, _end, after = after.partition("-->")
    beginning = words_of(before)
    if lead or not beginning or len(beginning) > LONGEST_LEAD or not _is_prose(before):
        return lead, f"{before}{after}"
    # The comments of the block that the mark stands in are parted, too: alone they say nothing.
    return beginning, after


def published_at(post: Post, at: datetime, notes: Notes) -> tuple[datetime | None, bool]:
    """When it appeared or will, and whether it does so at once for want of a date.

    Nothing for drafts and for what visitors of the old site never saw.
    """
    if post.password:
        notes.append(_("it was locked with a password: a draft now"))
        return None, False
    if post.status in _HIDDEN:
        if words := _HIDDEN[post.status]:
            notes.append(str(words))
        return None, False
    if post.status not in {"publish", "future"}:
        words = _("its state “%(state)s” is not known: a draft now")
        notes.append(words % {"state": post.status})
        return None, False
    moment = _moment(post)
    if moment is None:
        notes.append(_("it has no date: published today"))
    elif post.status == "future" and moment <= at:
        notes.append(_("it was to appear before today: published"))
    return moment, moment is None


def category_of(post: Post, notes: Notes) -> CategoryFacts:
    """The post's first category: there is one for each announcement here."""
    terms = [term for term in post.terms if term.domain in {"category", "tribe_events_cat"}]
    named = [term for term in terms if term.name.casefold() not in _NOT_A_CATEGORY]
    if tags := [one_line(term.name) for term in post.terms if term.domain == "post_tag"]:
        notes.append(_("tags were left out: %(names)s") % {"names": ", ".join(tags)})
    if not named:
        return CategoryFacts(WITHOUT_CATEGORY)
    first, *others = named
    if others:
        names = ", ".join(one_line(term.name) for term in others)
        notes.append(_("further categories were left out: %(names)s") % {"names": names})
    slug = slug_of(unquote(first.slug))[:100]
    return CategoryFacts(words_of(first.name)[:100] or slug, slug)


def author_of(post: Post, head: Head, notes: Notes) -> str:
    """The name shown on the old site; «admin» and addresses are nobody's names."""
    name = words_of(head.authors.get(post.creator) or post.creator)[:200]
    if name.casefold() in _NOT_A_NAME or "@" in name:
        notes.append(_("the author “%(name)s” is nobody's name: left out") % {"name": name})
        return ""
    return name


def words_of(html: str) -> str:
    """The words of a piece of HTML on one line; «&amp;laquo;» as people read it."""
    return one_line(unescape(rich_text.plain(html.replace("\0", ""))))


def shortened(text: str, length: int) -> str:
    """At most `length` characters, cut between words, with an ellipsis when cut."""
    if len(text) <= length:
        return text
    cut = text[:length]
    return f"{cut.rpartition(' ')[0] or cut[:-1]}…"


def _is_prose(html: str) -> bool:
    marks = ("<img", "<iframe", "<table", "<ul", "<ol", "<h", "[", "<a ", "<figure", "://")
    return not any(mark in html.lower() for mark in marks)


def _moment(post: Post) -> datetime | None:
    """By Greenwich where WordPress wrote it (it does not for drafts), else by the site's clock."""
    for written, zone in ((post.date_gmt, UTC), (post.date, ZoneInfo(settings.TIME_ZONE))):
        if written and written != NO_DATE:
            try:
                typed = datetime.fromisoformat(written).replace(tzinfo=zone)
                year_is_meant(typed)
                return typed.astimezone(UTC)
            except (ValueError, OverflowError, ValidationError):
                continue
    return None
