"""The registrars' pages, a file for each thing they work on."""

from registrations.admin import (
    consents,
    graces,
    intakes,
    letters,
    mailings,
    organisations,
    questions,
    registrations,
    sessions,
    wordings,
)

__all__ = [
    "consents",
    "graces",
    "intakes",
    "letters",
    "mailings",
    "organisations",
    "questions",
    "registrations",
    "sessions",
    "wordings",
]
