"""A WordPress export becomes announcements.

The file is read twice: first for what posts refer to (files, categories, names, each other's
addresses), so that a broken file is refused before anything is taken; then post by post.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from events.imports import conversion, old_addresses, post_facts, taking, tribe
from events.imports.conversion import Converted, WantedPicture
from events.imports.facts import CategoryFacts, Facts
from events.imports.media import Attachment, Library, place_of
from events.imports.report import Fate, Progress, Report
from events.imports.settling import Settling
from events.imports.wxr import VERSIONS, Head, Post, number_in, posts
from events.models import Announcement, FormerSlug, ImportedItem
from events.redirects import path_of
from museumsite.fields import one_line
from museumsite.slugs import slug_of, unique_slug

_WRITTEN = {"post", "page", tribe.EVENT}
_KINDS = {
    "post": pgettext_lazy("of WordPress", "post"),
    "page": pgettext_lazy("of WordPress", "page"),
    tribe.EVENT: pgettext_lazy("of WordPress", "event"),
}
_THROWN_AWAY = {"trash", "auto-draft"}
_SERVANTS = {"nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache"}


@dataclass
class Index:
    """What posts refer to, gathered on the first reading."""

    head: Head = field(default_factory=Head)
    library: Library = field(default_factory=lambda: Library(None))
    directory: tribe.Directory = field(default_factory=tribe.Directory)
    slugs: dict[int, str] = field(default_factory=dict)  # of what will be an announcement
    numbers: dict[str, int] = field(default_factory=dict)  # posts by their old paths
    sizes: Counter[str] = field(default_factory=Counter)  # items by kind
    total: int = 0

    @property
    def site(self) -> str:
        """«old.example/blog»: the same site by http and by https, with www and without."""
        parts = urlsplit(self.head.site_url)
        host = (parts.hostname or "").removeprefix("www.")
        return f"{host}{parts.path.rstrip('/')}"[:400]

    def source(self, number: int) -> str:
        return f"wordpress {self.site} ?p={number}"

    @property
    def language(self) -> str:
        known = dict(settings.LANGUAGES)
        written = self.head.language.lower().partition("-")[0]
        return written if written in known else settings.LANGUAGE_CODE


@dataclass
class WordPressImport:
    """One run. `report` and what it counts are filled while `run` goes."""

    path: Path
    at: datetime
    folder: Path | None = None
    is_dry: bool = False
    with_pages: bool = False
    again: bool = False
    is_typeset: bool = True
    stream: IO[str] | None = None
    report: Report = field(default_factory=Report)
    index: Index = field(default_factory=Index)
    comments: int = 0

    def run(self) -> None:
        """Take everything; raises `NotAnExport` or `BrokenExport` before anything is taken."""
        self._look_around()
        progress = Progress(self.index.total, self.stream)
        for post in posts(self.path, Head()):
            progress.step()
            self.comments += post.comments
            if self._is_wanted(post):
                self._take(post)
            elif post.kind in _WRITTEN:
                is_gone = post.status in _THROWN_AWAY
                words = _("it was in the bin") if is_gone else _("a page: --pages takes pages, too")
                self.report.add(Fate.LEFT, _place(post), words)
        self._tell_of_the_rest()
        self._redirect_the_rest()

    # --- The first reading

    def _look_around(self) -> None:
        index = self.index
        index.library.folder = self.folder
        takeable: list[tuple[int, str]] = []
        for post in posts(self.path, index.head):
            index.total += 1
            index.sizes[post.kind] += 1
            if post.kind == "attachment":
                index.library.add(_attachment(post))
            elif post.kind in {tribe.VENUE, tribe.ORGANIZER}:
                index.directory.add(post)
            elif self._is_wanted(post):
                takeable.append((post.number, slug_of(unquote(post.slug) or post.title)))
                if path := path_of(post.link):
                    index.numbers[path] = post.number
        self._plan_addresses(takeable)
        if index.head.version and index.head.version not in VERSIONS:
            self.report.add(
                Fate.NOTE,
                self.path.name,
                _("the export's version %(version)s is newer than this importer")
                % {"version": index.head.version},
            )

    def _is_wanted(self, post: Post) -> bool:
        kinds = {"post", tribe.EVENT} | ({"page"} if self.with_pages else set())
        return post.kind in kinds and post.status not in _THROWN_AWAY

    def _plan_addresses(self, takeable: Sequence[tuple[int, str]]) -> None:
        """Each post's address here, known before any is taken: posts link to one another."""
        start = self.index.source(0).removesuffix("0")
        known = dict(
            ImportedItem.objects.filter(source__startswith=start, announcement__isnull=False)
            .values_list("source", "announcement__slug")
            .iterator()
        )
        taken = set(Announcement.objects.values_list("slug", flat=True).iterator())
        taken.update(FormerSlug.objects.values_list("slug", flat=True).iterator())
        for number, wanted in takeable:
            slug = known.get(self.index.source(number))
            if slug is None:
                slug = unique_slug(wanted, taken.__contains__)
                taken.add(slug)
            self.index.slugs[number] = slug

    # --- Post by post

    def _take(self, post: Post) -> None:
        place = _place(post)
        settling = Settling(self.index.library)
        facts, text, notes = self._facts(post, settling)
        result = taking.take(
            facts,
            at=self.at,
            is_dry=self.is_dry,
            again=self.again,
            texts=lambda: settling.texts(text),
            afterwards=lambda announcement: notes.extend(self._redirect(post)),
        )
        self.report.add(result.fate, place, result.words)
        if result.fate in {Fate.TAKEN, Fate.CHANGED}:
            if self.is_dry:
                notes += self._redirect(post)
            self.report.notes(place, [*notes, *text.notes, *settling.notes, *result.notes])

    def _facts(self, post: Post, settling: Settling) -> tuple[Facts, Converted, list[str]]:
        notes: list[str] = []
        lead, body = post_facts.lead_and_body(post, notes)
        text = self._converted(post, body)
        published_at, appears_at_once = post_facts.published_at(post, self.at, notes)
        facts = Facts(
            source=self.index.source(post.number),
            title=post_facts.title_of(post, notes),
            slug=self.index.slugs[post.number],
            category=post_facts.category_of(post, notes),
            published_at=published_at,
            appears_at_once=appears_at_once,
            language=self.index.language,
            lead=lead,
            author=post_facts.author_of(post, self.index.head, notes),
            is_typeset=self.is_typeset,
        )
        if post.kind == tribe.EVENT:
            event = tribe.held(post, self.index.directory)
            facts.sessions, facts.organisers = event.sessions, event.organisers
            facts.contact = event.contact
            notes += event.notes
            if event.website.startswith(("https://", "http://")):
                text.html += conversion.link_paragraph(event.website)
        facts.body = text.html
        settling.look_for(text, post.first("_thumbnail_id"))
        facts.media = settling.media
        if post.is_sticky:
            notes.append(_("it was pinned to the top: there are no pinned announcements here"))
        return facts, text, notes

    def _converted(self, post: Post, body: str) -> Converted:
        index = self.index
        host = (urlsplit(index.head.site_url).hostname or "").removeprefix("www.")

        def new_address(address: str) -> str:
            parts = urlsplit(address)
            asked = parse_qs(parts.query)
            numbers = [*asked.get("p", []), *asked.get("page_id", [])]
            named = number_in(numbers[0]) if numbers else 0
            number = named or index.numbers.get(path_of(address), 0)
            if number not in index.slugs:
                return ""
            here = old_addresses.page_address(index.slugs[number], index.language)
            return f"{here}#{parts.fragment}" if parts.fragment else here

        def gallery(numbers: Sequence[int]) -> Iterator[WantedPicture]:
            for number in numbers or index.library.by_parent.get(post.number, []):
                attachment = index.library.by_number.get(number)
                if attachment is None or attachment.place:
                    address = attachment.place if attachment else f"№ {number}"
                    yield WantedPicture(address=address, number=number)

        return conversion.converted(
            body,
            own_hosts=frozenset({host, f"www.{host}"}),
            new_address=new_address,
            gallery=gallery,
        )

    def _redirect(self, post: Post) -> list[str]:
        """Let the post's old addresses lead to its page; what should be looked at."""
        here = old_addresses.page_address(self.index.slugs[post.number], self.index.language)
        links = [post.link, f"/?p={post.number}"]
        told = [old_addresses.lead(link, here, is_dry=self.is_dry) for link in links]
        return [words for words in told if words]

    # --- What belongs to no post

    def _tell_of_the_rest(self) -> None:
        own = {"post", "page", "attachment", tribe.EVENT, tribe.VENUE, tribe.ORGANIZER}
        for kind, number in sorted(self.index.sizes.items()):
            if kind not in own | _SERVANTS:
                words = _("things of this kind are not known: %(number)d") % {"number": number}
                self.report.add(Fate.LEFT, kind, words)
        if self.comments:
            words = _("comments of visitors are not taken: %(number)d") % {"number": self.comments}
            self.report.add(Fate.LEFT, _("comments"), words)

    def _redirect_the_rest(self) -> None:
        """Archives of categories lead to the feed, pages of attachments to the post they are of."""
        head, notes = self.index.head, []
        for slug, term in head.categories.items():
            known = taking.find_category(CategoryFacts(one_line(term.name), slug_of(unquote(slug))))
            if known is None:
                continue
            path, parent, steps = slug, head.category_parents.get(slug, ""), 0
            while parent and steps < 10:
                path, parent = f"{parent}/{path}", head.category_parents.get(parent, "")
                steps += 1
            base = urlsplit(head.site_url).path.rstrip("/")
            for old in {slug, path}:
                link, here = f"{base}/category/{old}/", known.get_absolute_url()
                notes.append(old_addresses.lead(link, here, is_dry=self.is_dry))
        for attachment in self.index.library.by_number.values():
            page = self.index.slugs.get(attachment.parent)
            if page and Announcement.objects.filter(slug=page).exists():
                here = old_addresses.page_address(page, self.index.language)
                notes.append(old_addresses.lead(attachment.link, here, is_dry=self.is_dry))
        self.report.notes(_("old addresses"), filter(None, notes))


def _attachment(post: Post) -> Attachment:
    return Attachment(
        number=post.number,
        place=place_of(post.first("_wp_attached_file")) or place_of(post.attachment_url),
        title=one_line(post.title)[:200],
        alt=one_line(post.first("_wp_attachment_image_alt"))[:300],
        caption=post_facts.words_of(post.excerpt)[:500],
        link=post.link,
        parent=post.parent,
    )


def _place(post: Post) -> str:
    return _("%(kind)s %(number)d “%(title)s”") % {
        "kind": _KINDS.get(post.kind, post.kind),
        "number": post.number,
        "title": post_facts.words_of(post.title) or "…",
    }
