"""The registrars' pages, a file for each thing they work on."""

from registrations.admin import consents, letters, registrations, sessions

__all__ = ["consents", "letters", "registrations", "sessions"]
