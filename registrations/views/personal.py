"""The page behind the secret link (see also `doors.py` and `museumsite/secret_pages.py`)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from museumsite import moments
from registrations import desk, refusals
from registrations.holders import Holder, holder_of
from registrations.personal_page import page_for
from registrations.views.answers import JUST_SUBMITTED, SeeOther, with_retry_after
from registrations.views.doors import by_contacts_link, by_secret_link


@require_safe
@by_secret_link
def personal(request: HttpRequest, holder: Holder) -> HttpResponse:
    """What was signed up, for whoever holds the secret link."""
    return page_of(request, holder)


@require_http_methods(["GET", "HEAD", "POST"])
@by_contacts_link
def cancel(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Ask, then cancel: mail scanners follow links, so nothing changes by GET."""
    asked = "registrations/cancel.html"
    if request.method != "POST":
        return page_of(request, holder, template=asked)
    return done(
        request, holder, lambda: desk.cancel(registration=holder.registration), template=asked
    )


def done(
    request: HttpRequest,
    holder: Holder,
    step: Callable[[], object],
    words: str = "",
    *,
    template: str = "",
) -> HttpResponse:
    """Take one step at the desk and look at the page again; a refusal is said on it."""
    try:
        step()
    except refusals.Refused as refusal:
        # Something has changed since the link was followed, and the page is to say what.
        fresh = holder_of(holder.secret)
        if fresh is None:
            raise Http404 from refusal
        return page_of(request, fresh, refusal=refusal, template=template)
    if words:
        messages.success(request, words)
    return SeeOther(holder.url("personal"))


def page_of(
    request: HttpRequest,
    holder: Holder,
    *,
    template: str = "",
    refusal: refusals.Refused | None = None,
    **more: Any,
) -> HttpResponse:
    """The holder's page, or another one about the same registration."""
    own = "registrations/own.html" if holder.participant else "registrations/personal.html"
    notices = list(messages.get_messages(request))
    context = {
        **page_for(holder, moments.now()),
        "is_new": any(JUST_SUBMITTED in notice.tags for notice in notices),
        "messages": [notice for notice in notices if JUST_SUBMITTED not in notice.tags],
        "refusal": refusal,
        "outcome": refusal.outcome if refusal else "",
        **more,
    }
    status = refusal.status if refusal else HTTPStatus.OK
    response = render(request, template or own, context, status=status)
    return with_retry_after(response, refusal)
