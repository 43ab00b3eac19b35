"""The page of a participant with an address of their own: their own part, and nobody else's."""

import pytest

from registrations import desk
from registrations.letters import sending
from registrations.models import Answer, Consent, ConsentText, Participant, Question
from tests.make import address_of, make_intake, make_registration
from tests.reading import fields_of, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OWN = "ilin@museum.example"


def make_delegation(intake=None, **changes):
    """A director, who signs up, and a colleague with an own address: the colleague's row."""
    people = [
        desk.Person("Тайная Анна", "директор", "in_person"),
        desk.Person("Ильин Пётр", "хранитель", "in_person", OWN),
    ]
    registration = make_registration(intake, people, contact_name="Смирнова Ольга", **changes)
    return registration.participants.get(email=OWN)


def consent_form(page, purpose):
    return next(
        form
        for form in page.all("form")
        if form.attributes["action"].endswith(f"consent/{purpose}/give/")
    )


def test_the_own_link_shows_the_own_part(client):
    person = make_delegation(museum="Музей чая")

    page = read(client.get(address_of(person))).one("main")

    for words in ("Место за вами", "Ильин Пётр", "хранитель", OWN, "14 сентября 2024",
                  "Смирнова Ольга", "Музей чая"):  # fmt: skip
        assert words in page.text
    assert page.attributes["data-standing"] == "confirmed"
    assert page.links["Билет"] == f"{address_of(person)}ticket/{person.pk}/"


def test_nothing_about_the_others_is_shown(client):
    person = make_delegation(email="secret@museum.example", phone="+7 (383) 227-15-43")

    page = client.get(address_of(person)).content.decode()

    contacts_page = client.get(address_of(person.registration)).content.decode()
    for words in ("Тайная Анна", "secret@museum.example", "227-15-43"):
        assert words in contacts_page
        assert words not in page


def test_the_ticket_of_another_of_the_delegation_is_not_found(client):
    person = make_delegation()
    other = person.registration.participants.exclude(pk=person.pk).get()

    own = client.get(f"{address_of(person)}ticket/{person.pk}/")
    foreign = client.get(f"{address_of(person)}ticket/{other.pk}/")

    assert (own.status_code, foreign.status_code) == (200, 404)


def test_only_the_own_answers_are_shown(client):
    person = make_delegation()
    other = person.registration.participants.exclude(pk=person.pk).get()
    question = Question.objects.create(intake=person.registration.intake, text="Питание")
    for whose, value in ((person, "без мяса"), (other, "без соли")):
        Answer.objects.create(
            registration=person.registration, participant=whose, question=question, value=value
        )

    page = read(client.get(address_of(person)))

    assert "Питание без мяса" in page.text
    assert "без соли" not in page.text


def test_only_the_own_letters_are_listed_and_opened(client):
    person = make_delegation()
    while sending.send_next():
        pass
    own = person.letters.get()
    to_contact = person.registration.letters.get(participant=None)

    page = read(client.get(address_of(person)))
    opened = read(client.get(f"{address_of(person)}letter/{own.pk}/"))

    assert own.subject in page.text
    assert to_contact.subject not in page.text
    assert own.body_text.split()[0] in opened.text
    assert client.get(f"{address_of(person)}letter/{to_contact.pk}/").status_code == 404


def test_one_box_and_a_button_confirm_the_own_consent(client):
    person = make_delegation()
    form = consent_form(read(client.get(address_of(person))), "processing")
    assert "checked" not in form.one("input", type="checkbox").attributes

    answer = client.post(form.attributes["action"], {**fields_of(form), "agree": "on"})
    page = read(client.get(answer["Location"]))

    consent = Consent.objects.get(participant=person)
    assert answer.status_code == 303
    assert (consent.purpose, consent.address) == ("processing", "127.0.0.1")
    assert "Подтвердите своё согласие" not in page.text


def test_without_the_tick_nothing_is_agreed_to(client):
    person = make_delegation()
    form = consent_form(read(client.get(address_of(person))), "processing")

    answer = client.post(form.attributes["action"], fields_of(form))

    assert answer.status_code == 422
    assert "поставьте отметку" in answer.content.decode()
    assert not Consent.objects.filter(participant=person).exists()


