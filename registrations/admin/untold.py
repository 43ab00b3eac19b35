"""The notice that people have not been told of a change yet, until they are or need not be."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from registrations import desk
from registrations.admin.intake_links import mailing_url, screen_url
from registrations.admin.intake_screen import IntakeNow
from registrations.models import Intake, Kind
from registrations.refusals import Busy
from registrations.views.answers import SeeOther

UNTOLD_WORDS: dict[str, Any] = {
    Kind.CHANGED: gettext_lazy(
        "Date or place has changed; the participants have not been written to yet."
    ),
    Kind.SESSION_CANCELLED: gettext_lazy(
        "The session is cancelled; the participants have not been written to yet."
    ),
}


@dataclass(frozen=True)
class Untold:
    """What is not told yet, and where to tell it."""

    kind: str
    words: Any  # lazily translated
    address: str  # empty for those who may not write


def untold_of(request: HttpRequest, intake: Intake, now: IntakeNow) -> Untold | None:
    """What there is to tell people of `intake` before it is over; None when nothing."""
    is_over = now.sign_up.at >= intake.session.ends_at
    if intake.untold not in UNTOLD_WORDS or is_over or not now.numbers.concerned:
        return None
    may_write = request.user.has_perm("registrations.add_mailing")
    address = mailing_url(intake, kind=intake.untold) if may_write else ""
    return Untold(intake.untold, UNTOLD_WORDS[intake.untold], address)


@require_POST
def leave_untold_view(request: HttpRequest, object_id: str) -> HttpResponse:
    """A registrar decides that nobody need be written to about what the button stood under."""
    needed = ["view_intake", "view_registration", "add_mailing"]
    if not request.user.has_perms([f"registrations.{name}" for name in needed]):
        raise PermissionDenied
    intake = get_object_or_404(Intake, pk=object_id)
    try:
        desk.drop_untold(intake=intake, kind=request.POST.get("kind", ""))
    except Busy as busy:
        messages.error(request, busy.sentence)
    else:
        messages.success(request, _("The participants will not be written to about it."))
    return SeeOther(screen_url(intake))
