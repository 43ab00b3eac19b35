"""What has not changed is not sent again: ETag and Last-Modified of feeds and calendars.

Programs ask for a feed every hour and for years. Whether it changed is answered by the values
it shows, in a query or two, before anything is rendered. The ETag is exact: it changes with any
of the values and with nothing else. Last-Modified is the latest change of any announcement: a
page that is taken down is a change, too. It can only be compared for sameness, because a page
that is deleted may make it earlier.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language

from museumsite.pages import site_name

MAX_AGE = 300  # seconds for which nobody need ask again
_FORM = 1  # of what we render: to be raised when the same values give another text


@dataclass(frozen=True)
class Version:
    """Which text one address answers with now."""

    etag: str  # quoted, as in the header
    last_modified: datetime | None  # None when there is nothing to show


@dataclass(frozen=True)
class Shown:
    """Rows and what a text shows of them.

    `values` are the columns it shows, by their paths from the row; `moments` those that say when
    the row or what it refers to was changed. A row that shows all of itself names its own
    `updated_at` in both.
    """

    rows: QuerySet[Any]
    values: Sequence[str]
    moments: Sequence[str]


def version_of(kind: str, *shown: Shown, since: datetime | None = None) -> Version:
    """The version of a text made of `shown`, one query each, in the language that is active.

    `kind` is what tells texts apart that are made of the same rows, and whatever else is said
    in them. `since` is a moment before which the text was certainly another one.
    """
    values, changes = [], [since]
    for one in shown:
        for row in one.rows.values_list(*one.values, *one.moments):
            values.append(row[: len(one.values)])
            changes += row[len(one.values) :]
    said = repr((_FORM, kind, get_language(), settings.SITE_URL, site_name(), values))
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    known = [change for change in changes if change is not None]
    return Version(quote_etag(digest[:32]), max(known, default=None))


def answer(
    request: HttpRequest, version: Version, render: Callable[[], HttpResponse]
) -> HttpResponse:
    """304 when the asker has this version already, else what `render` makes, with its headers."""
    moment = version.last_modified
    seconds = int(moment.timestamp()) if moment else None
    asked = request.headers
    has_date = seconds is not None and asked.get("If-Modified-Since") == http_date(seconds)
    response: HttpResponse | None = None
    if "If-None-Match" in asked or has_date:
        response = get_conditional_response(request, etag=version.etag, last_modified=seconds)
    if response is None:
        response = render()
    response.headers["ETag"] = version.etag
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response
