"""A row of the outbox becomes a letter: subject, text and HTML, in the reader's language."""

import re
import textwrap
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from events.counterparts import told
from events.templatetags.announcements import when
from museumsite import moments, wording, zones
from museumsite.pages import about_site, absolute
from registrations.letters.facts import LetterFacts, contact_words
from registrations.letters.marks import (
    address_mark,
    hide_links,
    news_mark,
    personal_mark,
)
from registrations.letters.placeholders import (
    PLACEHOLDERS,
    Link,
    Placeholder,
    Value,
    check_placeholders,
    in_subject,
    paragraphs_in_html,
    paragraphs_in_text,
    placeholders_of,
)
from registrations.letters.words import DEFAULT_WORDS, default_words
from registrations.models import Kind, Letter, LetterWording, Participant, Registration

__all__ = [
    "PLACEHOLDERS",
    "Placeholder",
    "Words",
    "check_placeholders",
    "default_words",
    "placeholders_of",
    "preview",
    "worded",
]
_NUMBERED = re.compile(r"\d+\. ")
WIDTH = 72  # characters of a line in a text letter
_LONGEST_SUBJECT = 500  # what `Letter.subject` holds


@dataclass(frozen=True)
class Words:
    """A letter in words. Secret links are marks still (`marks.py`)."""

    subject: str
    text: str
    html: str


def worded(letter: Letter, subject: str | None = None, body: str | None = None) -> Words:
    """`letter` in the words a colleague gave to it, or in the default ones.

    `subject` and `body` take the place of both, with names in braces. In the language of the
    registration.
    """
    with translation.override(letter.registration.language):
        facts = LetterFacts(letter, moments.now())
        if subject is None or body is None:
            subject, body = _chosen_words(letter)
        return _composed(facts, subject, body, facts.values())


def default_words_for(letter: Letter) -> tuple[str, str]:
    """The default subject and text of this letter, in the language that is active."""
    return default_words(letter.kind, to_participant=letter.participant is not None)


def preview(kind: str, registration: Registration, subject: str, body: str, language: str) -> Words:
    """What a letter of `kind` with these words would say to the contact person of `registration`.

    What only the moment of sending knows is filled with examples. The secret link is shown
    as dots.
    """
    letter = Letter(registration=registration, kind=kind)
    with translation.override(language):
        facts = LetterFacts(letter, moments.now())
        values = facts.values()
        values |= {name: value for name, value in _examples(facts).items() if not values.get(name)}
        words = _composed(facts, subject, body, values)
        dots = absolute("/r/…/")
        return Words(words.subject, hide_links(words.text, dots), hide_links(words.html, dots))


def _chosen_words(letter: Letter) -> tuple[str, str]:
    """A colleague's words for this kind of letter of the intake, or the default ones.

    A message is what was typed and nothing else; with the kinds that have words of their
    own, what was typed is added to them.
    """
    subject, body = _own_words(letter) or default_words_for(letter)
    mailing = letter.mailing
    if mailing is None:
        return subject, body
    typed = mailing.body.strip()
    if typed and letter.kind in {Kind.MESSAGE, Kind.NEWS}:
        body = typed
    elif typed:
        body = f"{body}\n\n{typed}"
    return mailing.subject or subject, body


def _own_words(letter: Letter) -> tuple[str, str] | None:
    if letter.kind == Kind.LINKS:
        return None  # about all that is current, not about one intake
    own = LetterWording.objects.filter(
        intake=letter.registration.intake_id,
        kind=letter.kind,
        language=letter.registration.language,
    ).first()
    return (own.subject, own.body) if own else None


def _composed(facts: LetterFacts, subject: str, body: str, values: dict[str, Value]) -> Words:
    letter, default = facts.letter, DEFAULT_WORDS[facts.letter.kind]
    said = in_subject(subject, values)[:_LONGEST_SUBJECT]
    is_default = subject == str(default.subject)
    announcement = facts.told.announcement
    is_about_one = letter.kind != Kind.LINKS
    context: dict[str, Any] = {
        "site": about_site(),
        "language": translation.get_language(),
        "heading": str(default.heading) if is_default else said,
        "session": facts.session if is_about_one else None,
        "told": facts.told,
        "announcement": announcement if is_about_one else None,
        "announcement_link": absolute(announcement.get_absolute_url()),
        "facts": facts.lines() if is_about_one else [],
        "people": facts.shown_people(),
        "links": [] if is_about_one else _links(letter, facts.at),
        "button": default.button_for(to_participant=letter.participant is not None),
        "is_own": letter.participant is not None,
        "link": facts.link,
        "contact": facts.contact if is_about_one else None,
        "news_link": news_mark(letter.participant or letter.registration)
        if letter.kind == Kind.NEWS
        else "",
    }
    html = {"paragraphs": paragraphs_in_html(body, values)}
    text = {
        "paragraphs": paragraphs_in_text(body, values),
        "contact_words": contact_words(facts.contact) if is_about_one else "",
    }
    return Words(
        subject=said,
        text=_wrapped(render_to_string("letters/letter.txt", {**context, **text})),
        html=render_to_string("letters/letter.html", {**context, **html}),
    )


def _links(letter: Letter, at: datetime) -> list[dict[str, str]]:
    """What is held, when, and the mark of the link, for each registration and participant."""
    with_session = "intake__session__announcement__translation"
    language = translation.get_language() or ""
    registrations = Registration.objects.filter(pk__in=letter.facts.get("registrations", []))
    participants = Participant.objects.filter(pk__in=letter.facts.get("participants", []))
    owners: list[tuple[Registration | Participant, Registration]] = [
        *((row, row) for row in registrations.select_related(with_session).order_by("pk")),
        *(
            (row, row.registration)
            for row in participants.select_related(f"registration__{with_session}")
        ),
    ]
    return [
        {
            "name": told(registration.intake.session, language, at).name,
            "when": when(registration.intake.session),
            "link": _mark_of(owner),
        }
        for owner, registration in owners
    ]


def _mark_of(owner: Registration | Participant) -> str:
    """Whoever reads this letter has got it: the link may confirm the address, too."""
    if isinstance(owner, Registration) and owner.awaits_address:
        return address_mark(owner)
    return personal_mark(owner)


def _wrapped(text: str) -> str:
    """Lines of a width that every mail program shows; one empty line at most between them."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or line == "-- ":
            lines += _wrapped_line(line)
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines) + "\n"


def _wrapped_line(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line if line == "-- " else line.rstrip()]
    number = _NUMBERED.match(line)
    return textwrap.wrap(
        line,
        WIDTH,
        break_long_words=False,
        break_on_hyphens=False,
        subsequent_indent=" " * len(number[0]) if number else "",
    )


def _examples(facts: LetterFacts) -> dict[str, Value]:
    """For a preview: what would be put in if this registration were at that point."""
    in_two_days = facts.at + timedelta(days=2)
    zone = facts.session.zone
    until = {"words": wording.until(in_two_days, zone), "zone": zones.in_words(zone, in_two_days)}
    return {
        "номер": "4",
        "участники": _("Anna Smirnova, Ivan Petrov"),
        "места": facts.seats_in_words(max(1, len(facts.people))),
        "срок": _("%(words)s, %(zone)s") % until,
        "слова": _("The hall is too small for everybody who would like to come."),
        "недостает": _("answers to questions"),
        "форма": Link(absolute(facts.registration.intake.get_absolute_url())),
    }
