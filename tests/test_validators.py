"""The programs that judge our pages and calendars do judge."""

import pytest

from tests.validators import complaints, understood

PAGE = """<!DOCTYPE html>
<html lang="ru"><head><meta charset="utf-8"><title>Музей</title></head><body>{}</body></html>
"""
CALENDAR = "\r\n".join(
    (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//museum//ru",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Moscow",
        "BEGIN:STANDARD",
        "DTSTART:20141026T020000",
        "TZOFFSETFROM:+0400",
        "TZOFFSETTO:+0300",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:1@museum.example",
        "DTSTAMP:20240813T090000Z",
        "DTSTART;TZID=Europe/Moscow:20240914T100000",
        "DTEND;TZID=Europe/Moscow:20240914T180000",
        "SUMMARY:Сессия\\, первая",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
)


def test_a_page_that_is_wrong_is_told_from_one_that_is_right():
    wrong = PAGE.format('<p><div id="a"></div></p><img src="/a.png">')
    right = PAGE.format("<h1>Музей</h1><p>Текст</p>")

    found = complaints({"wrong": wrong, "right": right})

    assert list(found) == ["wrong"]
    assert any("close-order" in line or "permitted-content" in line for line in found["wrong"])
    assert any("alt" in line for line in found["wrong"])


def test_a_calendar_is_read_with_its_moments_in_utc():
    [calendar] = understood(CALENDAR)

    [event] = calendar["events"]
    assert calendar["properties"]["version"] == "2.0"
    assert event["summary"] == "Сессия, первая"
    assert event["zone"] == "Europe/Moscow"
    assert (event["starts"], event["ends"]) == (
        "2024-09-14T07:00:00.000Z",
        "2024-09-14T15:00:00.000Z",
    )


def test_what_is_no_calendar_is_an_error():
    with pytest.raises(AssertionError, match="ParserError"):
        understood("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n")
