"""What pages say in schema.org's words, for programs that read pages: JSON-LD.

Plain functions from rows to dictionaries; nothing is asked of the database here. Only what is
true and shown on the page is said: no rating, no performer that is a line of a programme.

An `Event` says when by the session's own clock, with its offset; a session without a time has
a date alone. How one signs up for it comes from `registrations`, as the `offers`.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events import rich_text
from events.counterparts import Told
from events.models import Announcement, Organisation, Session, Venue
from museumsite.pages import absolute, site_name

Data = dict[str, Any]
DESCRIPTION_LENGTH = 300  # characters; search engines show about half of it
_SCHEMA = "https://schema.org"
_MODES = {
    Session.Mode.IN_PERSON: "OfflineEventAttendanceMode",
    Session.Mode.ONLINE: "OnlineEventAttendanceMode",
    Session.Mode.HYBRID: "MixedEventAttendanceMode",
}
# As in Django's own json_script: nothing in a script that the browser could take for its end.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def data_block(data: Data) -> SafeString:
    """`data` as a block of a page. Browsers do not run it, so no policy has to allow it."""
    content = json.dumps({"@context": _SCHEMA, **data}, ensure_ascii=False)
    block = f'<script type="application/ld+json">{content.translate(_ESCAPES)}</script>'
    return mark_safe(block)  # noqa: S308  escaped above


def description_of(announcement: Announcement) -> str:
    """One paragraph of plain words: the lead, or how the text begins."""
    words = " ".join((announcement.lead or rich_text.plain(announcement.body)).split())
    if len(words) <= DESCRIPTION_LENGTH:
        return words or announcement.title
    return f"{words[:DESCRIPTION_LENGTH].rsplit(' ', 1)[0].rstrip(' ,;:.—')}…"


def event(
    session: Session,
    told: Told,
    organisers: Sequence[Organisation],
    image: str,
    offers: Data | None,
) -> Data:
    """One session. `told` is how readers of the page's language are told of it."""
    announcement = told.announcement
    data: Data = {
        "@type": "Event",
        "@id": f"{absolute(told.url)}#session-{session.pk}",
        "name": told.name,
        "description": description_of(announcement),
        "url": absolute(told.url),
        "inLanguage": announcement.language,
        "startDate": _beginning(session),
        "eventStatus": f"{_SCHEMA}/{_status(session)}",
        "eventAttendanceMode": f"{_SCHEMA}/{_MODES[Session.Mode(session.mode)]}",
        "location": _location(session, absolute(told.url)),
        "organizer": [_organisation(one) for one in organisers] or _site(),
    }
    if ending := _ending(session):
        data["endDate"] = ending
    if session.moved_from:
        data["previousStartDate"] = session.moved_from.isoformat()
    if image:
        data["image"] = [image]
    if offers:
        data["offers"] = offers
    return data


def offer(
    session: Session, address: str, availability: str, opens_at: datetime, closes_at: datetime
) -> Data:
    """How one signs up for `session`, free of charge: by the form at `address`, until it closes.

    `availability` is one of schema.org's words.
    """
    return {
        "@type": "Offer",
        "url": absolute(address),
        "price": 0,
        "priceCurrency": "RUB",
        "availability": f"{_SCHEMA}/{availability}",
        "validFrom": _by_clock(session, opens_at),
        "validThrough": _by_clock(session, closes_at),
    }


def article(announcement: Announcement, organisers: Sequence[Organisation], image: str) -> Data:
    """The announcement itself."""
    address = absolute(announcement.get_absolute_url())
    changes = [announcement.updated_at, announcement.published_at]
    data: Data = {
        "@type": "NewsArticle",
        "@id": f"{address}#article",
        "mainEntityOfPage": address,
        "url": address,
        "headline": announcement.title,
        "description": description_of(announcement),
        "articleSection": str(announcement.category),
        "inLanguage": announcement.language,
        "dateModified": _moment(max(change for change in changes if change)),
        "author": _authors(announcement, organisers),
        "publisher": _site(),
    }
    if announcement.published_at:
        data["datePublished"] = _moment(announcement.published_at)
    if image:
        data["image"] = [image]
    return data


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> Data:
    """The way from the home page to this one: names and addresses from the root."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": absolute(address)}
        for number, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def website(language: str) -> Data:
    """The site, and where its search is."""
    search = absolute(reverse("events:feed"))
    return {
        "@type": "WebSite",
        "@id": f"{settings.SITE_URL}/#site",
        "name": site_name(),
        "url": absolute(reverse("events:home")),
        "inLanguage": language,
        "publisher": _site(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def logo() -> str:
    return absolute(static("img/icon-180.png"))


def _site() -> Data:
    """Who answers for the site."""
    data: Data = {
        "@type": "Organization",
        "@id": f"{settings.SITE_URL}/#publisher",
        "name": settings.OPERATOR_NAME or site_name(),
        "url": absolute(reverse("events:home")),
        "logo": {"@type": "ImageObject", "url": logo(), "width": 180, "height": 180},
    }
    if settings.OPERATOR_EMAIL:
        data["email"] = settings.OPERATOR_EMAIL
    return data


def _authors(announcement: Announcement, organisers: Sequence[Organisation]) -> Any:
    if announcement.author:
        return {"@type": "Person", "name": announcement.author}
    return [_organisation(one) for one in organisers] or _site()


def _organisation(organisation: Organisation) -> Data:
    page = absolute(organisation.get_absolute_url())
    return {
        "@type": "Organization",
        "name": organisation.local_name,
        "url": organisation.website or page,
    }


def _status(session: Session) -> str:
    if session.is_cancelled:
        return "EventCancelled"
    return "EventRescheduled" if session.moved_from else "EventScheduled"


def _beginning(session: Session) -> str:
    if session.start_time is None:
        return session.start_date.isoformat()
    return _by_clock(session, session.starts_at)


def _ending(session: Session) -> str:
    """A day alone where nobody has named a time; "" when nothing is known but the beginning."""
    if session.end_time is not None:
        return _by_clock(session, session.ends_at)
    is_known = session.start_time is None or session.last_date != session.start_date
    return session.last_date.isoformat() if is_known else ""


def _by_clock(session: Session, moment: datetime) -> str:
    return moment.astimezone(session.zoneinfo).isoformat(timespec="minutes")


def _location(session: Session, address: str) -> Data | list[Data]:
    """The room, the web, or both. The address for those online is told to them alone."""
    online = {"@type": "VirtualLocation", "url": address}
    match session.mode:
        case Session.Mode.ONLINE:
            return online
        case Session.Mode.HYBRID:
            return [_place(session.venue), online]
    return _place(session.venue)


def _place(venue: Venue | None) -> Data:
    if venue is None:
        return {"@type": "Place", "name": _("to be announced"), "address": _("to be announced")}
    address = {"@type": "PostalAddress", "addressLocality": venue.local_city}
    if venue.local_address:
        address["streetAddress"] = venue.local_address
    place: Data = {"@type": "Place", "name": venue.local_name, "address": address}
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(venue.latitude),
            "longitude": float(venue.longitude),
        }
    return place


def _moment(of: datetime) -> str:
    return of.isoformat(timespec="seconds")
