"""Questions that staff define: each kind, asked of each person or once, opened by answers."""

import pytest

from registrations import desk
from registrations.models import Answer, Choice, Question
from tests.forms import DIRECTOR, fields_of, opened, send
from tests.make import make_application, make_intake, make_registration, make_session
from tests.reading import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

Kind, Asks = Question.Kind, Question.Asks


def make_question(intake, kind=Kind.SHORT, choices=(), **fields):
    """A required question of each participant; choices by their words, with places if limited."""
    position = Question.objects.filter(intake=intake).count() + 1
    defaults = {"text": f"Вопрос {position}", "is_required": True, "position": position}
    question = Question.objects.create(intake=intake, kind=kind, **{**defaults, **fields})
    for number, choice in enumerate(choices):
        words, places = choice if isinstance(choice, tuple) else (choice, None)
        Choice.objects.create(question=question, text=words, places=places, position=number)
    return question


def name_of(question, row=0):
    of_row = f"participants-{row}-" if question.asks == Asks.PARTICIPANT else ""
    return f"{of_row}q{question.pk}"


def choice(words):
    return Choice.objects.get(text=words)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (Kind.SHORT, "  Фонды \u202e и  учёт ", "Фонды и учёт"),
        (Kind.LONG, "Первая\r\nвторая", "Первая\nвторая"),
        (Kind.YES_NO, "yes", "yes"),
        (Kind.NUMBER, "1 200,50", "1200.5"),
        (Kind.NUMBER, "−3", "-3"),
        (Kind.DATE, "2024-09-14", "2024-09-14"),
        (Kind.DATE, "14.09.2024", "2024-09-14"),
    ],
)
@pytest.mark.parametrize("asks", [Asks.PARTICIPANT, Asks.REGISTRATION])
def test_an_answer_of_each_kind_is_kept_in_one_spelling(client, kind, typed, kept, asks):
    intake = make_intake()
    question = make_question(intake, kind, asks=asks)

    answer = send(client, intake.get_absolute_url(), {name_of(question): typed})

    row = Answer.objects.get()
    assert answer.status_code == 303
    assert (row.question, row.value) == (question, kept)
    assert (row.participant is None) == (asks == Asks.REGISTRATION)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.SHORT, "Ы" * 501),
        (Kind.SHORT, "a\0b"),
        (Kind.LONG, "Ы" * 10_000),
        (Kind.LONG, "a\0b"),
        (Kind.YES_NO, "maybe"),
        (Kind.NUMBER, "много"),
        (Kind.NUMBER, "1e400"),
        (Kind.NUMBER, "1" * 100),
        (Kind.DATE, "31.02.2024"),
        (Kind.DATE, "завтра"),
        (Kind.ONE, "99999999999999999999999"),
        (Kind.ONE, "\0"),
        (Kind.SEVERAL, ["-1", "x"]),
        (Kind.FILE, "not a file"),
    ],
)
def test_an_answer_that_is_none_is_named_and_everything_is_kept(client, kind, typed):
    intake = make_intake()
    question = make_question(intake, kind, choices=["Да"])

    answer = send(client, intake.get_absolute_url(), {name_of(question): typed})

    page = parsed(answer.content.decode())
    assert answer.status_code == 422
    assert f"#id_{name_of(question)}" in page.one(class_="notice--alert").links.values()
    assert fields_of(answer.content.decode())["museum"] == DIRECTOR["museum"]
    assert not Answer.objects.exists()


@pytest.mark.parametrize("kind", list(Kind))
def test_a_required_question_must_be_answered_and_another_need_not(client, kind):
    intake = make_intake()
    make_question(intake, kind, choices=["Да"], is_required=False)
    required = make_question(intake, kind, choices=["Нет"])

    answer = send(client, intake.get_absolute_url())

    links = parsed(answer.content.decode()).one(class_="notice__errors").links
    assert answer.status_code == 422
    assert list(links.values()) == [f"#id_{name_of(required)}"]


def test_one_and_several_choices_are_kept_as_choices(client):
    intake = make_intake()
    one = make_question(intake, Kind.ONE, choices=["Утром", "Днём"])
    several = make_question(intake, Kind.SEVERAL, choices=["Учёт", "Опись", "Хранение"])
    picked = [str(choice("Учёт").pk), str(choice("Хранение").pk)]

    typed = {name_of(one): choice("Днём").pk, name_of(several): picked}
    send(client, intake.get_absolute_url(), typed)

    chosen = {
        answer.question: [str(one) for one in answer.choices.all()]
        for answer in Answer.objects.all()
    }
    assert chosen == {one: ["Днём"], several: ["Учёт", "Хранение"]}


