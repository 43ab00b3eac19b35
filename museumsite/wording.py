"""Dates, times and sentences as people read them, in the language that is active."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from museumsite import zones

NBSP = "\u00a0"
_SHORT_WORD = re.compile(r"(?<![\w\u00a0])([^\W\d_]{1,2}) (?=\S)")
_BEFORE_DASH = re.compile(r" (?=[—–])")
# «Санкт-Петербурге», «80-летия» in HTML; tags are stepped over.
_HYPHENATED = re.compile(r"<[^>]*>|(?<![\w-])\w+(?:-\w+)+(?![\w-])")
_LONGEST_WHOLE = 20  # characters: what still fits a line of the narrowest phone in a headline
_QUOTES = re.compile(r"[«»„“”\"'`]")


def unbroken(text: str) -> str:
    """«2 места», a telephone number: what must not be torn apart at the end of a line."""
    return text.replace(" ", NBSP)


def nested_quotes(text: str) -> str:
    """«Вечер „Памяти“»: quotation marks within others are of another kind (Russian, German)."""
    depth, marks = 0, []
    for mark in text:
        shown = mark
        if mark == "«":
            depth += 1
            shown = "„" if depth > 1 else mark
        elif mark == "»" and depth:
            shown = "“" if depth > 1 else mark
            depth -= 1
        marks.append(shown)
    return "".join(marks)


def day(of: date) -> str:
    """«13 августа 2024», the day never torn from its month."""
    return f"{day_and_month(of)} {of.year}"


def day_and_month(of: date) -> str:
    """«13 августа»."""
    return date_format(of, "j E").replace(" ", NBSP)


def day_with_year(of: date) -> str:
    """«19 августа 2024 года»: for the end of a Russian sentence."""
    return f"{day(of)}{NBSP}года" if get_language() == "ru" else day(of)


def weekday(of: date) -> str:
    """«суббота»; Saturday keeps its capital in English."""
    name = date_format(of, "l")
    return name if get_language() == "en" else name.lower()


def clock(wall_time: time) -> str:
    """«18:00»."""
    return f"{wall_time:%H:%M}"


def local_moment(moment: datetime, zone: str) -> str:
    """«13 августа 2024, 12:00» by the clock of `zone`."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {clock(local.time())}"


def period(
    first: date, starts: time | None, last: date, ends: time | None, zone: str, at: datetime
) -> str:
    """When something is held: «суббота, 14 сентября 2024, 10:00–18:00 по московскому времени».

    Dates and times are by the clock of `zone`; `at` is the moment it begins, for the zone's
    offset. A time nobody has named is not spoken of.
    """
    by_clock = zones.in_words(zone, at)
    if starts is None:
        days = (
            _weekday_and_day(first)
            if last == first
            else f"{_weekday_and_day(first)}{NBSP}— {_weekday_and_day(last)}"
        )
        return _("%(words)s, %(zone)s") % {"words": days, "zone": by_clock}
    beginning = f"{_weekday_and_day(first)}, {clock(starts)}"
    if last == first and ends is None:
        words = beginning
    elif last == first and ends is not None:
        words = f"{beginning}–{clock(ends)}"
    elif ends is None:
        words = f"{beginning}{NBSP}— {_weekday_and_day(last)}"
    else:
        words = f"{beginning}{NBSP}— {_weekday_and_day(last)}, {clock(ends)}"
    return _("%(words)s, %(zone)s") % {"words": words, "zone": by_clock}


def _weekday_and_day(of: date) -> str:
    return f"{weekday(of)}, {day(of)}"


def until(closes_at: datetime, zone: str) -> str:
    """«до 23:00 19 августа»: the closing moment by the clock of `zone`.

    Midnight is said as the 24:00 of the day it ends, as a Russian timetable says it.
    """
    local = closes_at.astimezone(ZoneInfo(zone))
    if local.time() == time.min:
        return _("until %(time)s on %(day)s") % {
            "time": "24:00",
            "day": day_and_month((local - timedelta(days=1)).date()),
        }
    return _("until %(time)s on %(day)s") % {
        "time": clock(local.time()),
        "day": day_and_month(local.date()),
    }


def time_left(closes_at: datetime, at: datetime) -> str:
    """«осталось 6 дней», whole days, then hours, then minutes; empty when none is left."""
    left = closes_at - at
    if left <= timedelta(0):
        return ""
    if left >= timedelta(days=1):
        days = left.days
        return ngettext("%(number)d day left", "%(number)d days left", days) % {"number": days}
    if left >= timedelta(hours=1):
        hours = left.seconds // 3600
        return ngettext("%(number)d hour left", "%(number)d hours left", hours) % {"number": hours}
    minutes = max(1, left.seconds // 60)
    return ngettext("%(number)d minute left", "%(number)d minutes left", minutes) % {
        "number": minutes
    }


def no_orphans(text: str) -> str:
    """`text` with short words tied to the next one and dashes to the one before."""
    return _BEFORE_DASH.sub(NBSP, _SHORT_WORD.sub(rf"\1{NBSP}", str(text)))  # may be lazy


def whole_words(text: str) -> SafeString:
    """`text` as HTML whose hyphenated words, «Санкт-Петербурге», are not torn at the hyphen.

    Long ones may be: a telephone has no line for «историко-художественного». No other mark
    takes the hyphen's place, so what is copied or searched for is what was written.
    """

    def whole(found: re.Match[str]) -> str:
        word = found.group()
        if word.startswith("<") or len(word) > _LONGEST_WHOLE:
            return word
        return f'<span class="whole-word">{word}</span>'

    escaped = conditional_escape(text)
    return mark_safe(_HYPHENATED.sub(whole, escaped))  # noqa: S308  what is added is ours


def folded(text: str) -> str:
    """`text` for comparing: small letters, «ё» as «е», without quotes, spaces as one."""
    plain = text.lower().replace("ё", "е")
    return " ".join(_QUOTES.sub(" ", plain).split())
