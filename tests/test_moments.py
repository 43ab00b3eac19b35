"""What staff type and the instants it means (design.md, rule 1: one clock, one deadline)."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from museumsite.moments import NoSuchTime, TwiceThatDay, closing_moment, opening_moment

DAY = date(2024, 8, 19)


@pytest.mark.parametrize(
    ("zone", "day", "wall_time", "expected"),
    [
        ("Europe/Moscow", DAY, None, datetime(2024, 8, 19, 21, 0)),
        ("Europe/Moscow", DAY, time(18), datetime(2024, 8, 19, 15, 0)),
        ("Europe/Kaliningrad", DAY, None, datetime(2024, 8, 19, 22, 0)),
        ("Asia/Vladivostok", DAY, None, datetime(2024, 8, 19, 14, 0)),
        ("Asia/Vladivostok", DAY, time(9, 30), datetime(2024, 8, 18, 23, 30)),
        # Berlin: the day of the change has 23 hours in March and 25 in October.
        ("Europe/Berlin", date(2024, 3, 30), None, datetime(2024, 3, 30, 23, 0)),
        ("Europe/Berlin", date(2024, 3, 31), None, datetime(2024, 3, 31, 22, 0)),
        ("Europe/Berlin", date(2024, 10, 26), None, datetime(2024, 10, 26, 22, 0)),
        ("Europe/Berlin", date(2024, 10, 27), None, datetime(2024, 10, 27, 23, 0)),
        # Cairo skips midnight itself: the 25th ends at the jump.
        ("Africa/Cairo", date(2024, 4, 25), None, datetime(2024, 4, 25, 22, 0)),
        # Havana has midnight twice: the 2nd ends at the first of them, fold 0.
        ("America/Havana", date(2024, 11, 2), None, datetime(2024, 11, 3, 4, 0)),
        # Samoa had no 30 December 2011 at all.
        ("Pacific/Apia", date(2011, 12, 29), None, datetime(2011, 12, 30, 10, 0)),
    ],
    ids=lambda value: str(value),
)
def test_the_closing_moment_of_a_day_or_a_time_in_its_zone(
    zone: str, day: date, wall_time: time | None, expected: datetime
):
    moment = closing_moment(day, wall_time, ZoneInfo(zone))

    assert moment == expected.replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Europe/Kaliningrad", "Europe/Berlin"])
def test_a_day_alone_is_included_to_its_last_second(zone: str):
    last_second = datetime(2024, 8, 19, 23, 59, 59, tzinfo=ZoneInfo(zone))

    assert closing_moment(DAY, None, ZoneInfo(zone)) - last_second == timedelta(seconds=1)


def test_a_typed_time_that_the_clocks_skip_is_refused():
    with pytest.raises(NoSuchTime, match="02:30"):
        closing_moment(date(2024, 3, 31), time(2, 30), ZoneInfo("Europe/Berlin"))


def test_a_typed_time_that_happens_twice_is_refused():
    with pytest.raises(TwiceThatDay, match="02:30"):
        closing_moment(date(2024, 10, 27), time(2, 30), ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize("zone", ["Africa/Cairo", "America/Havana", "Pacific/Apia", "Asia/Gaza"])
def test_a_day_alone_is_never_refused(zone: str):
    first = date(2011, 1, 1)

    moments = [closing_moment(first + timedelta(n), None, ZoneInfo(zone)) for n in range(6000)]

    assert moments == sorted(moments)


def test_sign_up_opens_with_the_day_when_no_time_is_typed():
    moment = opening_moment(date(2024, 8, 1), None, ZoneInfo("Asia/Vladivostok"))

    assert moment == datetime(2024, 7, 31, 14, 0, tzinfo=UTC)


def test_a_server_whose_own_clock_is_in_another_zone_closes_at_the_same_instant():
    code = (
        "from datetime import date; from zoneinfo import ZoneInfo;"
        "from museumsite.moments import closing_moment;"
        "print(closing_moment(date(2024, 8, 19), None, ZoneInfo('Europe/Moscow')).isoformat())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for zone in ("UTC", "America/New_York", "Asia/Kamchatka")
    }

    assert printed == {"2024-08-19T21:00:00+00:00"}