def test_each_person_answers_for_themselves(client):
    intake = make_intake()
    question = make_question(intake)
    two = {
        "participants-1-name": "Иванов Пётр",
        "participants-1-position": "хранитель",
        name_of(question, 0): "первый",
        name_of(question, 1): "второй",
    }

    send(client, intake.get_absolute_url(), two)

    rows = Answer.objects.order_by("participant").values_list("participant__name", "value")
    assert list(rows) == [(DIRECTOR["participants-0-name"], "первый"), ("Иванов Пётр", "второй")]


def test_a_question_is_shown_under_the_participant_it_belongs_to(client):
    intake = make_intake()
    make_question(intake, text="Какой у вас размер халата?")
    make_question(intake, text="Нужна ли парковка?", asks=Asks.REGISTRATION)

    page = parsed(client.get(intake.get_absolute_url()).content.decode())

    assert "размер халата" in page.one(id="participant-1").text
    assert "Нужна ли парковка?" in page.one(id="questions").text


def test_an_answer_opens_a_question_that_was_not_shown_and_the_form_comes_back_with_it(client):
    intake = make_intake()
    hotel = make_question(intake, Kind.YES_NO)
    nights = make_question(intake, Kind.NUMBER, text="Сколько ночей?", shown_if_question=hotel)
    url = intake.get_absolute_url()

    first_page = client.get(url).content.decode()
    answer = send(client, url, {name_of(hotel): "yes"})
    page = answer.content.decode()
    again = client.post(url, {**fields_of(page), name_of(nights): "2"})

    assert "Сколько ночей?" not in first_page
    assert (answer.status_code, 'data-outcome="invalid"' in page) == (422, True)
    assert "открыли новые вопросы" in page
    assert "Обязательное поле" not in page
    assert again.status_code == 303
    assert Answer.objects.get(question=nights).value == "2"


def test_a_question_opened_by_a_choice_of_the_registration_is_asked_of_each_person(client):
    intake = make_intake()
    tour = make_question(intake, Kind.ONE, choices=["Едем", "Нет"], asks=Asks.REGISTRATION)
    size = make_question(intake, shown_if_question=tour, shown_if_choice=choice("Едем"))

    answers = {
        words: send(client, intake.get_absolute_url(), {name_of(tour): choice(words).pk})
        for words in ("Едем", "Нет")
    }

    assert answers["Едем"].status_code == 422
    assert name_of(size) in fields_of(answers["Едем"].content.decode())
    assert answers["Нет"].status_code == 303


def test_the_button_shows_the_next_questions_and_complains_of_nothing(client):
    intake = make_intake()
    hotel = make_question(intake, Kind.YES_NO)
    nights = make_question(intake, Kind.NUMBER, shown_if_question=hotel)
    url = intake.get_absolute_url()

    typed = {**opened(client, url), name_of(hotel): "yes", "show_questions": "1"}
    answer = client.post(url, typed)

    page = answer.content.decode()
    assert "Показать следующие вопросы" in client.get(url).content.decode()
    assert (answer.status_code, "data-outcome" in page) == (200, False)
    assert fields_of(page)[name_of(hotel)] == "yes"
    assert name_of(nights) in fields_of(page)
    assert "Показать следующие вопросы" not in page


def test_an_answer_to_a_question_that_is_not_open_is_dropped(client):
    intake = make_intake()
    hotel = make_question(intake, Kind.YES_NO)
    nights = make_question(intake, Kind.NUMBER, shown_if_question=hotel)

    typed = {name_of(hotel): "no", name_of(nights): "2"}
    answer = send(client, intake.get_absolute_url(), typed)

    assert answer.status_code == 303
    assert [row.question for row in Answer.objects.all()] == [hotel]


def test_questions_open_one_after_another(client):
    intake = make_intake()
    first = make_question(intake, Kind.YES_NO)
    second = make_question(intake, Kind.YES_NO, shown_if_question=first)
    third = make_question(intake, shown_if_question=second)

    closed = {name_of(first): "no", name_of(second): "yes", name_of(third): "x"}
    send(client, intake.get_absolute_url(), closed)
    opening = {name_of(first): "yes", name_of(second): "yes"}
    answer = send(client, intake.get_absolute_url(), opening)

    assert [row.question for row in Answer.objects.all()] == [first]
    assert name_of(third) in fields_of(answer.content.decode())


