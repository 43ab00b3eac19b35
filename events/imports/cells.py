"""What people write into cells: dates, times, zones. Each function says in words what is wrong."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from events.models import Session
from museumsite import phones, zones
from museumsite.fields import one_line

Cell = Any  # str, int, float, bool, datetime, date, time, timedelta or None, as tables hold them
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:\s*г(?:ода|\.)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IN_WORDS = re.compile(r"(\d{1,2})\s+([а-яё]+)\s+(\d{4})(?:\s*г(?:ода|\.)?)?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?(?:\s*ч\.?)?")
_OFFSET = re.compile(r"(мск|msk|utc|gmt)\s*(?:([+−-])\s*(\d{1,2}))?")
_FIRST_EXCEL_DAY = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 110_000)  # 1954 to 2201: other numbers are no dates
_YEARS = range(1900, 2200)
_MODES = {
    Session.Mode.IN_PERSON: ("очно", "офлайн", "оффлайн", "in person", "offline", "in_person"),
    Session.Mode.ONLINE: ("онлайн", "дистанционно", "заочно", "online"),
    Session.Mode.HYBRID: (
        *("гибрид", "гибридный", "смешанный", "очно и онлайн", "очно или онлайн"),
        *("hybrid", "both", "in person or online", "in person and online"),
    ),
}
_CITIES = {
    "москва": "Europe/Moscow", "санкт-петербург": "Europe/Moscow", "moscow": "Europe/Moscow",
    "калининград": "Europe/Kaliningrad", "самара": "Europe/Samara", "саратов": "Europe/Saratov",
    "волгоград": "Europe/Volgograd", "астрахань": "Europe/Astrakhan", "киров": "Europe/Kirov",
    "ульяновск": "Europe/Ulyanovsk", "симферополь": "Europe/Simferopol",
    "екатеринбург": "Asia/Yekaterinburg", "уфа": "Asia/Yekaterinburg",
    "челябинск": "Asia/Yekaterinburg", "пермь": "Asia/Yekaterinburg", "омск": "Asia/Omsk",
    "новосибирск": "Asia/Novosibirsk", "томск": "Asia/Tomsk", "барнаул": "Asia/Barnaul",
    "кемерово": "Asia/Novokuznetsk", "новокузнецк": "Asia/Novokuznetsk",
    "красноярск": "Asia/Krasnoyarsk", "иркутск": "Asia/Irkutsk", "чита": "Asia/Chita",
    "якутск": "Asia/Yakutsk", "владивосток": "Asia/Vladivostok",
    "хабаровск": "Asia/Vladivostok", "магадан": "Asia/Magadan",
    "южно-сахалинск": "Asia/Sakhalin", "анадырь": "Asia/Anadyr",
    "петропавловск-камчатский": "Asia/Kamchatka",
}  # fmt: skip


def text_in(cell: Cell) -> str:
    """The cell as people see it: 12.0 is «12»."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).replace("\0", "").strip()


def line_in(cell: Cell, longest: int) -> str:
    """One line of at most `longest` characters. Raises `ValidationError`, as all below."""
    line = one_line(text_in(cell))
    if len(line) > longest:
        raise ValidationError(
            _("%(length)d characters, at most %(longest)d fit")
            % {"length": len(line), "longest": longest}
        )
    return line


def moment_in(cell: Cell) -> tuple[date, time | None] | None:
    """A date with or without a time; None for an empty cell."""
    if isinstance(cell, datetime):
        clock = cell.time().replace(second=0, microsecond=0)
        return _meant(cell.date(), cell), clock if clock != time(0) else None
    if isinstance(cell, date):
        return _meant(cell, cell), None
    if isinstance(cell, int | float) and not isinstance(cell, bool) and int(cell) in _EXCEL_DAYS:
        return _FIRST_EXCEL_DAY + timedelta(days=int(cell)), _part_of_day(cell % 1) or None
    written = one_line(text_in(cell)).lower()
    if not written:
        return None
    day_words, _space, clock_words = written.rpartition(" ")
    match = _CLOCK.fullmatch(clock_words)
    if day_words and match and ":" in clock_words:
        return _day(day_words.rstrip(",").removesuffix(" в"), cell), _clock(match, cell)
    return _day(written.replace("t00:00:00", ""), cell), None


