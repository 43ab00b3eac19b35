"""Whatever is typed or sent: a clear answer, everything kept, nothing half-saved, never a 500."""

import pytest

from registrations.models import Participant, Registration
from tests.forms import DIRECTOR, fields_of, opened, send
from tests.make import make_intake, make_session

pytestmark = pytest.mark.django_db

TEXT_FIELDS = [
    "contact_name",
    "contact_position",
    "museum",
    "city",
    "participants-0-name",
    "participants-0-position",
]
ALL_FIELDS = [*TEXT_FIELDS, "email", "phone"]


@pytest.mark.parametrize("field", ALL_FIELDS)
@pytest.mark.parametrize(
    "typed",
    ["", "   ", "a\0b", "Ы" * 10_000, "\u200f\u202e"],
    ids=["empty", "spaces", "NUL", "10,000 characters", "only invisible marks"],
)
def test_a_field_nobody_can_use_is_named_and_everything_is_kept(client, clock, field, typed):
    intake = make_intake()

    answer = send(client, intake.get_absolute_url(), {field: typed})

    page = answer.content.decode()
    kept = fields_of(page)
    others = [name for name in ALL_FIELDS if name != field]
    assert answer.status_code == 422
    assert 'data-outcome="invalid"' in page
    assert f'href="#id_{field}"' in page
    assert {name: kept[name] for name in others} == {name: DIRECTOR[name] for name in others}
    assert not Registration.objects.exists()


@pytest.mark.parametrize("field", TEXT_FIELDS)
@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        '<b>Жирный</b> & "кавычки" \'',
        '=HYPERLINK("http://evil.example")',
        "О’Коннор-Иванова",
        "李小龍 🏛",
        "{{ 7|add:7 }} {% now 'Y' %} %(name)s {0}",
    ],
    ids=["script", "tags", "formula", "apostrophe", "other scripts", "template"],
)
def test_odd_but_honest_text_is_kept_to_the_letter(client, clock, field, typed):
    intake = make_intake()

    answer = send(client, intake.get_absolute_url(), {field: typed})
    page = client.get(answer["Location"]).content.decode()

    stored = [
        *Registration.objects.values_list(
            "contact_name", "contact_position", "museum", "city"
        ).get(),
        *Participant.objects.values_list("name", "position").get(),
    ]
    assert answer.status_code == 303
    assert typed in stored
    assert "<script>alert" not in page


def test_right_to_left_marks_and_wild_spaces_go_from_a_name(client, clock):
    intake = make_intake()

    name = " \u202eАнна\u200f\t \nПетровна\u2067 "
    send(client, intake.get_absolute_url(), {"contact_name": name})

    assert Registration.objects.get().contact_name == "Анна Петровна"


def test_letters_typed_apart_from_their_marks_are_composed(client, clock):
    intake = make_intake()

    send(client, intake.get_absolute_url(), {"city": "И\u0306ошкар-Ола"})

    assert Registration.objects.get().city == "Йошкар-Ола"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+7 (499) 449-81-17", "+7 (499) 449-81-17"),
        ("8 (499) 449-81-17", "+7 (499) 449-81-17"),
        ("8 (499) 449-81-17 доб. 12", "+7 (499) 449-81-17, доб. 12"),
        ("8-499-449-81-17, доб.12", "+7 (499) 449-81-17, доб. 12"),
        ("84994498117", "+7 (499) 449-81-17"),
        ("+74994498117", "+7 (499) 449-81-17"),
        ("7 499 449 81 17", "+7 (499) 449-81-17"),
        ("(499) 449.81.17", "+7 (499) 449-81-17"),
        ("499 4498117 ext 12", "+7 (499) 449-81-17, доб. 12"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
        ("＋７ ４９９ ４４９ ８１ １７", "+7 (499) 449-81-17"),
    ],
)
def test_a_phone_in_any_spelling_is_kept_in_one(client, clock, typed, kept):
    intake = make_intake()

    send(client, intake.get_absolute_url(), {"phone": typed})

    assert Registration.objects.get().phone == kept


@pytest.mark.parametrize(
    "typed", ["позвоните мне", "123", "+7", "8" * 40, "+7 499 449-81-17-99-99"]
)
def test_what_cannot_ring_is_no_phone(client, clock, typed):
    answer = send(client, make_intake().get_absolute_url(), {"phone": typed})

    assert answer.status_code == 422
    assert "Введите номер телефона с кодом города" in answer.content.decode()


