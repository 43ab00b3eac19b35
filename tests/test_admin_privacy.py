"""Who sees what in the admin: an editor sees nobody who signed up, a stranger sees nothing."""

import re
from dataclasses import replace
from zoneinfo import available_timezones

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.admin.sites import site
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from registrations import desk
from registrations.models import Registration
from tests.make import make_application, make_intake
from tests.people import make_staff, signed_in
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

_WORD = re.compile(r"[A-Za-z]{3,}")
# Words that stand nowhere but in one registration.
PRIVATE = {
    "contact_name": "Вербицкая Аполлинария",
    "contact_position": "смотрительница маяка",
    "museum": "Музей маяков",
    "city": "Териберка",
    "email": "mayak@teriberka.example",
    "phone": "+7 (815) 535-71-23",
}
PARTICIPANT = "Вербицкий Евграф"


@pytest.fixture
def registration(registrar):
    """Somebody signed up, and a registrar has worked on it."""
    person = desk.Person(PARTICIPANT, "бакенщик", "in_person")
    application = replace(make_application(**PRIVATE), people=[person])
    registration = desk.submit(intake=make_intake(), application=application).registration
    desk.cancel(registration=registration, staff=registrar)
    return registration


def said(answer):
    """The private words in an answer."""
    content = answer.content.decode()
    return [words for words in [*PRIVATE.values(), PARTICIPANT] if words in content]


def pages_of(registration):
    """Every page of the admin about this registration and what it belongs to."""
    session = registration.intake.session
    rows = [registration, registration.letters.first(), session, session.announcement]
    rows += [registration.consents.get().text, session.announcement.contact]
    pages = ["/admin/", "/admin/events/", "/admin/registrations/", "/admin/events/session/add/"]
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        pages.append(reverse(f"{name}_changelist"))
        pages += [f"{reverse(f'{name}_changelist')}?q={words}" for words in ("маяк", "Вербицкая")]
        of_row = ("change", "history", "delete")
        pages += [reverse(f"{name}_{view}", args=[row.pk]) for view in of_row]
    one = f"/admin/registrations/registration/{registration.pk}/"
    pages += [f"{one}{name}/" for name in ("approve", "decline", "cancel", "promote", "museum")]
    pages += [f"{one}{name}/" for name in ("more-time", "no-repeat", "repeats", "correct")]
    pages += ["/admin/today/", "/admin/registrations/registration/?standing=over"]
    pages += [f"/admin/registrations/registration/enter/{registration.intake_id}/"]
    pages += ["/admin/registrations/grace/", "/admin/registrations/grace/add/"]
    pages.append(f"/admin/events/session/?intake__registrations__museum={PRIVATE['museum']}")
    return pages


def test_an_editor_reads_no_personal_data_on_any_page(editors_browser, registration):
    answers = {page: editors_browser.get(page) for page in pages_of(registration)}

    assert {page: said(answer) for page, answer in answers.items() if said(answer)} == {}
    closed = {page for page, answer in answers.items() if answer.status_code in {302, 403, 404}}
    assert {page for page in answers if "/admin/registrations/" in page} <= closed


def test_the_same_pages_do_show_them_to_a_registrar(registrars_browser, registration):
    answers = [registrars_browser.get(page) for page in pages_of(registration)]

    shown = {words for answer in answers for words in said(answer)}

    assert shown == {*PRIVATE.values(), PARTICIPANT}


def test_an_editor_who_wants_to_delete_is_told_how_many_not_who(editors_browser, registration):
    announcement = registration.intake.session.announcement
    one = f"/admin/events/announcement/{announcement.pk}/delete/"
    chosen = {"action": "delete_selected", "_selected_action": [announcement.pk]}

    answers = [
        editors_browser.get(one),
        editors_browser.post(one, {"post": "yes"}),
        editors_browser.post("/admin/events/announcement/", chosen),
    ]

    assert ["Заявки: 1" in read(answer).text for answer in answers] == [True, True, True]
    assert [said(answer) for answer in answers] == [[], [], []]
    assert Registration.objects.exists()


def test_the_admins_own_log_names_nobody_who_signed_up(registrars_browser, registration):
    other = desk.submit(
        intake=registration.intake, application=make_application(**PRIVATE)
    ).registration

    registrars_browser.post(reverse("admin:registrations_registration_cancel", args=[other.pk]))

    other.refresh_from_db()
    assert other.is_cancelled
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("app", "model", "field"),
    [
        ("registrations", "participant", "registration"),
        ("registrations", "letter", "registration"),
        ("registrations", "registration", "intake"),
        ("events", "session", "announcement"),
        ("events", "announcement", "contact"),
    ],
)
def test_autocompletion_tells_an_editor_nothing_of_registrations(
    editors_browser, registration, app, model, field
):
    asked = {"app_label": app, "model_name": model, "field_name": field, "term": "Вербицкая"}

    answer = editors_browser.get("/admin/autocomplete/", asked)

    assert said(answer) == []
    assert answer.status_code == (403 if app == "registrations" else 200)


def test_autocompletion_survives_a_nul(editors_browser):
    asked = {"app_label": "events", "model_name": "announcement", "field_name": "contact"}

    answer = editors_browser.get("/admin/autocomplete/", {**asked, "term": "\0"})

    assert answer.json()["results"] == []


