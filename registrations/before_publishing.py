"""What sign-up has to say before a page is published or taken down (`events/neighbours.py`)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Announcement, Session
from events.readiness import Problem
from museumsite import wording
from registrations.models import Intake, Registration
from registrations.words import sign_up_of


def withdrawal_warnings(announcements: Sequence[Announcement], at: datetime) -> list[str]:
    """Whom the withdrawal of these pages surprises: who may still sign up, and who has."""
    intakes = (
        Intake.objects.for_pages()
        .filter(
            session__announcement__in=[one.pk for one in announcements], session__ends_at__gt=at
        )
        .order_by("session__starts_at", "pk")
    )
    found = []
    for intake in intakes:
        sign_up = sign_up_of(intake, at)
        if sign_up.takes_forms:
            words = _("Sign-up is open: “%(session)s”, %(deadline)s. It stops with the page.")
            values = {"session": intake.session.name, "deadline": sign_up.deadline_words}
            found.append(wording.nested_quotes(words % values))
    signed_up = Registration.objects.filter(intake__in=intakes).living().count()
    if signed_up:
        words = ngettext(
            "%(number)d registration is there already. Its personal page goes on working, nobody"
            " is written to by itself.",
            "%(number)d registrations are there already. Their personal pages go on working,"
            " nobody is written to by itself.",
            signed_up,
        )
        found.append(words % {"number": signed_up})
    return found


def session_problems(sessions: Sequence[Session], at: datetime) -> list[Problem]:
    """A deadline after the session, a sign-up that is over before anybody can use it."""
    intakes = Intake.objects.filter(session__in=[session.pk for session in sessions])
    found = []
    for intake in intakes.select_related("session__announcement").order_by("pk"):
        session = intake.session
        if session.is_cancelled:
            continue
        if intake.closes_at > session.ends_at:
            words = _("Sign-up closes after the session is over: the deadline is %(day)s.")
            found.append(_problem("deadline_late", words, intake))
        elif intake.closes_at <= at < session.ends_at:
            words = _("Sign-up is closed already: the deadline was %(day)s.")
            found.append(_problem("deadline_over", words, intake))
    return found


def _problem(code: str, words: str, intake: Intake) -> Problem:
    return Problem(code, words % {"day": wording.day(intake.deadline_date)}, "sessions")


def has_sign_up(session: Session) -> bool:
    """Whether its sign-up is set up: a change of its date concerns the deadline and people."""
    return Intake.objects.filter(session=session).exists()
