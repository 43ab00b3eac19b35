"""Why a form was not accepted: each reason once, with its kind words (design.md, rule 6)."""

from registrations.refusals.crowds import Busy, Limited, TooFast, TooManyFiles, TooManyGuesses
from registrations.refusals.filling import (
    ChangedMeanwhile,
    FilledByRobot,
    Invalid,
    MoreQuestions,
    NoCookie,
    NotTicked,
    ProbableSlip,
    StaleForm,
    TooMany,
)
from registrations.refusals.places import ChoiceFull, Full, MuseumFull, NotOffered, WouldWait
from registrations.refusals.refused import Refused
from registrations.refusals.timing import (
    Early,
    GraceUsed,
    Late,
    NotNow,
    OfferGone,
    Outdated,
    Over,
    SessionCancelled,
    TakenDown,
)
from registrations.state import State, StateName

__all__ = [
    "Busy",
    "ChangedMeanwhile",
    "ChoiceFull",
    "Early",
    "FilledByRobot",
    "Full",
    "GraceUsed",
    "Invalid",
    "Late",
    "Limited",
    "MoreQuestions",
    "MuseumFull",
    "NoCookie",
    "NotNow",
    "NotOffered",
    "NotTicked",
    "OfferGone",
    "Outdated",
    "Over",
    "ProbableSlip",
    "Refused",
    "SessionCancelled",
    "StaleForm",
    "TakenDown",
    "TooFast",
    "TooMany",
    "TooManyFiles",
    "TooManyGuesses",
    "WouldWait",
    "for_state",
]


def for_state(state: State) -> Refused | None:
    """Why nobody at all can sign up in this state; None when somebody can."""
    match state.name:
        case StateName.OPEN | StateName.WAITING:
            return None
        case StateName.SOON:
            return Early()
        case StateName.FULL:
            return Full(seats_left=0)
        case StateName.CLOSED:
            return Late()
        case StateName.CANCELLED:
            return SessionCancelled()
