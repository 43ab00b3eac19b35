"""Everything that happens by the clock. The letter worker calls `run_due` in each of its rounds.

Nothing is scheduled: each job asks the database what is due by now, so it survives restarts
and catches up after the worker was down. What is due is decided once more under the intake's
lock, by the clock read there; so two workers do everything once, and a moment earlier nothing
at all. `lapses.py` gives back what was held too long, `waves.py` and
`wave_letters.py` write to many at one moment, `address_reminders.py` to one at half time,
`scheduled_mailings.py` sends what colleagues wrote to go later.

A session that is cancelled is left alone: its people were told so, and the list of those who
waited is not «closed» to them on top of it.
"""

import logging
from collections.abc import Hashable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError

from registrations.clockwork import address_reminders, lapses, scheduled_mailings, wave_letters
from registrations.clockwork.jobs import Job
from registrations.refusals import Busy

logger = logging.getLogger(__name__)
# So that a crowd of lapses does not keep the letters of others waiting.
MOST_IN_A_ROUND = 100
REST = timedelta(minutes=5)

JOBS = (
    Job("offers", lapses.intakes_with_late_offers, lapses.lapse_offers),
    Job("waiting lists", lapses.intakes_with_closing_lists, lapses.close_waiting_list),
    Job("addresses", lapses.registrations_unconfirmed, lapses.lapse_unconfirmed),
    Job("address reminders", address_reminders.due, address_reminders.remind),
    Job("waves", wave_letters.due, wave_letters.send),
    Job("messages", scheduled_mailings.due, scheduled_mailings.send),
)
# What failed, and until when it is left alone: one broken row must not fill the log.
_resting: dict[tuple[str, Hashable], datetime] = {}


def run_due(at: datetime) -> int:
    """Do what is due at `at`; how many things were done.

    Each thing is done in a transaction of its own, and one that fails stops no other. What is
    locked by somebody at this moment is tried again in the next round. Only a database that
    is away stops the round (`OperationalError`, `InterfaceError`).
    """
    _forget_rests(at)
    return sum(_run(job, at) for job in JOBS)


def _run(job: Job, at: datetime) -> int:
    try:
        keys = [key for key in job.due(at) if (job.name, key) not in _resting]
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("the clock could not look for %s", job.name)
        return 0
    return sum(_done(job, key, at) for key in keys[:MOST_IN_A_ROUND])


def _done(job: Job, key: Hashable, at: datetime) -> int:
    try:
        return job.do(key)
    except Busy:
        return 0
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("the clock could not do %s of %s", job.name, key)
        _resting[job.name, key] = at + REST
        return 0


def _forget_rests(at: datetime) -> None:
    for known, until in list(_resting.items()):
        if until <= at:
            del _resting[known]
