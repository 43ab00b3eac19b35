"""Signing up: nouns only. Every change to a registration is made by `desk.py`."""

from registrations.models.consent import Consent, ConsentText
from registrations.models.intake import Intake, IntakeQuerySet
from registrations.models.letter import Letter
from registrations.models.registration import HistoryLine, Participant, Registration
from registrations.models.sign_up_attempts import SignUpAttempts

__all__ = [
    "Consent",
    "ConsentText",
    "HistoryLine",
    "Intake",
    "IntakeQuerySet",
    "Letter",
    "Participant",
    "Registration",
    "SignUpAttempts",
]
