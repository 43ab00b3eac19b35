"""Cards drawn for shared links: an announcement's words on the cloth of its drawn cover.

A messenger shows a link with a picture. Without a cover we draw one: who holds it, the title,
the date, the site's name, in the site's own letters. The card's name says what is on it, so
other words mean another file, and nobody's cache shows the old ones.
"""

import hashlib
import io
import json
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import ngettext
from PIL import Image, ImageDraw, ImageFont

from events.models import Announcement, Organisation, Session
from events.pictures.sharing import CARD_SIZE
from events.templatetags.announcements import cover_tone
from museumsite import wording
from museumsite.fields import one_line
from museumsite.pages import site_name

DRAWING = 1  # another number when cards are drawn otherwise: all of them are drawn anew
# static/css/tokens.css, the light ones: a card is seen among other people's colours.
_CLOTHS = ("#6b2a2d", "#2f4a4a", "#2e3f57", "#6a5636", "#454b36", "#4d3a4c")
_FOIL = "#ecdfc4"
_FRAME = 28  # pixels from the edge
_MARGIN = 76
_WIDTH = CARD_SIZE[0] - 2 * _MARGIN
_TITLE_HEIGHT = 316
_TITLE_SIZES = range(78, 33, -4)
_SMALL = 30
_FONTS = settings.BASE_DIR / "static" / "fonts"
_SHINE = 0.55  # of the frame, as on the drawn cover


@dataclass(frozen=True)
class Card:
    """What is drawn on a card."""

    title: str
    museums: str
    when: str
    site: str
    tone: int

    def name(self, announcement: Announcement) -> str:
        """The file's name: the same for the same words, another for any other."""
        said = json.dumps([DRAWING, announcement.pk, asdict(self)], ensure_ascii=True)
        digest = hashlib.sha256(said.encode()).hexdigest()
        return f"cards/{digest[:2]}/{digest[2:34]}.png"

    def can_be_drawn(self) -> bool:
        """Not with letters that our fonts do not have: boxes in their place help nobody."""
        return bool(self.title) and all(
            _has_letters(font, text)
            for font, text in (
                ("museum-serif", self.title),
                ("museum-sans", self.museums + self.site),
                ("museum-serif-italic", self.when),
            )
        )


def card_of(
    announcement: Announcement, sessions: list[Session], holders: list[Organisation]
) -> Card:
    """What the card of `announcement` says, in its own language."""
    with translation.override(announcement.language):
        return Card(
            title=wording.no_orphans(_drawable(announcement.title)),
            museums=_names(holders),
            when=_when(announcement, sessions),
            site=_drawable(site_name()),
            tone=cover_tone(announcement),
        )