def test_a_choice_without_places_is_said_to_be_full_and_cannot_be_ticked(client):
    intake = make_intake()
    question = make_question(intake, Kind.ONE, choices=[("Экскурсия", 1), ("Музей", 3), "Нет"])
    taken = desk.Answered(question.pk, choice_ids=[choice("Экскурсия").pk])
    somebody = desk.Person("Кто-то", "кто-то", "in_person", answers=[taken])
    desk.submit(intake=intake, application=make_application([somebody]))

    page = parsed(client.get(intake.get_absolute_url()).content.decode())

    words = [label.text for label in page.one(id=f"id_{name_of(question)}").all("label")]
    off = [radio for radio in page.all("input", name=name_of(question)) if "disabled" in
           radio.attributes]  # fmt: skip
    assert words == ["Экскурсия — мест нет", "Музей — осталось 3 места", "Нет"]
    assert [radio.attributes["value"] for radio in off] == [str(choice("Экскурсия").pk)]


def test_a_choice_that_became_full_is_refused_at_its_question_with_everything_kept(client):
    intake = make_intake()
    question = make_question(intake, Kind.ONE, choices=[("Экскурсия", 1), "Нет"])
    url, tour = intake.get_absolute_url(), choice("Экскурсия")
    typed = {**opened(client, url), **DIRECTOR, name_of(question): tour.pk}
    somebody = desk.Person("Кто-то", "кто-то", "in_person",
                           answers=[desk.Answered(question.pk, choice_ids=[tour.pk])])  # fmt: skip
    desk.submit(intake=intake, application=make_application([somebody]))

    answer = client.post(url, typed)

    page = parsed(answer.content.decode())
    assert answer.status_code == 409
    assert 'data-outcome="full"' in answer.content.decode()
    assert "мест не осталось" in page.one(id=f"id_{name_of(question)}").text
    assert fields_of(answer.content.decode())["museum"] == DIRECTOR["museum"]


def test_questions_for_later_are_not_in_the_form(client):
    intake = make_intake()
    make_question(intake, stage=Question.Stage.ACCEPTED, text="Откуда вы едете?")

    answer = send(client, intake.get_absolute_url())

    assert answer.status_code == 303


def test_who_is_named_later_answers_later(client):
    intake = make_intake(make_session(), names_until_date="2024-09-05")
    make_question(intake)
    nobody_yet = {"participants-0-name": "", "participants-0-position": "",
                  "participants-0-later": "on"}  # fmt: skip

    answer = send(client, intake.get_absolute_url(), nobody_yet)

    assert answer.status_code == 303


def test_a_row_taken_off_takes_its_answers_and_leaves_the_others_theirs(client):
    intake = make_intake()
    question = make_question(intake)
    url = intake.get_absolute_url()
    typed = {name_of(question, row): f"ответ {row}" for row in range(3)}

    page = client.post(url, {**opened(client, url), **typed, "remove_participant": "1"})

    kept = fields_of(page.content.decode())
    assert [kept.get(name_of(question, row)) for row in range(3)] == ["ответ 0", "ответ 2", None]


def test_ten_questions_and_twenty_people_cost_at_most_eight_queries(
    client, django_assert_max_num_queries
):
    intake = make_intake(make_session(mode="hybrid"), participants_limit=20, capacity=1,
                         has_waiting_list=True, asks_news=True, asks_photographs=True)  # fmt: skip
    for number in range(10):
        make_question(intake, list(Kind)[number % 8], choices=[("Да", 5), ("Нет", 5)])
    for people in (1, 2):
        make_registration(intake, people, accepts_waiting=True)
    url = intake.get_absolute_url()
    rows = {f"participants-{row}-name": f"Имя {row}" for row in range(20)}
    typed = {**opened(client, url), **rows, "show_questions": "1"}

    with django_assert_max_num_queries(8):
        empty = client.get(url)
    with django_assert_max_num_queries(11):  # two more count the address, one looks for files
        filled = client.post(url, typed)

    assert empty.status_code == filled.status_code == 200
    assert "participants-19-q" in filled.content.decode()
