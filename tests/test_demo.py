"""The demonstration content: the real case, and doors that are open."""

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.apps import apps
from django.contrib.sites.models import Site
from django.core import serializers
from django.core.management import call_command

from events.models import Announcement, Category, Contact, Organisation, Session, Venue
from museumsite import moments
from museumsite.slugs import slug_of
from museumsite.typography import typeset
from registrations.demo import coming
from registrations.demo.loading import load_into_empty
from registrations.models import Choice, Intake, Letter, Question, Registration
from tests.make import MOSCOW, make_announcement
from tests.reading import read
from tests.real_page import real_page

LOADED_AT = datetime(2026, 3, 11, 8, 30, tzinfo=MOSCOW)
REAL_SLUG = (
    "muzej-pobedyi-provedet-v-sankt-peterburge-strategicheskuyu-sessiyu"
    "-istoricheskix-i-voenno-istoricheskix-muzeev"
)
OPEN_SLUG = "arxiv-otkryivaetsya-praktikum-po-oczifrovke-muzejnyix-fondov"


@pytest.fixture
def demo(db):
    """A site as on its first start, with the clock standing still."""
    with moments.stopped_at(LOADED_AT):
        call_command("load_demo", verbosity=0)
        yield


def everything():
    """Every row of ours as text."""
    labels = ("events", "registrations", "redirects", "sites")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {
        model.__name__: serializers.serialize("json", model._default_manager.order_by("pk"))
        for model in models
    }


# --- Loading ----------------------------------------------------------------------------


def test_loading_twice_changes_nothing(demo, capsys):
    before = everything()

    call_command("load_demo")

    assert everything() == before
    assert capsys.readouterr().out == "There is content already: nothing was changed.\n"


@pytest.mark.django_db
def test_a_site_with_content_of_its_own_stays_as_it_is():
    make_announcement("Настоящее", published_at=None)
    before = everything()

    assert load_into_empty(LOADED_AT) is False
    assert everything() == before


