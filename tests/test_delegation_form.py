"""A delegation's form: own addresses, together or fewer, the museum from the directory."""

import pytest

from events.models import Organisation
from registrations import museums
from registrations.models import Participant, Registration
from tests.forms import DIRECTOR, fields_of, opened, send
from tests.make import make_intake
from tests.reading import parsed, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_participant_may_have_an_address_of_their_own(client):
    url = make_intake().get_absolute_url()

    send(client, url, {"participants-0-email": "Хранитель@музей.рф"})
    send(client, url, {"participants-0-email": "Keeper@Museum.example"})

    assert Participant.objects.get().email == "keeper@museum.example"


def test_an_own_address_that_is_none_is_named(client):
    answer = send(client, make_intake().get_absolute_url(), {"participants-0-email": "no"})

    assert answer.status_code == 422
    assert 'href="#id_participants-0-email"' in answer.content.decode()


@pytest.mark.parametrize(
    ("chosen", "kept"), [("together", False), ("fewer", True), ("", False), ("\0", None)]
)
def test_together_or_fewer_is_chosen_beforehand(client, chosen, kept):
    intake = make_intake(has_waiting_list=True, capacity=5)

    answer = send(client, intake.get_absolute_url(), {"accepts_fewer": chosen})

    if kept is None:
        assert answer.status_code == 422
    else:
        assert Registration.objects.get().accepts_fewer is kept


def test_together_is_what_stands_there_at_first(client):
    fields = opened(client, make_intake(has_waiting_list=True).get_absolute_url())

    assert fields["accepts_fewer"] == "together"


@pytest.mark.parametrize(
    "rules", [{"has_waiting_list": False}, {"has_waiting_list": True, "participants_limit": 1}]
)
def test_it_is_not_asked_where_it_means_nothing(client, rules):
    assert "accepts_fewer" not in opened(client, make_intake(**rules).get_absolute_url())


@pytest.mark.parametrize(
    "typed", ["Музей Победы", "музей  победы", "«Музей Победы»", "МУЗЕЙ ПОБЕДЫ"]
)
def test_a_museum_is_found_in_the_directory_however_it_is_spelt(client, typed):
    organisation = Organisation.objects.create(name="Музей Победы")

    send(client, make_intake().get_absolute_url(), {"museum": typed})

    assert Registration.objects.get().organisation == organisation


def test_a_museum_that_is_not_in_the_directory_is_kept_as_typed(client):
    Organisation.objects.create(name="Музей Победы")

    send(client, make_intake().get_absolute_url(), {"museum": "Музей Победы, филиал"})

    row = Registration.objects.get()
    assert (row.museum, row.organisation) == ("Музей Победы, филиал", None)


def test_museums_are_suggested_while_one_types_unless_there_are_too_many(client, monkeypatch):
    for number in range(3):
        Organisation.objects.create(name=f"Музей {number}")
    url = make_intake().get_absolute_url()

    page = read(client.get(url))
    monkeypatch.setattr(museums, "MOST_SUGGESTED", 2)
    crowded = read(client.get(url))

    offered = [option.attributes["value"] for option in page.one(id="museums").all("option")]
    assert offered == ["Музей 0", "Музей 1", "Музей 2"]
    assert page.one(id="id_museum").attributes["list"] == "museums"
    assert crowded.all("datalist") == []


# --- Probable slips in addresses


def test_a_probable_slip_is_asked_about_and_nothing_is_lost(client):
    intake = make_intake()

    answer = send(client, intake.get_absolute_url(), {"email": "anna@gmial.com"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-outcome="invalid"' in page
    assert "Может быть, anna@gmail.com?" in parsed(page).text
    assert fields_of(page)["email"] == "anna@gmial.com"
    assert fields_of(page)["museum"] == DIRECTOR["museum"]
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("button", "kept"),
    [("Да, исправить", "anna@gmail.com"), ("Нет, мой адрес верен", "anna@gmial.com")],
)
def test_either_answer_sends_the_form(client, button, kept):
    url = make_intake().get_absolute_url()
    page = send(client, url, {"email": "anna@gmial.com"}).content.decode()
    buttons = {one.text: one.attributes for one in parsed(page).one(class_="slip").all("button")}

    pressed = {buttons[button]["name"]: buttons[button]["value"]}
    answer = client.post(url, {**fields_of(page), **pressed})

    assert answer.status_code == 303
    assert Registration.objects.get().email == kept


def test_an_address_confirmed_once_is_not_asked_about_again(client):
    url = make_intake().get_absolute_url()
    typed = {**opened(client, url), **DIRECTOR, "email": "anna@gmial.com"}

    confirmed = {**typed, "city": "", "address_is_right": "anna@gmial.com"}
    page = client.post(url, confirmed).content.decode()
    answer = client.post(url, {**fields_of(page), "city": "Новосибирск"})

    assert answer.status_code == 303


def test_a_participants_address_is_asked_about_too(client):
    url = make_intake().get_absolute_url()

    answer = send(client, url, {"participants-0-email": "anna@yadnex.ru"})

    words = parsed(answer.content.decode()).one(id="participant-1").text
    assert "Может быть, anna@yandex.ru?" in words


@pytest.mark.parametrize("value", ["", " ", "x", "\0 \0", "a b c", "anna@gmial.com "])
def test_a_tampered_suggestion_changes_nothing(client, value):
    url = make_intake().get_absolute_url()

    answer = send(client, url, {"use_address": value})

    assert answer.status_code == 303
    assert Registration.objects.get().email == DIRECTOR["email"]
