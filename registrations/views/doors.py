"""The door behind which every page of a secret link lies."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from museumsite.proxies import client_address
from registrations import floods, refusals
from registrations.holders import Holder, holder_of
from registrations.views.answers import with_retry_after

# A page takes the request, its holder and the rest of the address.
Page = Callable[..., HttpResponseBase]


def by_secret_link(page: Page) -> Page:
    """Give `page` the holder of the link; whoever has none gets a 404 that is always the same."""

    @wraps(page)
    def door(request: HttpRequest, secret: str, **rest: Any) -> HttpResponseBase:
        holder = holder_of(secret)
        if holder is None:
            return no_such_link(request)
        return page(request, holder, **rest)

    return door


def by_contacts_link(page: Page) -> Page:
    """The same for pages of the contact person: to a participant's own link there are none."""

    @by_secret_link
    @wraps(page)
    def door(request: HttpRequest, holder: Holder, **rest: Any) -> HttpResponseBase:
        if holder.participant:
            raise Http404
        return page(request, holder, **rest)

    return door


def no_such_link(request: HttpRequest) -> HttpResponseBase:
    """The 404, counted; after many of them from one address a 429 (`floods.py`).

    Raises `Http404`.
    """
    try:
        floods.count_wrong_link(client_address(request))
    except refusals.TooManyGuesses as refusal:
        answer = render(request, "429.html", {"refusal": refusal}, status=refusal.status)
        return with_retry_after(answer, refusal)
    except refusals.Busy:
        pass  # the answer must not depend on whether it could be counted
    raise Http404