@pytest.mark.django_db
def test_loading_that_fails_half_way_leaves_nothing(monkeypatch):
    monkeypatch.setattr(Intake, "save", lambda self, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load_into_empty(LOADED_AT)

    assert not Category.objects.exists()


def test_the_workshops_hall_is_nearly_full_and_nobody_invented_is_written_to(demo):
    workshop = Intake.objects.get(session__announcement__slug=OPEN_SLUG)

    hall, online = workshop.rooms()

    assert Session.objects.count() == 5
    assert (hall.left, hall.waiting, online.taken) == (2, 0, 4)
    assert workshop.state(LOADED_AT).name == "open"
    assert workshop.questions.count() == 5
    assert not Letter.objects.exists()


def test_a_second_start_signs_nobody_up_again(demo):
    before = Registration.objects.count()

    call_command("load_demo_guests", verbosity=0)

    assert Registration.objects.count() == before > 0


def test_every_row_is_one_a_form_would_have_accepted(demo):
    models = (Announcement, Category, Organisation, Contact, Venue, Session, Intake, Site)
    for model in (*models, Question, Choice):
        for row in model.objects.all():
            row.full_clean()


def test_the_site_has_its_own_address_and_name(demo):
    site = Site.objects.get()

    assert (site.domain, site.name) == ("127.0.0.1:8000", "События музеев")


@pytest.mark.django_db
def test_a_long_name_of_the_site_is_cut(settings):
    settings.SITE_NAME = "Ассоциация исторических и военно-исторических музеев и их друзей"

    load_into_empty(LOADED_AT)

    assert Site.objects.get().name == settings.SITE_NAME[:50]


def test_what_is_coming_makes_sense_on_whatever_day_it_is_loaded():
    first = datetime(2026, 1, 1, 0, 0, tzinfo=MOSCOW)
    for number in range(366):
        at = first + timedelta(days=number)
        items = coming.coming_items(at)

        published = [item for item in items if item.published and item.published < at]
        assert len(published) == 3
        for held in (held for item in items for held in item.sessions):
            assert held.day > at.date()
            if held.sign_up:
                assert held.sign_up.opens < held.sign_up.deadline < held.day


# --- The real case ----------------------------------------------------------------------


def day_of(announcement):
    assert announcement.published_at is not None
    return announcement.published_at.astimezone(MOSCOW).date()


def printed(words):
    """As the site sets them, each space a plain one."""
    return " ".join(typeset(words, "ru").split())


def test_the_facts_of_the_real_page_are_exact(demo):
    real = real_page()

    announcement = Announcement.objects.get(slug=REAL_SLUG)

    assert printed(announcement.title) == printed(real.title)
    assert day_of(announcement) == real.published
    assert announcement.category.name == "Анонсы"
    assert tuple(str(each) for each in announcement.organisers_in_order()) == real.organisers


def test_its_session_its_deadline_and_its_contact_person_are_exact(demo):
    real = real_page()

    session = Session.objects.get(announcement__slug=REAL_SLUG)
    venue = Venue.objects.get(sessions=session)
    contact = Contact.objects.get(announcements__slug=REAL_SLUG)

    assert (session.start_date, session.start_time) == (real.session_day, None)
    assert (session.zone, venue.city) == ("Europe/Moscow", real.city)
    assert session.intake.deadline_date == real.deadline
    assert session.intake.deadline_time is None
    assert (contact.name, contact.position) == (real.contact_name, real.contact_position)
    assert contact.phone == real.contact_phone


def test_its_text_is_our_own_and_keeps_the_facts(demo):
    real = real_page()

    announcement = Announcement.objects.get(slug=REAL_SLUG)

    words = printed(f"{announcement.lead}\n{unescape(announcement.body)}")
    for paragraph in real.paragraphs:
        assert printed(paragraph) not in words
    for fact in ("Международного культурного форума", "«Территория Победы»", "живого диалога",
                 "Ассоциации исторических и военно-исторических музеев", "деловая и",
                 "образ музея будущего", "до 19 августа", "14 сентября 2024 года"):  # fmt: skip
        assert fact in words, fact


def test_the_six_other_events_have_their_titles_dates_and_leads(demo):
    real = real_page().other_events
    shown = Announcement.objects.filter(slug__in=[slug_of(event.title) for event in real])

    rows = [
        (printed(row.title), day_of(row), printed(row.lead).rstrip("."))
        for row in shown.newest_first()
    ]

    assert rows == [
        (printed(event.title), event.published, printed(event.lead).rstrip(".")) for event in real
    ]


def test_beside_the_real_page_stand_other_events_those_of_its_museum_first(demo, client):
    page = read(client.get(f"/events/{REAL_SLUG}/"))

    others = page.one("section", aria_labelledby="other-events")

    titles = [heading.text for heading in others.all("h3")]
    of_the_file = [printed(event.title) for event in real_page().other_events]
    its_own = [title for title in of_the_file if "Побед" in title]
    rest = [title for title in of_the_file if title not in its_own]
    same_category_and_museum = "Архив открывается: практикум по оцифровке музейных фондов"
    assert titles == [same_category_and_museum, *its_own, *rest[:3]]


# --- Old addresses ----------------------------------------------------------------------


@pytest.mark.parametrize("end", ["", "/", "?utm_source=letter", "/?utm_source=letter"])
def test_the_old_addresses_lead_to_the_right_pages(demo, client, end):
    form = Intake.objects.get(session__announcement__slug=REAL_SLUG).get_absolute_url()

    for old, page in (
        (f"/news/{REAL_SLUG}", f"/events/{REAL_SLUG}/"),
        ("/registracziya-na-mezhdunarodnuyu-strategicheskuyu-sessiyu", form),
    ):
        answer = client.get(old + end)
        assert (answer.status_code, answer["Location"]) == (301, page)


def test_who_comes_by_the_old_address_reads_what_became_of_it(demo, client):
    page = client.get("/registracziya-na-mezhdunarodnuyu-strategicheskuyu-sessiyu", follow=True)

    text = read(page).one("main").text
    assert "Международная стратегическая сессия" in text
    assert "Приём заявок завершён 19 августа 2024 года" in text


def test_an_old_address_nobody_kept_is_not_found(demo, client):
    assert client.get("/news/something-else/").status_code == 404


# --- The pages --------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["Russian", "English"])
def test_a_newcomer_finds_an_open_door_on_the_first_page(demo, client, prefix):
    door = Intake.objects.get(session__announcement__slug=OPEN_SLUG).get_absolute_url()

    home = read(client.get(f"{prefix}/"))
    form = read(client.get(prefix + door))

    assert prefix + door in home.one("section", aria_labelledby="open-now").links.values()
    assert form.all("input", name="contact_name") != []


def test_the_scheduled_one_appears_in_thirty_days(demo, client):
    title = "Школа молодого экскурсовода"

    assert title not in read(client.get("/events/")).text
    with moments.stopped_at(LOADED_AT + timedelta(days=31)):
        assert title in read(client.get("/events/")).text


def test_its_covers_are_there_from_the_first_moment_with_words_for_those_who_do_not_see(demo):
    covers = [
        announcement.cover for announcement in Announcement.objects.filter(cover__isnull=False)
    ]

    assert len({cover.pk for cover in covers}) == 4
    assert all(cover.can_be_shown and cover.alt for cover in covers)
    assert {(cover.width, cover.height) for cover in covers} == {(2400, 1600)}
