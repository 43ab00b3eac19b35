"""The page of one announcement: its words, the facts of its sessions, the way to sign up."""

from datetime import date, time, timedelta

import pytest

from museumsite import moments
from tests.make import (
    AT,
    make_announcement,
    make_contact,
    make_intake,
    make_registration,
    make_session,
    make_venue,
    noon,
)
from tests.reading import read, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def page_of(client, announcement):
    return read(client.get(announcement.get_absolute_url()))


def facts_of(client, session):
    return page_of(client, session.announcement).one(class_="facts")


def test_it_shows_title_date_category_lead_and_text(client):
    announcement = make_announcement(
        "Ночь музеев", lead="Двери открыты до утра.", body="<p>Первый абзац.</p><p>Второй.</p>"
    )

    page = page_of(client, announcement)

    assert page.one("h1").text == "Ночь музеев"
    assert page.one("title").children[0].startswith("Ночь музеев — ")
    assert page.one(class_="announcement__date").text == "12 августа 2024"
    assert page.links["Анонсы"] == "/events/?category=anonsyi"
    assert page.one(class_="announcement__lead").text == "Двери открыты до утра."
    assert [part.text for part in page.one(class_="prose").all("p")] == ["Первый абзац.", "Второй."]


def test_a_page_with_nothing_but_a_title_is_whole(client):
    page = page_of(client, make_announcement("Коротко", lead="", body=""))

    assert page.one("h1").text == "Коротко"
    assert page.all(class_="announcement__lead") == []
    assert page.all(class_="facts") == []
    assert page.all(class_="contact") == []
    assert page.all("img") == []


def test_nothing_in_a_text_runs(client):
    announcement = make_announcement(
        lead="<script>alert(1)</script>",
        body='<p onclick="alert(2)">Текст<script>alert(3)</script> &lt;b&gt; '
        '<a href="https://museum.example/a?b=1&amp;c=2" onfocus="alert(4)">там</a></p>',
    )

    page = page_of(client, announcement)

    assert page.one(class_="announcement__lead").text == "<script>alert(1)</script>"
    prose = page.one(class_="prose")
    assert prose.text == "Текст <b> там"
    assert prose.one("p").attributes == {}
    link = {"href": "https://museum.example/a?b=1&c=2", "rel": "noopener"}
    assert prose.one("a").attributes == link


def test_the_facts_of_a_session(client):
    announcement = make_announcement(
        organisers=["Музей Победы", "Музей политической истории России"]
    )
    venue = make_venue(
        address="улица Куйбышева, дом 2–4", directions="Метро рядом.", access_notes="Есть лифт."
    )
    session = make_session(
        announcement, start_time=time(10), end_time=time(18), venue=venue, mode="hybrid"
    )

    facts = facts_of(client, session)

    when = facts.one("time")
    assert when.text == "суббота, 14 сентября 2024, 10:00–18:00, по московскому времени"
    assert when.attributes["datetime"] == "2024-09-14T10:00"
    address = facts.one("address").text
    assert address == (
        "Музей политической истории России, Санкт-Петербург улица Куйбышева, дом 2–4"
    )
    assert "Метро рядом." in facts.text
    assert "Есть лифт." in facts.text
    assert "очно или онлайн" in facts.text
    assert "Музей Победы Музей политической истории России" in facts.text


def test_a_time_nobody_has_named_is_not_spoken_of(client):
    when = facts_of(client, make_session()).one("time")

    assert when.text == "суббота, 14 сентября 2024, по московскому времени"
    assert when.attributes["datetime"] == "2024-09-14"


def test_a_session_elsewhere_is_told_by_its_own_clock(client):
    session = make_session(zone="Asia/Vladivostok", start_time=time(15))
    make_intake(session)

    facts = facts_of(client, session)

    assert "15:00, по владивостокскому времени" in facts.one("time").text
    assert "до 19 августа включительно, по владивостокскому времени" in facts.text


def test_the_deadline_is_said_in_plain_words(client):
    session = make_session()
    make_intake(session)

    facts = facts_of(client, session)

    assert "до 19 августа включительно, по московскому времени; осталось 6 дней" in facts.text