def drawn(card: Card) -> bytes:
    """The card as a PNG."""
    ground, foil = _colour(_CLOTHS[card.tone - 1]), _colour(_FOIL)
    image = Image.new("RGB", CARD_SIZE, ground)
    draw = ImageDraw.Draw(image)
    right, bottom = CARD_SIZE[0] - _FRAME, CARD_SIZE[1] - _FRAME
    draw.rectangle(
        (_FRAME, _FRAME, right - 1, bottom - 1), outline=_between(ground, foil, _SHINE), width=2
    )
    small = _font("museum-sans", _SMALL)
    top = _MARGIN
    for line in _shortened(_lines(card.museums, small, _WIDTH), 2, small):
        draw.text((_MARGIN, top), line, font=small, fill=foil)
        top += round(_SMALL * 1.35)
    _draw_title(draw, card.title, top + 18 if card.museums else top - 12, foil)
    foot = CARD_SIZE[1] - _MARGIN
    italic = _font("museum-serif-italic", 38)
    draw.text((_MARGIN, foot), card.when, font=italic, fill=foil, anchor="ls")
    room = _WIDTH - (italic.getlength(card.when) + 60 if card.when else 0)
    [site] = _shortened(_lines(card.site, small, room), 1, small, room) or [""]
    draw.text((CARD_SIZE[0] - _MARGIN, foot), site, font=small, fill=foil, anchor="rs")
    content = io.BytesIO()
    # Two colours and what lies between them: sharp letters in a third of a JPEG's bytes.
    image.quantize(48, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
    return content.getvalue()


def _draw_title(draw: ImageDraw.ImageDraw, title: str, top: int, foil: tuple[int, ...]) -> None:
    """As large as there is room for; lines of even length; cut where nothing else helps."""
    room = min(_TITLE_HEIGHT, CARD_SIZE[1] - _MARGIN - 70 - top)
    for size in _TITLE_SIZES:
        font, step = _font("museum-serif", size), round(size * 1.16)
        lines = _lines(title, font, _WIDTH)
        if len(lines) * step <= room:
            break
    lines = _shortened(_even(title, lines, font), max(1, room // step), font)
    for number, line in enumerate(lines):
        draw.text((_MARGIN - size // 20, top + number * step), line, font=font, fill=foil)


def _even(title: str, lines: list[str], font: ImageFont.FreeTypeFont) -> list[str]:
    """The same number of lines, none much shorter than the others."""
    narrow, wide = _WIDTH / 2, float(_WIDTH)
    while wide - narrow > 8:
        middle = (narrow + wide) / 2
        if len(_lines(title, font, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return _lines(title, font, wide)


def _lines(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """`text` in lines no longer than `width`; a word that is longer is broken where it must."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
            continue
        while word and font.getlength(word) > width:
            fits = next(
                (end for end in range(len(word) - 1, 0, -1) if font.getlength(word[:end]) <= width),
                1,
            )
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return [line.rstrip(" ·") for line in lines if line]


def _shortened(
    lines: list[str], most: int, font: ImageFont.FreeTypeFont, width: float = _WIDTH
) -> list[str]:
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and font.getlength(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip(' ,.;:—')}…"]


def _names(holders: list[Organisation]) -> str:
    """«Музей Победы, ГИМ и ещё 3 музея»: never more than two by name."""
    names = [_drawable(holder.local_name) for holder in holders]
    if len(names) <= 2:
        return " · ".join(names)
    more = len(names) - 2
    words = ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", more)
    return words % {"names": " · ".join(names[:2]), "number": more}


def _when(announcement: Announcement, sessions: list[Session]) -> str:
    """When it is held, or was published."""
    if sessions:
        first = min(session.start_date for session in sessions)
        last = max(session.last_date for session in sessions)
        return _days(first, last)
    if announcement.published_at is None:
        return ""
    zone = ZoneInfo(settings.TIME_ZONE)
    return wording.day(announcement.published_at.astimezone(zone).date())


def _days(first: date, last: date) -> str:
    if first == last:
        return wording.day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{date_format(first, 'j')}–{wording.day(last)}"
    return f"{wording.day_and_month(first)}{wording.NBSP}— {wording.day(last)}"


def _drawable(text: str) -> str:
    """On one line, without control characters and the little pictures that no font of ours has."""
    return one_line("".join(" " if _is_picture(sign) else sign for sign in text))


def _is_picture(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] == "C" or (category in {"So", "Sk"} and sign != "№")


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"{name}.woff2"), size)


def _has_letters(name: str, text: str) -> bool:
    return all(_has_letter(name, letter) for letter in set(text) if not letter.isspace())


@cache
def _has_letter(name: str, letter: str) -> bool:
    """A font draws what it lacks as it draws what no font has."""
    font = _font(name, 24)
    lacking = font.getmask("\U0010fffe")
    mask = font.getmask(letter)
    return (mask.size, bytes(mask)) != (lacking.size, bytes(lacking))


def _colour(code: str) -> tuple[int, int, int]:
    return (int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16))


def _between(
    one: tuple[int, int, int], other: tuple[int, int, int], share: float
) -> tuple[int, int, int]:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)
