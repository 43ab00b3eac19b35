"""The ticket of one participant: its code in groups to read out, and as a picture to scan."""

from io import BytesIO

import segno

from events.models import Session
from registrations.models import Participant, Registration

_GROUP = 4
_QUIET_ZONE = 4  # modules of white around it, as ISO/IEC 18004 asks


def has_ticket(participant: Participant, registration: Registration, session: Session) -> bool:
    """Whether there is a ticket: for who has a seat, once the address is confirmed."""
    is_held_for_now = registration.is_cancelled or registration.awaits_address
    return (
        participant.seat == Participant.Seat.SEATED
        and not is_held_for_now
        and not session.is_cancelled
    )


def in_groups(code: str) -> str:
    """«K7QM 2XWA 9FRT»."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def qr_picture(code: str) -> bytes:
    """The code, and nothing else, as an SVG: dark on white in every theme, without styles."""
    picture = BytesIO()
    segno.make_qr(code, error="m").save(
        picture,
        kind="svg",
        border=_QUIET_ZONE,
        dark="#000",
        light="#fff",
        omitsize=True,
        xmldecl=False,
    )
    return picture.getvalue()
