"""A personal link by which one person signs up after the deadline, once."""

import pytest
from django.test import Client

from museumsite import moments
from registrations import links
from registrations.models import Grace, Registration
from tests.forms import DIRECTOR, fields_of, opened
from tests.make import AT, make_grace, make_intake, make_registration, noon
from tests.reading import read

pytestmark = pytest.mark.django_db


def url_of(grace):
    return f"/r/{links.secret_for(grace.link_seed, grace.secret_hash)}/sign-up/"


@pytest.fixture
def grace():
    """Until the end of 25 August, while for all others it ended with the 19th."""
    with moments.stopped_at(AT):
        return make_grace(make_intake(), day=25)


def test_the_link_opens_the_form_after_the_deadline_and_says_until_when(client, grace):
    with moments.stopped_at(noon(22)):
        page = read(client.get(url_of(grace)))
        others = read(client.get(grace.intake.get_absolute_url()))

    assert page.one("main").attributes["data-state"] == "open"
    assert "до 25 августа включительно" in page.text
    assert page.all("input", name="contact_name")
    assert others.one("main").attributes["data-state"] == "closed"


def test_it_signs_up_once(client, grace):
    with moments.stopped_at(noon(22)):
        fields = {**opened(client, url_of(grace)), **DIRECTOR}
        first = client.post(url_of(grace), fields)
        twice = client.post(url_of(grace), fields)
        another = client.post(url_of(grace), {**fields, "form_key": fields_of_new(client, grace)})
        page = read(client.get(url_of(grace)))

    assert (first.status_code, twice["Location"]) == (303, first["Location"])
    assert another.status_code in {409, 422}
    assert Registration.objects.count() == 1
    assert Grace.objects.get().registration == Registration.objects.get()
    assert "уже зарегистрировались" in page.text
    assert page.all("input", name="contact_name") == []


def fields_of_new(client, grace):
    """The key of the form at the public address: of the same intake, another form."""
    with moments.stopped_at(AT):
        return opened(client, grace.intake.get_absolute_url())["form_key"]


def test_it_ends_with_its_own_day(client, grace):
    with moments.stopped_at(noon(25)):
        fields = {**opened(client, url_of(grace)), **DIRECTOR}

    with moments.stopped_at(grace.until):
        page = read(client.get(url_of(grace)))
        answer = client.post(url_of(grace), fields)

    assert page.one("main").attributes["data-state"] == "closed"
    assert (answer.status_code, 'data-outcome="late"' in answer.content.decode()) == (409, True)
    assert DIRECTOR["museum"] in answer.content.decode()


def test_it_moves_the_deadline_and_no_seat(client, grace):
    grace.intake.capacity = 1
    grace.intake.save()
    with moments.stopped_at(AT):
        make_registration(grace.intake)

    with moments.stopped_at(noon(22)):
        page = read(client.get(url_of(grace)))

    assert page.one("main").attributes["data-state"] == "full"


def test_a_used_link_says_so_even_when_its_day_is_over(client, grace):
    with moments.stopped_at(noon(22)):
        client.post(url_of(grace), {**opened(client, url_of(grace)), **DIRECTOR})

    with moments.stopped_at(noon(30)):
        answer = client.get(url_of(grace))

    assert answer.status_code == 200
    assert "уже зарегистрировались" in answer.content.decode()
    assert "Королёв Аркадий Васильевич" in answer.content.decode()


def test_a_used_link_says_nothing_of_seats_and_deadlines_and_shows_where_to_go(client, grace):
    grace.intake.capacity = 1
    grace.intake.has_waiting_list = True
    grace.intake.save()
    with moments.stopped_at(noon(22)):
        client.post(url_of(grace), {**opened(client, url_of(grace)), **DIRECTOR})

        page = read(client.get(url_of(grace)))

    assert page.all(class_="state") == []
    for words in ("Мест нет", "лист ожидания", "25 августа", "19 августа"):
        assert words not in page.one("main").text
    assert "/registration/link/" in page.one("main").links.values()
    assert "Королёв Аркадий Васильевич" in page.one(class_="closed-door").text


def test_a_registrations_link_and_an_unknown_one_are_no_personal_deadline(client, clock):
    registration = make_registration()
    secret = links.secret_for(registration.link_seed, registration.secret_hash)

    secrets = (secret, "unknown")
    answers = [client.get(f"/r/{of}/sign-up/") for of in secrets]

    assert [answer.status_code for answer in answers] == [404, 404]
    pages = {
        answer.content.decode().replace(of, "") for answer, of in zip(answers, secrets, strict=True)
    }
    assert len(pages) == 1


def test_without_the_cookie_the_form_comes_back_to_the_same_link(grace):
    client = Client(enforce_csrf_checks=True)

    with moments.stopped_at(noon(22)):
        refused = client.post(url_of(grace), DIRECTOR)
        again = client.post(url_of(grace), fields_of(refused.content.decode()))

    assert (refused.status_code, again.status_code) == (403, 303)


def test_the_page_is_kept_by_nobody(client, grace):
    with moments.stopped_at(noon(22)):
        answer = client.get(url_of(grace))

    assert answer["Cache-Control"] == "no-store, private"
    assert "noindex" in answer["X-Robots-Tag"]
