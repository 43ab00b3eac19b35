"""What a visitor reads. Public pages open no session and set no cookie (design.md, rule 10)."""

from events.views.announcement import announcement
from events.views.feed import feed
from events.views.home import home
from events.views.preview import preview
from events.views.syndication import everything, feeds, of_category, of_museum

__all__ = [
    "announcement",
    "everything",
    "feed",
    "feeds",
    "home",
    "of_category",
    "of_museum",
    "preview",
]
