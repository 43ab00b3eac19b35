"""The real announcement, typed from its file through the admin, shows every fact to visitors."""

from datetime import date, time

import pytest

from events.models import Category, Contact, Organisation, Session, Venue
from museumsite import moments
from tests.make import make_category, noon
from tests.people import make_staff, signed_in
from tests.reading import fields_of, parsed, read, titles
from tests.real_page import MONTHS, real_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    """The browser of the person who writes announcements."""
    return signed_in(make_staff("anna", "Редакторы"))


@pytest.fixture
def registrar():
    """The browser of the person who keeps their sign-up."""
    return signed_in(make_staff("boris", "Регистраторы"))


def fill_in(client, address, **typed):
    """Open a page of the admin, type into its fields, and save it."""
    model = address.split("/")[3]
    form = read(client.get(address)).one("form", id=f"{model}_form")
    answer = client.post(address, {**fields_of(form), **typed})
    errors = [part.text for part in parsed(answer.content.decode()).all(class_="errorlist")]
    assert (answer.status_code, errors) == (302, [])


def typed_day(day):
    return f"{day:%d.%m.%Y}"


def in_words(day):
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def type_the_directory(client, real):
    """What the announcement refers to: its category, organisers, place and contact person."""
    make_category("Анонсы")
    for name in real.organisers:
        fill_in(client, "/admin/events/organisation/add/", name=name)
    fill_in(client, "/admin/events/venue/add/", name=real.city, city=real.city)
    fill_in(
        client,
        "/admin/events/contact/add/",
        name=real.contact_name,
        position=real.contact_position,
        phone=real.contact_phone,
    )


def type_the_announcement(client, real):
    lead, *body = real.paragraphs
    first, second = (Organisation.objects.get(name=name).pk for name in real.organisers)
    fill_in(
        client,
        "/admin/events/announcement/add/",
        title=real.title,
        category=Category.objects.get().pk,
        lead=lead,
        body="\n\n".join(body),
        published_at_0=typed_day(real.published),
        published_at_1="10:00",
        contact=Contact.objects.get().pk,
        **{
            "organiser_set-TOTAL_FORMS": "2",
            "organiser_set-0-organisation": first,
            "organiser_set-0-position": "1",
            "organiser_set-1-organisation": second,
            "organiser_set-1-position": "2",
            "sessions-TOTAL_FORMS": "1",
            "sessions-0-start_date": typed_day(real.session_day),
            "sessions-0-zone": "Europe/Moscow",
            "sessions-0-mode": "in_person",
            "sessions-0-venue": Venue.objects.get().pk,
        },
    )


def type_the_sign_up(client, real):
    fill_in(
        client,
        f"/admin/registrations/intake/add/?session={Session.objects.get().pk}",
        opens_date=typed_day(real.published),
        deadline_date=typed_day(real.deadline),
    )


def type_the_other_events(client, real):
    for event in real.other_events:
        fill_in(
            client,
            "/admin/events/announcement/add/",
            title=event.title,
            category=Category.objects.get().pk,
            lead=event.lead,
            published_at_0=typed_day(event.published),
            published_at_1="12:00",
        )


@pytest.fixture
def real(editor, registrar):
    """The facts of the file, those of the announcement typed."""
    real = real_page()
    type_the_directory(editor, real)
    type_the_announcement(editor, real)
    type_the_sign_up(registrar, real)
    return real


ADDRESS = (
    "/events/muzej-pobedyi-provedet-v-sankt-peterburge-strategicheskuyu-sessiyu"
    "-istoricheskix-i-voenno-istoricheskix-muzeev/"
)


def test_the_page_shows_every_fact_of_the_file(client, real):
    with moments.stopped_at(noon(13)):
        page = read(client.get(ADDRESS))

    assert page.one("h1").text == real.title
    assert page.one(class_="announcement__date").text == "13 августа 2024"
    assert page.one(class_="announcement__lead").text == real.paragraphs[0]
    paragraphs = page.one(class_="prose").all("p")
    assert tuple(paragraph.text for paragraph in paragraphs) == real.paragraphs[1:]
    link = "https://aivim.ru/registracziya-na-mezhdunarodnuyu-strategicheskuyu-sessiyu"
    assert page.one(class_="prose").links == {link: link}


def test_the_page_tells_when_where_who_and_until_when(client, real):
    with moments.stopped_at(noon(13)):
        facts = read(client.get(ADDRESS)).one(class_="facts")

    assert real.session_day == date(2024, 9, 14)
    assert facts.one("time").text.startswith("суббота, 14 сентября 2024")
    assert "по московскому времени" in facts.one("time").text
    assert facts.one("address").text == "Санкт-Петербург"
    organisers = [each.text for each in facts.all("dd") if "Музей" in each.text]
    assert organisers == ["Музей Победы", "Музей политической истории России"]
    assert "до 19 августа включительно, по московскому времени; осталось 6 дней" in facts.text
    assert "Зарегистрироваться" in facts.links


def test_the_page_names_the_contact_person_whom_one_can_call(client, real):
    contact = read(client.get(ADDRESS)).one(class_="contact")

    assert "Королёв Аркадий Васильевич" in contact.text
    assert "начальник отдела регионального развития Музея Победы" in contact.text
    assert contact.links == {"+7 (499) 449-81-17": "tel:+74994498117"}


def test_the_page_lists_the_six_other_events_as_the_file_does(client, editor, real):
    type_the_other_events(editor, real)

    with moments.stopped_at(noon(25, month=11, year=2025)):
        others = read(client.get(ADDRESS)).one("section", aria_labelledby="other-events")

    assert others.one("h2").text == "Другие события"
    assert titles(others) == [event.title for event in real.other_events]
    days = [day.text for day in others.all("time")]
    assert days == [in_words(event.published) for event in real.other_events]
    leads = ["".join(lead.text for lead in card.all(class_="card__lead"))
             for card in others.all("article")]  # fmt: skip
    assert leads == [event.lead for event in real.other_events]
    assert others.links["Посмотреть все события"] == "/events/"


def test_after_the_deadline_the_page_says_that_it_is_over(client, real):
    with moments.stopped_at(noon(20, at=time.min)):
        facts = read(client.get(ADDRESS)).one(class_="facts")

    assert "Приём заявок завершён 19 августа 2024 года" in facts.text
    assert facts.attributes["data-state"] == "closed"
    assert "Зарегистрироваться" not in facts.links
