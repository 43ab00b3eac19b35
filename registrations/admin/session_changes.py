"""What a change of the session means for its sign-up and for those who have signed up."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.admin.programme import TypesProgramme
from events.models import Session
from museumsite import wording
from museumsite.admin import colleague
from registrations import desk
from registrations.admin.intake_links import mailing_url
from registrations.admin.intake_saving import last_line, say_what_followed
from registrations.admin.intake_screen import Numbers, numbers_of
from registrations.models import Intake, Kind
from registrations.refusals import Busy

# What letters already sent say of a session.
TOLD_IN_LETTERS = {"start_date", "start_time", "end_date", "end_time", "zone", "mode", "venue"}


class SessionWithSignUpForm(TypesProgramme):
    """A session whose new clock or day must not make its sign-up impossible."""

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        intake = Intake.objects.filter(session=self.instance.pk).first()
        if intake is not None and not self.errors:
            self._check_sign_up(intake, typed)
        return typed

    def _check_sign_up(self, intake: Intake, typed: dict[str, Any]) -> None:
        session = intake.session
        for name in {*TOLD_IN_LETTERS, "is_cancelled"} & set(typed):
            setattr(session, name, typed[name])
        if not session.has_clock():
            return  # the field says so itself
        try:
            intake.derive_moments()
        except ValidationError as error:
            words = _("By this clock the sign-up has a time that does not exist. %(problem)s")
            words %= {"problem": " ".join(error.messages)}
            self.add_error("zone" if "zone" in self.fields else None, words)
            return
        has_moved = {"start_date", "end_date"} & set(self.changed_data)
        if has_moved and intake.deadline_date > session.last_date:
            words = _(
                "The deadline of sign-up, %(day)s, would be after the session."
                " Move the deadline first, on the page of the sign-up."
            )
            self.add_error("start_date", words % {"day": wording.day(intake.deadline_date)})


def follow_session(request: HttpRequest, session: Session, changed: list[str]) -> None:
    """Move the waiting list by the session as it is now, and offer to write to its people.

    To be called when the session is committed: the desk opens a transaction of its own.
    """
    intake = Intake.objects.filter(session=session).first()
    if intake is None:
        _offer_sign_up(request, session)
        return
    before, numbers = last_line(intake), numbers_of(intake)
    try:
        _note_untold(intake, changed, numbers)
        intake = desk.set_rules(intake=intake, fields=[], staff=colleague(request))
    except Busy:
        words = _(
            "The session is saved. The waiting list could not be moved up: a great many people"
            " are signing up right now. Save this page once more in a minute."
        )
        messages.warning(request, words)
    else:
        say_what_followed(request, intake, before)
    offer_to_tell(request, intake, changed)


def _note_untold(intake: Intake, changed: list[str], numbers: Numbers) -> None:
    """What stays to be told when the message on the next page is gone. Raises `Busy`."""
    is_cancelled = intake.session.is_cancelled
    if "is_cancelled" in changed and not is_cancelled:
        desk.drop_untold(intake=intake, kind=Kind.SESSION_CANCELLED)
    if not numbers.concerned:
        return
    if "is_cancelled" in changed and is_cancelled:
        desk.note_untold(intake=intake, kind=Kind.SESSION_CANCELLED)
    elif not TOLD_IN_LETTERS.isdisjoint(changed):
        desk.note_untold(intake=intake, kind=Kind.CHANGED)


def offer_to_tell(request: HttpRequest, intake: Intake, changed: list[str]) -> None:
    """Whoever has signed up should hear of it: a registrar confirms the letter before it goes."""
    numbers = numbers_of(intake)
    if not numbers.concerned:
        return
    if numbers.elsewhere and "mode" in changed:
        words = ngettext(
            "%(number)d person signed up to attend in a way the session is not held in any more.",
            "%(number)d people signed up to attend in a way the session is not held in any more.",
            numbers.elsewhere,
        )
        messages.warning(request, words % {"number": numbers.elsewhere})
    if "is_cancelled" in changed and intake.session.is_cancelled:
        words = _("Sign-up has stopped. Nobody has been written to yet.")
        _offer(request, intake, Kind.SESSION_CANCELLED, words, numbers)
    elif not TOLD_IN_LETTERS.isdisjoint(changed):
        words = _("Time or place has changed. Nobody has been written to yet.")
        _offer(request, intake, Kind.CHANGED, words, numbers)


def _offer(request: HttpRequest, intake: Intake, kind: Kind, words: str, numbers: Numbers) -> None:
    if not request.user.has_perm("registrations.add_mailing"):
        values = {"number": numbers.concerned}
        more = _("People who have signed up: %(number)d; a registrar can write to them.") % values
        messages.warning(request, f"{words} {more}")
        return
    link = ngettext(
        "Tell the participants… (%(number)d person)",
        "Tell the participants… (%(number)d people)",
        numbers.concerned,
    ) % {"number": numbers.concerned}
    address = mailing_url(intake, kind=kind.value)
    messages.warning(request, format_html('{} <a href="{}">{}</a>', words, address, link))


def _offer_sign_up(request: HttpRequest, session: Session) -> None:
    if request.user.has_perm("registrations.add_intake") and not session.is_cancelled:
        address = f"{reverse('admin:registrations_intake_add')}?session={session.pk}"
        words = _("Nobody can sign up for it on the site.")
        link = _("Set up sign-up for this session")
        messages.info(request, format_html('{} <a href="{}">{}</a>', words, address, link))