def test_a_deadline_with_a_time_says_it(client):
    session = make_session()
    make_intake(session, deadline_time=time(18))

    assert "до 18:00 19 августа, по московскому времени" in facts_of(client, session).text


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(days=21), "остался 21 день"),
        (timedelta(days=2, hours=23), "осталось 2 дня"),
        (timedelta(days=1), "остался 1 день"),
        (timedelta(hours=23, minutes=59), "осталось 23 часа"),
        (timedelta(hours=1), "остался 1 час"),
        (timedelta(minutes=59), "осталось 59 минут"),
        (timedelta(seconds=1), "осталась 1 минута"),
    ],
    ids=str,
)
def test_how_long_it_is_still_open(client, before, words):
    intake = make_intake(opens_date=date(2024, 7, 1))
    announcement = intake.session.announcement
    announcement.published_at = noon(1, month=7)
    announcement.save()

    with moments.stopped_at(intake.closes_at - before):
        text = facts_of(client, intake.session).text

    assert words in text


def test_the_same_moment_by_russias_other_clocks(client):
    session = make_session()
    make_intake(session)

    elsewhere = facts_of(client, session).one("details")

    zones = [row.text for row in elsewhere.all("li")]
    assert len(zones) == 10
    assert zones[0] == "до 23:00 19 августа по калининградскому времени"
    assert "до 07:00 20 августа по владивостокскому времени" in zones
    assert not any("московскому" in zone for zone in zones)


def test_while_one_can_sign_up_there_is_a_button(client):
    intake = make_intake()

    facts = facts_of(client, intake.session)

    assert facts.attributes["data-state"] == "open"
    assert facts.links["Зарегистрироваться"] == intake.get_absolute_url()


SHUT = {
    "soon": ({"opens_date": date(2024, 8, 14)}, "Приём заявок откроется 14 августа 2024 года"),
    "closed": ({"deadline_date": date(2024, 8, 12)}, "Приём заявок завершён 12 августа 2024 года"),
    "full": ({"capacity": 0}, "Свободных мест нет"),
}


@pytest.mark.parametrize("state", SHUT)
def test_while_one_cannot_the_page_says_why_and_has_no_button(client, state):
    rules, words = SHUT[state]
    intake = make_intake(**rules)

    page = page_of(client, intake.session.announcement)

    assert page.one(class_="facts").attributes["data-state"] == state
    assert page.one("main").attributes["data-state"] == state
    assert words in page.one(class_="facts").text
    assert intake.get_absolute_url() not in page.links.values()


def test_a_cancelled_session_says_so_before_all_else(client):
    session = make_session(is_cancelled=True)
    intake = make_intake(session)

    facts = facts_of(client, session)

    assert facts.attributes["data-state"] == "cancelled"
    assert "Мероприятие отменено" in facts.text
    assert intake.get_absolute_url() not in facts.links.values()


def test_the_button_is_there_to_the_last_moment_and_not_one_longer(client):
    intake = make_intake()

    with moments.stopped_at(intake.closes_at - timedelta(microseconds=1)):
        assert "Зарегистрироваться" in facts_of(client, intake.session).links
    with moments.stopped_at(intake.closes_at):
        facts = facts_of(client, intake.session)

    assert "Зарегистрироваться" not in facts.links
    assert "Приём заявок завершён 19 августа 2024 года" in facts.text
    assert facts.attributes["data-state"] == "closed"


def test_seats_left_are_said_when_they_are_limited(client):
    limited, endless = make_intake(capacity=5), make_intake()
    make_registration(limited, people=3)
    make_registration(endless, people=3)

    assert "осталось 2 места из 5" in facts_of(client, limited.session).text
    assert "мест" not in facts_of(client, endless.session).text


def test_a_session_one_cannot_sign_up_for_here_has_facts_and_no_state(client):
    page = page_of(client, make_session().announcement)

    assert "data-state" not in page.one(class_="facts").attributes
    assert "data-state" not in page.one("main").attributes


