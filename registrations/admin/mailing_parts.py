"""What the pages about messages are put together from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from museumsite import moments
from registrations import mailings
from registrations.admin.letters import state_words
from registrations.admin.shown_letters import ShownLetter
from registrations.letters.wording import worded
from registrations.models import Intake, Letter, Mailing

LETTERS_SHOWN = 200  # the others are in the outbox


@dataclass(frozen=True)
class DefaultWordsShown:
    """What a kind of letter says by itself, beside the form."""

    value: str
    label: str | Promise
    subject: str
    body: str


def chosen_intake(request: HttpRequest) -> Intake | None:
    """The session the address names; None when it names none. Raises `Http404` for no session."""
    value = request.GET.get("intake", "")
    if not value:
        return None
    if not (value.isdecimal() and len(value) < 19):
        raise Http404
    found = Intake.objects.select_related(
        "session__announcement__contact__organisation", "session__venue"
    ).filter(pk=int(value))
    intake = found.first()
    if intake is None:
        raise Http404
    return intake


def letter_shown(mailing: Mailing, found: Sequence[mailings.Recipient]) -> ShownLetter | None:
    """The very letter the first of them gets; None when nobody gets one."""
    if not found:
        return None
    letter = mailings.letter_to(found[0], mailing, moments.now())
    return ShownLetter.of(worded(letter), letter.to)


def page_of(mailing: Mailing) -> str:
    return reverse("admin:registrations_mailing_change", args=[mailing.pk])


def chosen_before(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("kind", "group") if name in request.GET}


def letter_rows(letters: QuerySet[Letter]) -> list[dict[str, Any]]:
    shown = letters.defer("body_text", "body_html", "calendar").order_by("pk")[:LETTERS_SHOWN]
    return [{"letter": letter, "state": state_words(letter)} for letter in shown]
