"""Every kind of page is valid HTML, as an independent program judges it."""

from datetime import date

import pytest

from registrations.models import Letter
from tests.make import (
    AT,
    address_of,
    make_announcement,
    make_contact,
    make_intake,
    make_question,
    make_registration,
    make_session,
    make_venue,
)
from tests.validators import complaints

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock"),
    pytest.mark.only_on("sqlite"),  # what pages say is the same on both
]

BODY = """
<h2>Раздел</h2><p>Текст, <strong>важный</strong>, и <a href="/events/">ссылка</a>.</p>
<ul><li>раз</li><li>два</li></ul><blockquote><p>Слова</p></blockquote>
<table><caption>Часы</caption>
<thead><tr><th scope="col">День</th><th scope="col">Час</th></tr></thead>
<tbody><tr><td>пн</td><td>10</td></tr></tbody></table><hr><pre><code>a &lt; b</code></pre>
"""
FORGIVEN = [
    "require-sri",  # nothing is fetched from another host: there is nobody to guard against
    "no-redundant-for",  # Django names the control that stands inside of its label anyway
    "prefer-native-element",  # the box a wide table scrolls in is no section of the text
]
OF_DJANGO = [  # in templates of the admin that are not ours
    *FORGIVEN,
    "no-implicit-button-type",  # the switch of themes
    "unique-landmark",  # the years above a list
    "wcag/h30",  # the crosses that take a column out of the sorting
    "wcag/h32",  # the form around a list
    "wcag/h63",  # the first cell of a list's row
    "wcag/h71",  # the groups of fields have headings, and only some a legend
]


@pytest.fixture
def site(client):
    """One of everything: announcements of each kind, an open sign-up, somebody who has used it."""
    contact, venue = make_contact(), make_venue(directions="От метро пешком.\n\nИли трамваем.")
    session = make_session(
        make_announcement("Сессия", contact=contact, body=BODY, organisers=["Музей Победы"]),
        venue=venue,
    )
    intake = make_intake(session, capacity=5, has_waiting_list=True, participants_limit=3)
    make_question(intake)
    make_question(intake, choices={"Да": 3, "Нет": None})
    make_question(intake, kind="file")
    closed = make_intake(make_session(make_announcement("Прошедшее", contact=contact)),
                         deadline_date=date(2024, 8, 2))  # fmt: skip
    make_announcement("Taken", language="en", translation_of=session.announcement)
    make_announcement("Снято", slug="snyato", withdrawn_at=AT)
    registration = make_registration(intake, people=2)
    return intake, closed, registration


PUBLIC = [
    "/",
    "/events/",
    "/events/?q=музей&category=anonsyi&year=2024",
    "/events/?q=ничего-такого-нет",
    "/events/sessiya/",
    "/events/proshedshee/",
    "/events/snyato/",
    "/events/no-such-page/",
    "/calendar/",
    "/calendar/2024/9/",
    "/archive/",
    "/archive/2024/",
    "/archive/2024/8/",
    "/museums/",
    "/museums/muzej-pobedyi/",
    "/feeds/",
    "/privacy/",
    "/accessibility/",
    "/consent/1/",
    "/registration/link/",
    "/registration/link/sent/",
    "/registration/erased/",
    "/no-such-page",
]


def test_public_pages_and_errors_in_both_languages(client, site):
    intake, closed, _registration = site
    addresses = [*PUBLIC, intake.get_absolute_url(), closed.get_absolute_url()]

    pages = {
        prefix + address: client.get(prefix + address, follow=True).content.decode()
        for prefix in ("", "/en")
        for address in addresses
    }

    assert complaints(pages, forgiven=FORGIVEN) == {}


def test_the_personal_page_its_forms_and_refusals(client, site):
    intake, closed, registration = site
    secret = address_of(registration)
    letter = Letter.objects.filter(registration=registration).earliest("pk")
    participant = registration.participants.earliest("pk")

    pages = {
        address: client.get(address).content.decode()
        for address in [
            secret,
            f"/en{secret}",
            f"{secret}correct/",
            f"{secret}cancel/",
            f"{secret}news/",
            f"{secret}tickets/",
            f"{secret}ticket/{participant.pk}/",
            f"{secret}letter/{letter.pk}/",
            "/r/no-such-secret/",
        ]
    }
    pages["a form with mistakes"] = client.post(intake.get_absolute_url(), {}).content.decode()
    too_late = client.post(closed.get_absolute_url(), {}).content.decode()

    assert complaints(pages, forgiven=FORGIVEN) == {}
    # What was typed is kept, and there is nothing to press: it cannot be sent any more.
    assert complaints({"late": too_late}, forgiven=[*FORGIVEN, "wcag/h32"]) == {}


def test_the_style_guide(directors_browser):
    page = directors_browser.get("/styleguide/").content.decode()

    # It shows the same part more than once.
    assert complaints({"styleguide": page}, forgiven=[*FORGIVEN, "unique-landmark"]) == {}


ADMIN = [
    "events/announcement/",
    "events/announcement/add/",
    "events/session/",
    "events/missedaddress/",
    "events/picture/",
    "events/document/",
    "registrations/intake/",
    "registrations/registration/",
    "redirects/redirect/",
    "redirects/redirect/add/",
]


def test_the_admins_pages_but_for_what_django_itself_writes(directors_browser, site):
    intake, _closed, _registration = site
    session = intake.session
    addresses = [
        *ADMIN,
        f"events/announcement/{session.announcement_id}/change/",
        f"events/session/{session.pk}/change/",
        f"registrations/intake/{intake.pk}/change/",
        "today/",
    ]

    pages = {
        address: directors_browser.get(f"/admin/{address}").content.decode()
        for address in addresses
    }

    assert complaints(pages, forgiven=OF_DJANGO) == {}