def test_an_editors_menu_has_no_registrations(editors_browser, registrars_browser):
    def menu(client):
        return {link for link in read(client.get("/admin/")).links.values() if "/add/" not in link}

    assert not [link for link in menu(editors_browser) if "/registrations/" in link]
    assert "/admin/registrations/registration/" in menu(registrars_browser)
    assert "/admin/redirects/redirect/" not in menu(registrars_browser)


def test_a_stranger_and_a_colleague_without_a_group_see_nothing(client, registration):
    newcomer = signed_in(make_staff("newcomer"))

    for page in pages_of(registration):
        assert client.get(page).status_code == 302, page
        answer = newcomer.get(page)
        assert said(answer) == []
        assert (answer.status_code in {302, 403, 404}) == (page != "/admin/"), page


def test_floods_and_sites_are_not_the_business_of_staff():
    names = {model._meta.label for model in site._registry}

    assert names == {
        "auth.Group",
        "auth.User",
        "events.Announcement",
        "events.Category",
        "events.Contact",
        "events.Document",
        "events.MissedAddress",
        "events.Organisation",
        "events.Picture",
        "events.Session",
        "events.Venue",
        "redirects.Redirect",
        "registrations.ConsentText",
        "registrations.Grace",
        "registrations.Intake",
        "registrations.Letter",
        "registrations.LetterWording",
        "registrations.Mailing",
        "registrations.Question",
        "registrations.Registration",
    }


# --- The groups


def rights(name):
    columns = ("content_type__app_label", "codename")
    found = Permission.objects.filter(group__name=name).order_by(*columns)
    return [f"{app}.{code}" for app, code in found.values_list(*columns)]


REGISTRARS_RIGHTS = [
    *(f"{action}_{model}" for action in ("add", "change", "delete", "view")
      for model in ("intake", "question", "choice", "letterwording")),
    *(f"{action}_consenttext" for action in ("add", "change", "view")),
    *(f"{action}_registration" for action in ("change", "view")),
    *(f"{action}_{model}" for action in ("add", "view") for model in ("grace", "mailing")),
    *(f"view_{model}" for model in ("answer", "consent", "historyline", "letter", "participant")),
]  # fmt: skip


def test_the_migration_has_made_both_groups_with_these_rights_and_no_more():
    everything = ("add", "change", "delete", "view")
    seen_by_both = [
        "announcement",
        "category",
        "contact",
        "document",
        "organisation",
        "organiser",
        "picture",
        "programmeitem",
        "session",
        "venue",
    ]
    editors = [
        *(f"{action}_{model}" for action in everything for model in (*seen_by_both, "previewlink")),
        *(f"{action}_missedaddress" for action in everything if action != "add"),
    ]
    registrars = [
        *(f"view_{model}" for model in seen_by_both),
        *(f"{action}_programmeitem" for action in everything if action != "view"),
        "change_session",
    ]

    assert sorted(Group.objects.values_list("name", flat=True)) == ["Регистраторы", "Редакторы"]
    assert rights("Редакторы") == [
        *sorted(f"events.{right}" for right in editors),
        *sorted(f"redirects.{action}_redirect" for action in everything),
        "registrations.view_intake",
    ]
    assert rights("Регистраторы") == [
        *sorted(f"events.{right}" for right in registrars),
        *sorted(f"registrations.{right}" for right in REGISTRARS_RIGHTS),
    ]


def test_no_right_is_there_twice():
    """Made by the migration before Django makes them, and found by Django afterwards."""
    assert Permission.objects.filter(codename="view_registration").count() == 1


# --- The language


@pytest.mark.parametrize(
    "page",
    [
        "/admin/",
        "/admin/events/announcement/",
        "/admin/events/announcement/add/",
        "/admin/events/session/",
        "/admin/events/session/add/",
        "/admin/events/category/add/",
        "/admin/events/organisation/add/",
        "/admin/events/venue/add/",
        "/admin/events/contact/add/",
        "/admin/events/picture/",
        "/admin/events/picture/add/",
        "/admin/today/",
        "/admin/registrations/registration/",
        "/admin/registrations/registration/enter/",
        "/admin/registrations/grace/",
        "/admin/registrations/grace/add/",
        "/admin/registrations/letter/",
        "/admin/registrations/consenttext/add/",
        "/admin/redirects/redirect/add/",
        "/admin/auth/user/add/",
        "/admin/auth/group/add/",
        "/admin/password_change/",
    ],
)
def test_a_page_in_russian_has_no_english_words(directors_browser, page):
    text = read(directors_browser.get(page)).text

    names = {"JPEG", "PNG", "WebP", "Control", "Command", "Mac", "URL", "https", "director"}
    names |= {"AVIF", "GIF", "TIFF", "BMP"}  # kinds of pictures
    names |= {"events", "search", "news", "opening"}  # examples of addresses
    names |= {part for zone in available_timezones() for part in _WORD.findall(zone)}
    assert set(_WORD.findall(text)) - names == set()


@pytest.mark.parametrize(
    "address",
    [
        "registration/?link_seed__startswith=a",
        "letter/?registration__secret_hash__startswith=a",
        "grace/?link_seed__startswith=a",
    ],
)
def test_a_list_is_not_asked_for_a_secret_link_bit_by_bit(registrars_browser, address):
    answer = registrars_browser.get(f"/admin/registrations/{address}")

    assert answer.status_code == 400
