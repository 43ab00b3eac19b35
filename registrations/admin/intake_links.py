"""Where a colleague goes on from an intake's screen."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from registrations.admin.intake_screen import IntakeNow
from registrations.models import Intake, Participant

Seat = Participant.Seat


@dataclass(frozen=True)
class Link:
    """A page, and how many rows stand on it (None: a page without a number)."""

    words: str
    url: str
    number: int | None = None


def registration_links(intake: Intake, now: IntakeNow) -> list[Link]:
    """Who has signed up: all of them, and those who wait for something; numbers are people."""
    people = now.numbers.people
    links = [Link(_("All registrations"), registrations_of(intake), now.numbers.registrations)]
    if people.get(Seat.PENDING):
        pending = registrations_of(intake, standing="pending")
        links.append(Link(_("Await a decision"), pending, now.numbers.pending_registrations))
    if people.get(Seat.WAITING):
        waiting = registrations_of(intake, standing="waiting")
        links.append(Link(_("On the waiting list, people"), waiting, people[Seat.WAITING]))
    if people.get(Seat.OFFERED):
        offered = registrations_of(intake, standing="offered")
        links.append(Link(_("Are offered seats, people"), offered, people[Seat.OFFERED]))
    return links


def rule_links(request: HttpRequest, intake: Intake) -> list[Link]:
    """What else belongs to this sign-up."""
    may = request.user.has_perm
    links = []
    if may("registrations.view_question"):
        questions = reverse("admin:registrations_intake_questions", args=[intake.pk])
        links.append(Link(_("Questions of the form"), questions, intake.questions.count()))
    if may("registrations.view_letterwording"):
        wordings = reverse("admin:registrations_intake_wordings", args=[intake.pk])
        links.append(Link(_("Words of the letters"), wordings))
    if may("registrations.add_mailing"):
        links.append(Link(_("Write to participants…"), mailing_url(intake)))
    if may("registrations.change_registration"):
        enter = reverse("admin:registrations_registration_enter_for", args=[intake.pk])
        links.append(Link(_("Enter a registration by hand…"), enter))
    if may("registrations.view_grace"):
        graces = reverse("admin:registrations_grace_changelist")
        query = urlencode({"intake__id__exact": intake.pk})
        links.append(Link(_("Personal deadlines"), f"{graces}?{query}", intake.graces.count()))
    return links


def site_links(intake: Intake) -> list[Link]:
    """What visitors see, and the session itself."""
    session = intake.session
    sessions_page = reverse("admin:events_session_change", args=[session.pk])
    return [
        Link(_("The form on the site"), intake.get_absolute_url()),
        Link(_("The page of the event"), session.get_absolute_url()),
        Link(_("Date, place, cancelling"), sessions_page),
    ]


def screen_url(intake: Intake) -> str:
    """The screen itself."""
    return reverse("admin:registrations_intake_change", args=[intake.pk])


def registrations_of(intake: Intake, **query: str) -> str:
    """The list of registrations of `intake`, narrowed."""
    address = reverse("admin:registrations_registration_changelist")
    return f"{address}?{urlencode({'intake': str(intake.pk), **query})}"


def mailing_url(intake: Intake, **query: str) -> str:
    """The page on which a colleague writes to the people of `intake`."""
    address = reverse("admin:registrations_mailing_write")
    return f"{address}?{urlencode({'intake': str(intake.pk), **query})}"
