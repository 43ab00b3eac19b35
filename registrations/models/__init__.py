"""Signing up: nouns only. Every change to a registration is made by `desk/`."""

from registrations.models.consent import Consent, ConsentText, Purpose
from registrations.models.grace import Grace
from registrations.models.history import HistoryLine
from registrations.models.intake import Intake
from registrations.models.intake_queryset import IntakeQuerySet
from registrations.models.letter import Kind, Letter, LetterWording, Mailing
from registrations.models.question import Answer, Choice, ChosenChoice, Question, Upload
from registrations.models.registration import Participant, Registration
from registrations.models.sign_up_attempts import SignUpAttempts

__all__ = [
    "Answer",
    "Choice",
    "ChosenChoice",
    "Consent",
    "ConsentText",
    "Grace",
    "HistoryLine",
    "Intake",
    "IntakeQuerySet",
    "Kind",
    "Letter",
    "LetterWording",
    "Mailing",
    "Participant",
    "Purpose",
    "Question",
    "Registration",
    "SignUpAttempts",
    "Upload",
]