def test_agreeing_twice_is_agreeing_once(client):
    person = make_delegation()
    form = consent_form(read(client.get(address_of(person))), "processing")
    sent = {**fields_of(form), "agree": "on"}

    answers = [client.post(form.attributes["action"], sent).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert Consent.objects.filter(participant=person).count() == 1


def test_photographs_are_asked_for_when_the_intake_asks(client):
    asking, silent = make_intake(asks_photographs=True), make_intake()
    person, other = make_delegation(asking), make_delegation(silent)

    page = read(client.get(address_of(person)))
    form = consent_form(page, "photographs")
    client.post(form.attributes["action"], fields_of(form))

    assert Consent.objects.get(participant=person).purpose == "photographs"
    assert "consent/photographs/" not in client.get(address_of(other)).content.decode()


def test_whoever_withdraws_is_erased_and_the_seat_is_free(client):
    person = make_delegation(make_intake(capacity=2))
    address = address_of(person)

    answer = client.post(f"{address}withdraw/")
    said = read(client.get(answer["Location"]))

    assert answer.status_code == 303
    assert "Ваши данные удалены" in said.text
    assert not Participant.objects.filter(pk=person.pk).exists()
    assert person.registration.intake.count_seats_taken() == 1
    assert client.get(address).status_code == 404


def test_nothing_is_withdrawn_by_get(client):
    person = make_delegation()

    answer = client.get(f"{address_of(person)}withdraw/")

    assert answer.status_code == 405
    assert Participant.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize(
    "page",
    ["cancel/", "correct/", "online/", "offer/accept/", "offer/turn-down/", "address/x/"],
)
def test_what_is_the_contact_persons_business_is_not_found_by_the_own_link(client, page):
    person = make_delegation()

    answer = client.post(f"{address_of(person)}{page}")

    person.refresh_from_db()
    assert answer.status_code == 404
    assert (person.seat, person.registration.is_cancelled) == ("seated", False)


def test_the_link_to_join_is_shown_to_who_comes_online_alone(client):
    session = make_intake().session
    session.mode = "hybrid"
    session.save()
    session.intake.online_link = "https://meet.example/room"
    session.intake.save()
    people = [
        desk.Person("В зале", "", "in_person", "hall@museum.example"),
        desk.Person("Онлайн", "", "online", "online@museum.example"),
    ]
    registration = make_registration(session.intake, people)

    pages = {
        person.mode: client.get(address_of(person)).content.decode()
        for person in registration.participants.all()
    }

    assert "https://meet.example/room" in pages["online"]
    assert "https://meet.example/room" not in pages["in_person"]


def test_a_participant_who_waits_sees_the_own_place_in_the_queue(client):
    intake = make_intake(capacity=2, has_waiting_list=True)
    make_registration(intake, people=2)
    person = make_delegation(intake, accepts_waiting=True)

    page = read(client.get(address_of(person))).one("main")

    assert page.attributes["data-standing"] == "waiting"
    assert "В листе ожидания, номер 1" in page.text


def test_a_text_that_was_replaced_meanwhile_is_shown_anew_before_it_is_agreed_to(client, at):
    person = make_delegation()
    form = consent_form(read(client.get(address_of(person))), "processing")
    ConsentText.objects.create(version="2", title="Новое", body="Новое.", valid_from=at)

    answer = client.post(form.attributes["action"], {**fields_of(form), "agree": "on"})

    assert answer.status_code == 409
    assert "Новое" in answer.content.decode()
    assert not Consent.objects.filter(participant=person).exists()


def test_the_page_opens_in_a_fixed_number_of_queries(client, django_assert_num_queries):
    for others in (1, 20):
        people = [desk.Person(f"Участник {n}", "", "in_person") for n in range(others)]
        people.append(desk.Person("Ильин Пётр", "", "in_person", OWN))
        intake = make_intake(participants_limit=21)
        person = make_registration(intake, people).participants.get(email=OWN)
        with django_assert_num_queries(8):
            client.get(address_of(person))
