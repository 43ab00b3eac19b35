"""The editors' pages, a file for each thing they work on."""

from events.admin import (
    announcements,
    directory,
    documents,
    missed_addresses,
    old_addresses,
    pictures,
)

__all__ = [
    "announcements",
    "directory",
    "documents",
    "missed_addresses",
    "old_addresses",
    "pictures",
]
