"""What is written to people, from the outbox row to the inbox.

`outbox.py` keeps the rows and lends each to one worker; `words.py` holds the default words of
every kind and `placeholders.py` what may stand in them; `wording.py` puts a row into words;
`calendar.py` writes the calendar entry that goes with it; `sending.py` is the worker's one
step; `bounces.py` reads what comes back. The desk imports this file to write rows; the last
two tell the desk what became of them, so they are not imported here.
"""

from museumsite.pages import absolute
from registrations.letters.marks import hide_links
from registrations.letters.outbox import (
    LEASE,
    PAUSES,
    claim,
    may_send_again,
    queue,
    row,
    send_again,
)

__all__ = [
    "LEASE",
    "PAUSES",
    "absolute",
    "claim",
    "hide_links",
    "may_send_again",
    "queue",
    "row",
    "send_again",
]