@pytest.mark.parametrize("typed", ["анна@музей.рф", "anna@музей.рф", "Anna+Forum@Museum.Example"])
def test_addresses_with_a_cyrillic_domain_or_capitals(client, clock, typed):
    answer = send(client, make_intake().get_absolute_url(), {"email": typed})

    if typed.startswith("анна"):  # needs SMTPUTF8, which few mail servers speak
        assert answer.status_code == 422
    else:
        assert answer.status_code == 303
        assert Registration.objects.get().email == typed.lower()


@pytest.mark.parametrize(
    "typed",
    ["anna@museum", "anna", "@museum.example", "a@b@c.example", "a@b.example\nBcc: x@y.example"],
)
def test_what_is_no_address_is_refused(client, clock, typed):
    answer = send(client, make_intake().get_absolute_url(), {"email": typed})

    assert answer.status_code == 422
    assert not Registration.objects.exists()


def test_a_thousand_participants_get_a_clear_answer_and_stay_typed(client, clock):
    intake = make_intake()
    crowd = {
        f"participants-{number}-{field}": f"{field} {number}"
        for number in range(1000)
        for field in ("name", "position")
    }

    answer = send(client, intake.get_absolute_url(), crowd)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "не больше 5\u00a0участников" in page
    assert 'value="name 999"' in page


@pytest.mark.parametrize(
    "changes",
    [
        {"participants-TOTAL_FORMS": "1000000000"},
        {"participants-TOTAL_FORMS": "-1"},
        {"participants-TOTAL_FORMS": "много", "participants-INITIAL_FORMS": "\0"},
        {"participants-99999999999-name": "x"},
        {"remove_participant": "-1"},
        {"remove_participant": "¹²"},
        {"remove_participant": "\0"},
        {"add_participant": "\0"},
        {"participants-0-mode": "in_space"},
        {"consent": "\0"},
        {"asked": "\0", "participants-0-asked": f"x -1 {9**30}"},
        {"q1": "x", f"q{9**30}": "x", "participants-0-q1": "\0"},
        {"participants-0-q1-kept": "\0", "q1-kept": "answer-1"},
        {"remove_file": "\0"},
        {"remove_file": "participants-9999-q1"},
        {"show_questions": "\0"},
        {"use_address": "\0 \0", "address_is_right": ["\0", "x"]},
        {"accepts_waiting": "\0 in_space", "accepts_fewer": "\0"},
        {"participants-0-later": "\0", "participants-0-id": "1"},
        {"participants-0-email": "Ы" * 10_000},
        {"website": "\0"},
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_tampered_counts_and_buttons_never_break_the_form(client, clock, changes):
    intake = make_intake(make_session(mode="hybrid"))

    answer = send(client, intake.get_absolute_url(), {"participants-0-mode": "online", **changes})

    assert answer.status_code in {200, 303, 422}


@pytest.mark.parametrize("key", ["", "x", "x:y:z", "\0", "é" * 5000, "W10:1:1"])
def test_a_damaged_key_is_mended_and_the_form_kept(client, clock, key):
    intake = make_intake()

    answer = send(client, intake.get_absolute_url(), {"form_key": key})
    again = client.post(intake.get_absolute_url(), fields_of(answer.content.decode()))

    assert answer.status_code == 422
    assert DIRECTOR["museum"] in answer.content.decode()
    assert again.status_code == 303


def test_a_key_of_another_intakes_form_is_no_key_here(client, clock):
    here, there = make_intake(), make_intake()
    key = opened(client, there.get_absolute_url())["form_key"]

    answer = send(client, here.get_absolute_url(), {"form_key": key})

    assert answer.status_code == 422
    assert not Registration.objects.exists()


def test_bytes_that_are_no_text_are_answered(client, clock):
    intake = make_intake()
    body = b"contact_name=%ED%A0%80%FF&museum=%C0%AF&participants-0-name=%ED%B0%80"

    answer = client.post(
        intake.get_absolute_url(), body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 422


def test_a_body_of_20_megabytes_is_refused_in_words(client, clock):
    intake = make_intake()

    answer = client.post(intake.get_absolute_url(), {**DIRECTOR, "museum": "Ы" * 10_000_000})

    assert answer.status_code == 400
    assert "<main" in answer.content.decode()


def test_a_number_of_no_intake_is_a_404(client):
    assert client.get("/registration/99999999999999999999/").status_code == 404
    assert client.get("/registration/0/").status_code == 404
