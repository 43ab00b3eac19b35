"""Time zones by the names people use for them: «по московскому времени»."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOSCOW = "Europe/Moscow"

# Russia's zones from west to east, a city for each offset; the value completes a sentence
# («до 18:00 …»), the key is the IANA name.
RUSSIAN_ZONES: dict[str, Promise] = {
    "Europe/Kaliningrad": gettext_lazy("Kaliningrad time"),
    "Europe/Moscow": gettext_lazy("Moscow time"),
    "Europe/Samara": gettext_lazy("Samara time"),
    "Asia/Yekaterinburg": gettext_lazy("Yekaterinburg time"),
    "Asia/Omsk": gettext_lazy("Omsk time"),
    "Asia/Krasnoyarsk": gettext_lazy("Krasnoyarsk time"),
    "Asia/Irkutsk": gettext_lazy("Irkutsk time"),
    "Asia/Yakutsk": gettext_lazy("Yakutsk time"),
    "Asia/Vladivostok": gettext_lazy("Vladivostok time"),
    "Asia/Magadan": gettext_lazy("Magadan time"),
    "Asia/Kamchatka": gettext_lazy("Kamchatka time"),
}

# Zones that share their offset with one above, but not their name.
MORE_RUSSIAN_ZONES: dict[str, Promise] = {
    "Europe/Kirov": gettext_lazy("Kirov time"),
    "Europe/Simferopol": gettext_lazy("Simferopol time"),
    "Europe/Volgograd": gettext_lazy("Volgograd time"),
    "Europe/Astrakhan": gettext_lazy("Astrakhan time"),
    "Europe/Saratov": gettext_lazy("Saratov time"),
    "Europe/Ulyanovsk": gettext_lazy("Ulyanovsk time"),
    "Asia/Barnaul": gettext_lazy("Barnaul time"),
    "Asia/Novokuznetsk": gettext_lazy("Novokuznetsk time"),
    "Asia/Novosibirsk": gettext_lazy("Novosibirsk time"),
    "Asia/Tomsk": gettext_lazy("Tomsk time"),
    "Asia/Chita": gettext_lazy("Chita time"),
    "Asia/Sakhalin": gettext_lazy("Sakhalin time"),
    "Asia/Anadyr": gettext_lazy("Anadyr time"),
}
ALL_RUSSIAN_ZONES = {**RUSSIAN_ZONES, **MORE_RUSSIAN_ZONES}


def zone_choices() -> list[tuple[str, str]]:
    """Every IANA zone for a form, Russia's first, each as (name, label)."""
    russian = [(name, f"{label} ({name})") for name, label in ALL_RUSSIAN_ZONES.items()]
    others = sorted(_known_zones() - ALL_RUSSIAN_ZONES.keys() - {"localtime", "Factory"})
    return russian + [(name, name) for name in others]


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA zone this machine knows."""
    return name in _known_zones()


@cache  # reads many files
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def in_words(zone: str, at: datetime) -> str:
    """The zone as the end of a sentence about the moment `at`: «по московскому времени»."""
    if zone in ALL_RUSSIAN_ZONES:
        return str(ALL_RUSSIAN_ZONES[zone])
    offset = at.astimezone(ZoneInfo(zone)).strftime("%z")
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return _("%(city)s time, UTC%(offset)s") % {
        "city": city,
        "offset": f"{offset[:3]}:{offset[3:]}".replace("-", "−"),
    }


def other_russian_zones(zone: str, moment: datetime) -> list[str]:
    """The IANA names of Russia's zones whose clocks show another time than `zone` at `moment`."""
    here = moment.astimezone(ZoneInfo(zone)).utcoffset()
    return [name for name in RUSSIAN_ZONES if moment.astimezone(ZoneInfo(name)).utcoffset() != here]
