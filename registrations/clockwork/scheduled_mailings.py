"""What colleagues wrote to go later: its time has come.

A worker that was down sends it late, but not after the session is over: by then «the bus goes
at nine» helps nobody. The list of messages says so.
"""

from collections.abc import Sequence
from datetime import datetime

from registrations import mailings
from registrations.models import Mailing


def due(at: datetime) -> Sequence[int]:
    """Messages that were to go by now, the earliest first."""
    return list(Mailing.objects.due(at).values_list("pk", flat=True))


def send(mailing_pk: int) -> int:
    return int(mailings.send_scheduled(mailing_pk))
