"""What was answered, on the personal page, and the files that were sent."""

import pytest
from django.core.files.base import ContentFile

from registrations import desk
from registrations.models import Answer, Question
from tests.make import make_registration
from tests.reading import read
from tests.test_personal_page import address_of, answered

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("short", "<script>", "<script>"),
        ("yes_no", "yes", "да"),
        ("yes_no", "no", "нет"),
        ("number", "1.5", "1,5"),
        ("date", "2024-09-14", "14 сентября 2024"),
        ("date", "no day", "no day"),
    ],
)
def test_an_answer_is_shown_as_people_read_it(client, clock, kind, value, shown):
    registration = make_registration()
    question = Question.objects.create(intake=registration.intake, kind=kind, text="Вопрос")
    Answer.objects.create(registration=registration, question=question, value=value)

    page = read(client.get(address_of(registration)))

    assert page.one("dl", class_="answers").text == f"Вопрос {shown}"


def test_chosen_answers_are_shown_by_their_words(client, clock):
    registration = make_registration()
    answered(registration, questions=1)

    page = read(client.get(address_of(registration)))

    assert [part.text for part in page.all("dl", class_="answers")] == ["Вопрос 0 Ответ 0"] * 2


# --- Files that were sent as answers


def sent_file(registration, name, participant=None):
    """A file under its owner's name for it, as the answer to a question of its own."""
    question = Question.objects.create(intake=registration.intake, kind="file", text="Диплом")
    answer = Answer(
        registration=registration, participant=participant, question=question, value=name
    )
    answer.file.save("made-up.pdf", ContentFile(b"%PDF-1.4 secret"))
    return answer


@pytest.fixture
def with_file(clock):
    """A registration that answered a question with a file."""
    registration = make_registration()
    sent_file(registration, "Диплом «А».pdf")
    return registration


def test_a_file_is_downloaded_under_its_own_name_and_never_opened_on_the_site(client, with_file):
    page = read(client.get(address_of(with_file)))

    answer = client.get(page.links["Диплом «А».pdf"])

    assert b"".join(answer.streaming_content) == b"%PDF-1.4 secret"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%94")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store, private"


def test_a_file_of_another_registration_is_not_found(client, with_file):
    stranger = make_registration()
    file = with_file.answers.get()

    answers = [
        client.get(f"{address_of(registration)}file/{file.pk}/").status_code
        for registration in (with_file, stranger)
    ]

    assert answers == [200, 404]


def test_a_file_of_the_registration_is_not_given_to_a_participant_with_an_own_link(client, clock):
    people = [desk.Person("Ильин Пётр", "", "in_person", "ilin@museum.example")]
    person = make_registration(people=people).participants.get()
    own = sent_file(person.registration, "Своё.pdf", participant=person)
    of_all = sent_file(person.registration, "Общее.pdf")

    answers = [
        client.get(f"{address_of(person)}file/{file.pk}/").status_code for file in (own, of_all)
    ]

    assert answers == [200, 404]


def test_a_page_by_its_name_is_given_out_as_bytes(client, with_file):
    file = with_file.answers.get()
    file.value = "page.html"
    file.save()

    answer = client.get(f"{address_of(with_file)}file/{file.pk}/")

    assert answer["Content-Type"] == "application/octet-stream"


def test_a_file_that_was_lost_is_not_found(client, with_file):
    file = with_file.answers.get()
    file.file.storage.delete(file.file.name)

    assert client.get(f"{address_of(with_file)}file/{file.pk}/").status_code == 404
