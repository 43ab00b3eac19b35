"""What a visitor reads. Public pages open no session and set no cookie (design.md, rule 10)."""

from events.views.announcement import announcement
from events.views.archive import archive, archive_month, archive_year
from events.views.calendar import calendar, calendar_month
from events.views.calendar_feeds import (
    calendar_feed,
    category_calendar,
    museum_calendar,
    session_calendar,
)
from events.views.feed import feed
from events.views.home import home
from events.views.museums import museum, museums
from events.views.preview import preview
from events.views.syndication import everything, feeds, of_category, of_museum

__all__ = [
    "announcement",
    "archive",
    "archive_month",
    "archive_year",
    "calendar",
    "calendar_feed",
    "calendar_month",
    "category_calendar",
    "everything",
    "feed",
    "feeds",
    "home",
    "museum",
    "museum_calendar",
    "museums",
    "of_category",
    "of_museum",
    "preview",
    "session_calendar",
]