def time_in(cell: Cell) -> time | None:
    """«18:30», «18.30», a time of Excel's; None for an empty cell."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, timedelta):
        cell = cell.total_seconds() / 86_400
    if isinstance(cell, float) and 0 <= cell < 1:
        return _part_of_day(cell)
    written = one_line(text_in(cell)).lower()
    if not written:
        return None
    clock = _CLOCK.fullmatch(written)
    if clock is None:
        raise ValidationError(_("“%(typed)s” is no time: write 18:30") % {"typed": text_in(cell)})
    return _clock(clock, cell)


def zone_in(cell: Cell) -> str:
    """An IANA name from a city, «МСК+4», «UTC+7» or the name itself; Moscow for an empty cell."""
    written = one_line(text_in(cell))
    plain = written.casefold().replace("ё", "е")
    if not written:
        return zones.MOSCOW
    if zones.is_zone(written):
        return written
    if plain in _CITIES:
        return _CITIES[plain]
    for name, words in zones.ALL_RUSSIAN_ZONES.items():
        if plain == str(words).casefold():
            return name
    if offset := _OFFSET.fullmatch(plain):
        hours = int(offset[3] or 0) * (1 if offset[2] == "+" else -1)
        hours += 3 if offset[1] in {"мск", "msk"} else 0
        for name in [zones.MOSCOW, *zones.RUSSIAN_ZONES]:
            midnight = datetime(2024, 1, 1, tzinfo=ZoneInfo(name))
            if midnight.utcoffset() == timedelta(hours=hours):
                return name
    raise ValidationError(
        _("“%(typed)s” is no time zone: write a city, МСК+4 or Asia/Novosibirsk")
        % {"typed": written}
    )


def mode_in(cell: Cell) -> str:
    written = one_line(text_in(cell)).casefold()
    for mode, words in _MODES.items():
        if written in {*words, str(mode.label).casefold()} or not written:
            return mode
    raise ValidationError(
        _("“%(typed)s” is not known: write in person, online or hybrid")
        % {"typed": one_line(text_in(cell))}
    )


def phone_in(cell: Cell) -> str:
    written = line_in(cell, 60)
    return phones.normalised(written) if written else ""


def email_in(cell: Cell) -> str:
    written = line_in(cell, 254)
    if written:
        validate_email(written)
    return written


def _day(written: str, cell: Cell) -> date:
    wrong = ValidationError(
        _("“%(typed)s” is no date: write 14.09.2024") % {"typed": text_in(cell)[:60]}
    )
    if match := _DAY_FIRST.fullmatch(written):
        day, month, year = (int(part) for part in match.groups())
    elif match := _YEAR_FIRST.fullmatch(written):
        year, month, day = (int(part) for part in match.groups())
    elif match := _IN_WORDS.fullmatch(written):
        day, year = int(match[1]), int(match[3])
        names = [number for number, start in enumerate(_MONTHS, 1) if match[2].startswith(start)]
        month = names[0] if names else 0
    else:
        raise wrong
    try:
        return _meant(date(year + 2000 if year < 100 else year, month, day), cell)
    except ValueError as error:
        raise wrong from error


def _meant(day: date, cell: Cell) -> date:
    """Years of a slip of the finger are refused, as in the admin."""
    if day.year not in _YEARS:
        raise ValidationError(_("“%(typed)s”: check the year") % {"typed": text_in(cell)[:60]})
    return day


def _clock(match: re.Match[str], cell: Cell) -> time:
    try:
        return time(int(match[1]), int(match[2]))
    except ValueError as error:
        raise ValidationError(
            _("“%(typed)s” is no time: write 18:30") % {"typed": text_in(cell)[:60]}
        ) from error


def _part_of_day(part: float) -> time:
    minutes = min(round(part * 24 * 60), 24 * 60 - 1)
    return time(minutes // 60, minutes % 60)