def test_several_sessions_are_told_one_by_one_and_the_open_one_names_the_pages_state(client):
    announcement = make_announcement()
    for title, day, deadline in (
        ("Первый день", 14, date(2024, 8, 12)),
        ("Второй день", 15, date(2024, 8, 19)),
    ):
        session = make_session(announcement, title=title, start_date=date(2024, 9, day))
        make_intake(session, deadline_date=deadline)

    page = page_of(client, announcement)

    blocks = page.all(class_="facts")
    assert [block.one("h2").text for block in blocks] == ["Первый день", "Второй день"]
    assert [block.attributes["data-state"] for block in blocks] == ["closed", "open"]
    assert page.one("main").attributes["data-state"] == "open"


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("+7 (499) 449-81-17", "tel:+74994498117"),
        ("8 499 449 81 17 доб. 12", "tel:+74994498117;ext=12"),
    ],
)
def test_the_contact_person_can_be_called_by_a_touch(client, phone, link):
    contact = page_of(client, make_announcement(contact=make_contact(phone=phone))).one(
        class_="contact"
    )

    assert contact.links[phone] == link
    assert contact.links["korolev@museum.example"] == "mailto:korolev@museum.example"
    assert "Королёв Аркадий Васильевич" in contact.text
    assert "начальник отдела регионального развития Музея Победы" in contact.text


def test_the_six_newest_other_publications_with_title_date_and_lead(client):
    announcement = make_announcement("Сама", published_at=AT - timedelta(hours=1))
    make_announcement("Черновик", published_at=None)
    make_announcement("Завтра", published_at=AT + timedelta(days=1))
    for number in range(1, 9):
        make_announcement(
            f"Другое {number}",
            published_at=AT - timedelta(days=number),
            lead=f"Коротко о {number}.",
        )

    others = page_of(client, announcement).one("section", aria_labelledby="other-events")

    assert others.one("h2").text == "Другие события"
    assert titles(others) == [f"Другое {number}" for number in range(1, 7)]
    first = others.all("article")[0]
    assert first.one("time").text == "12 августа 2024"
    assert first.one(class_="card__lead").text == "Коротко о 1."
    assert others.links["Посмотреть все события"] == "/events/"


def test_the_only_publication_has_no_list_of_others(client):
    page = page_of(client, make_announcement())

    assert page.all("section", aria_labelledby="other-events") == []


def test_the_english_page_tells_the_same_in_english(client):
    intake = make_intake()

    page = read(client.get(f"/en{intake.session.announcement.get_absolute_url()}"))

    facts = page.one(class_="facts")
    assert page.one("html").attributes["lang"] == "en"
    assert "Saturday, 14 September 2024" in facts.text
    assert "until 19 August inclusive, Moscow time; 6 days left" in facts.text
    assert facts.links["Sign up"] == f"/en/registration/{intake.pk}/"


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["Russian", "English"])
@pytest.mark.parametrize(
    "address",
    ["/", "/events/", "/events/?q=событие", "/events/sobyitie/", "/nothing/", "/privacy/",
     "/accessibility/", "/consent/1/"],
)  # fmt: skip
def test_public_pages_are_everyones(client, prefix, address):
    make_intake(make_session(make_announcement("Событие", contact=make_contact())))
    client.cookies["sessionid"] = "somebody"

    answer = client.get(prefix + address)

    assert answer.status_code == (404 if "nothing" in address else 200)
    assert answer.cookies == {}
    assert "Cookie" not in answer["Vary"]
    assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_an_announcement_of_no_session_names_its_organisers(client, clock):
    announcement = make_announcement(organisers=["Музей Победы"])

    page = read(client.get(announcement.get_absolute_url()))

    assert "Организатор Музей Победы" in page.one("main").text


def test_an_organiser_is_a_link_to_its_own_page_which_has_its_website(client, clock):
    announcement = make_announcement(organisers=["Музей Победы"])
    announcement.organisers.update(website="https://victory.museum.example/")

    links = read(client.get(announcement.get_absolute_url())).one("main").links

    assert links["Музей Победы"] == "/museums/muzej-pobedyi/"
    museum = read(client.get(links["Музей Победы"])).one("main").links
    assert museum["victory.museum.example"] == "https://victory.museum.example/"
