"""Staff define the questions of a form: on one page, in order, each with its own."""

import pytest

from registrations import desk
from registrations.models import Choice, ChosenChoice, Intake, Question
from tests.admin_forms import errors, messages, opened, row, save
from tests.make import make_application, make_intake, make_session
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

Kind = Question.Kind


def page_of(intake):
    return f"/admin/registrations/question/of/{intake.pk}/"


def add_to(intake):
    return f"/admin/registrations/question/add/?intake={intake.pk}"


def own_page(question):
    return f"/admin/registrations/question/{question.pk}/change/"


def make_question(intake, text="Нужна ли гостиница?", choices=(), **fields):
    """Asked once of the registration, unless `asks` says otherwise."""
    fields = {"asks": Question.Asks.REGISTRATION, "position": 10, **fields}
    question = Question.objects.create(intake=intake, text=text, **fields)
    for position, words in enumerate(choices):
        Choice.objects.create(question=question, text=words, position=position)
    return question


def answer_with(question, choice=None, value=""):
    """Somebody has signed up and answered."""
    answered = desk.Answered(question.pk, value=value, choice_ids=[choice.pk] if choice else [])
    application = make_application(answers=[answered])
    return desk.submit(intake=question.intake, application=application).registration


def rows(**texts):
    """The first rows of the table of choices, filled in."""
    filled = {}
    for number, text in enumerate(texts.values()):
        filled |= row("choices", number, text=text)
    return {**filled, "choices-TOTAL_FORMS": "3"}


# --- All of one form


def test_the_page_lists_the_questions_of_one_form_in_order(registrars_browser):
    intake = make_intake()
    hotel = make_question(intake, kind=Kind.ONE, choices=["Да", "Нет"], is_required=True)
    yes = hotel.choices.first()
    make_question(
        intake, "На сколько ночей?", position=20, shown_if_question=hotel, shown_if_choice=yes
    )
    make_question(make_intake(), "Чужой вопрос")
    answer_with(hotel, yes)

    page = read(registrars_browser.get(page_of(intake)))

    assert [item.text for item in page.all("li", class_="question")] == [
        "Нужна ли гостиница? обязательный один из нескольких · один раз на заявку Да Нет"
        " ↑ ↓ 1 ответ",
        "На сколько ночей? короткий текст · один раз на заявку"
        " Только если на «Нужна ли гостиница?» ответили «Да» ↑ ↓ 0 ответов",
    ]


@pytest.mark.parametrize("number", [1, 3, 20])
def test_the_page_asks_the_same_of_the_database_for_any_number_of_questions(
    directors_browser, django_assert_num_queries, number
):
    intake = make_intake()
    for index in range(number):
        make_question(intake, f"Вопрос {index}", kind=Kind.ONE, choices=["Да", "Нет"])

    with django_assert_num_queries(6):
        directors_browser.get(page_of(intake))


def test_there_is_no_list_of_all_questions_of_all_forms(registrars_browser):
    answer = registrars_browser.get("/admin/registrations/question/")

    assert answer.headers["Location"] == "/admin/registrations/intake/"


@pytest.mark.parametrize(
    ("moved", "button", "order"),
    [
        ("Второй", "up", ["Второй", "Первый", "Третий"]),
        ("Второй", "down", ["Первый", "Третий", "Второй"]),
        ("Первый", "up", ["Первый", "Второй", "Третий"]),
        ("Третий", "down", ["Первый", "Второй", "Третий"]),
    ],
)
def test_a_question_is_moved_a_step(registrars_browser, moved, button, order):
    intake = make_intake()
    for text in ("Первый", "Второй", "Третий"):
        make_question(intake, text, position=1)
    make_question(intake, "Потом", stage=Question.Stage.ACCEPTED, position=1)

    question = Question.objects.get(text=moved)
    answer = registrars_browser.post(
        own_page(question).replace("change", "move"), {button: ""}, follow=True
    )

    items = read(answer).all("p", class_="question__text")
    assert [item.text for item in items] == [*order, "Потом"]


def test_a_question_stays_after_the_one_it_follows_from(registrars_browser):
    intake = make_intake()
    car = make_question(intake, "Вы с машиной?", kind=Kind.YES_NO)
    make_question(intake, "Номер машины?", position=20, shown_if_question=car)

    answer = registrars_browser.post(
        own_page(car).replace("change", "move"), {"down": ""}, follow=True
    )

    assert messages(answer) == ["«Номер машины?» зависит от другого вопроса и остаётся после него."]
    assert Question.objects.first() == car


# --- One question


def test_a_question_is_added_after_the_others(registrars_browser):
    intake = make_intake()
    make_question(intake, position=30)

    answer = save(registrars_browser, add_to(intake), text="Что привезёте?", kind="long")

    question = Question.objects.get(text="Что привезёте?")
    assert (question.intake, question.position, question.kind) == (intake, 40, "long")
    assert answer.redirect_chain[-1][0] == page_of(intake)
    assert messages(answer) == ["Вопрос сохранён."]


def test_a_question_with_choices_is_added_in_one_go(registrars_browser):
    intake = make_intake()
    choices = rows(first="Да", second="Нет") | {"choices-1-places": "20"}

    answer = save(registrars_browser, add_to(intake), text="Экскурсия?", kind="one", **choices)

    assert errors(answer) == []
    added = Question.objects.get().choices.values_list("text", "places")
    assert list(added) == [("Да", None), ("Нет", 20)]


@pytest.mark.parametrize(
    ("kind", "choices", "complaint"),
    [
        ("one", {}, "Назовите хотя бы два варианта ответа."),
        ("several", {"only": "Да"}, "Назовите хотя бы два варианта ответа."),
        (
            "short",
            {"first": "Да", "second": "Нет"},
            "У вопроса такого вида нет вариантов ответа: короткий текст.",
        ),
        ("one", {"first": "Да", "second": " да"}, "Этот вариант назван дважды."),
    ],
)
def test_choices_must_suit_the_kind(registrars_browser, kind, choices, complaint):
    intake = make_intake()

    answer = save(registrars_browser, add_to(intake), text="Как?", kind=kind, **rows(**choices))

    assert complaint in errors(answer)
    assert read(answer).one("input", name="text").attributes["value"] == "Как?"
    assert not Question.objects.exists()


def test_a_condition_is_one_of_the_answers_to_earlier_questions_of_the_same_form(
    registrars_browser,
):
    intake = make_intake()
    hotel = make_question(intake, kind=Kind.ONE, choices=["Да", "Нет"])
    make_question(intake, "Вы с машиной?", kind=Kind.YES_NO, position=20)
    make_question(intake, "Что ещё?", kind=Kind.LONG, position=30)
    make_question(make_intake(), "Чужой вопрос", kind=Kind.YES_NO)

    page = read(registrars_browser.get(add_to(intake)))
    choice = hotel.choices.first()
    typed = {"asks": "registration", "shown_if_question": f"c{choice.pk}"}
    answer = save(registrars_browser, add_to(intake), text="Сколько ночей?", **typed)

    offered = page.one("select", name="shown_if_question").all("option")
    assert [option.text for option in offered] == [
        "задаётся всегда",
        "Да",
        "Нет",
        "Да",
    ]
    assert errors(answer) == []
    question = Question.objects.get(text="Сколько ночей?")
    assert (question.shown_if_question, question.shown_if_choice) == (hotel, choice)


def test_a_condition_that_comes_too_late_is_refused_at_its_field(registrars_browser):
    intake = make_intake()
    car = make_question(intake, "Вы с машиной?", kind=Kind.YES_NO, position=20)
    typed = {"asks": "registration", "position": "10", "shown_if_question": f"q{car.pk}"}

    answer = save(registrars_browser, add_to(intake), text="Номер машины?", **typed)

    assert errors(answer) == [
        "Тот вопрос должен стоять раньше: дайте ему меньший порядковый номер."
    ]


@pytest.mark.parametrize("condition", ["q999", "c999", "x", "\0"])
def test_a_condition_that_is_not_offered_is_refused(registrars_browser, condition):
    intake = make_intake()

    answer = save(registrars_browser, add_to(intake), text="Как?", shown_if_question=condition)

    assert len(errors(answer)) == 1
    assert not Question.objects.exists()


@pytest.mark.parametrize("junk", ["\0", "x" * 10_000, "9" * 5_000])
def test_junk_in_every_field_is_refused_and_nothing_breaks(registrars_browser, junk):
    intake = make_intake()
    fields = opened(registrars_browser, add_to(intake))
    typed = {name: value if "_FORMS" in name else junk for name, value in fields.items()}

    answer = registrars_browser.post(add_to(intake), typed)

    assert errors(answer)
    assert not Question.objects.exists()


def test_a_question_that_another_follows_from_keeps_what_that_one_needs(registrars_browser):
    intake = make_intake()
    car = make_question(intake, "Вы с машиной?", kind=Kind.YES_NO)
    make_question(intake, "Номер машины?", position=20, shown_if_question=car)

    answer = save(registrars_browser, own_page(car), kind="short")

    assert errors(answer)[0].startswith("От этого вопроса зависит вопрос «Номер машины?».")
    car.refresh_from_db()
    assert car.kind == Kind.YES_NO


# --- Once people have answered


def test_an_answered_question_has_its_words_mended_and_nothing_else(registrars_browser):
    hotel = make_question(make_intake(), kind=Kind.ONE, choices=["Да", "Нет"])
    answer_with(hotel, hotel.choices.first())

    page = read(registrars_browser.get(own_page(hotel)))
    changes = {"text": "Нужен ли ночлег?", "kind": "short", "asks": "participant"}
    save(registrars_browser, own_page(hotel), **changes)
    deleted = registrars_browser.post(own_page(hotel).replace("change", "delete"), {"post": "yes"})

    assert "Дан 1 ответ. Слова можно поправить" in page.text
    hotel.refresh_from_db()
    assert (hotel.text, hotel.kind, hotel.asks) == ("Нужен ли ночлег?", "one", "registration")
    assert deleted.status_code == 403


def test_an_answer_that_was_chosen_is_not_deleted(registrars_browser):
    hotel = make_question(make_intake(), kind=Kind.ONE, choices=["Да", "Нет", "Не знаю"])
    answer_with(hotel, hotel.choices.first())

    fields = opened(registrars_browser, own_page(hotel))
    page = read(registrars_browser.get(own_page(hotel)))
    ticked = {f"choices-{number}-DELETE": "on" for number in (0, 2)}
    registrars_browser.post(own_page(hotel), {**fields, **ticked})

    assert [cell.text for cell in page.all("td", class_="field-chosen_by")][:3] == ["1", "", ""]
    assert list(hotel.choices.values_list("text", flat=True)) == ["Да", "Нет"]


def test_fewer_places_than_were_chosen_take_nothing_away_and_it_is_said(registrars_browser):
    hotel = make_question(make_intake(), kind=Kind.ONE, choices=["Да", "Нет"])
    for _ in range(2):
        answer_with(hotel, hotel.choices.first())

    answer = save(registrars_browser, own_page(hotel), **{"choices-0-places": "1"})

    assert "«Да»: выбрали 2, а мест 1." in messages(answer)[0]
    assert ChosenChoice.objects.count() == 2


def test_a_question_nobody_has_answered_is_deleted_and_one_is_back_at_the_others(
    registrars_browser,
):
    question = make_question(make_intake())

    answer = registrars_browser.post(
        own_page(question).replace("change", "delete"), {"post": "yes"}, follow=True
    )

    assert not Question.objects.exists()
    assert answer.redirect_chain[-1][0] == page_of(question.intake)


# --- Taking questions over


def last_years(intake):
    hotel = make_question(
        intake, kind=Kind.ONE, choices=["Да", "Нет"], text_en="A hotel?", is_required=True
    )
    yes = hotel.choices.first()
    make_question(
        intake, "На сколько ночей?", position=20, shown_if_question=hotel, shown_if_choice=yes
    )


def copy(browser, source, target):
    return browser.post(f"{page_of(target)}copy/", {"source": source.pk}, follow=True)


def test_the_questions_of_another_session_are_copied_in_one_step(registrars_browser):
    source, target = make_intake(make_session(title="Съезд 2023")), make_intake()
    last_years(source)
    make_question(target, "Что привезёте?", position=5)

    offered = read(registrars_browser.get(page_of(target))).one("select", name="source").text
    answer = copy(registrars_browser, source, target)

    assert "Съезд 2023, 14 сентября 2024" in offered
    assert messages(answer) == ["Скопировано 2 вопроса."]
    assert [question.text for question in target.questions.all()] == [
        "Что привезёте?",
        "Нужна ли гостиница?",
        "На сколько ночей?",
    ]
    hotel, nights = list(target.questions.all())[1:]
    assert (hotel.text_en, hotel.is_required) == ("A hotel?", True)
    assert nights.shown_if_choice == hotel.choices.get(text="Да")


def test_copying_twice_copies_once(registrars_browser):
    source, target = make_intake(), make_intake()
    last_years(source)

    copy(registrars_browser, source, target)
    answer = copy(registrars_browser, source, target)

    assert messages(answer) == ["Копировать нечего: эти вопросы здесь уже есть."]
    assert target.questions.count() == 2


@pytest.mark.parametrize("source", ["", "999", "x", "9" * 40, "\0"])
def test_a_source_that_is_none_copies_nothing(registrars_browser, source):
    target = make_intake()

    answer = registrars_browser.post(f"{page_of(target)}copy/", {"source": source}, follow=True)

    assert messages(answer) == ["Выберите мероприятие, вопросы которого нужно скопировать."]


def test_a_field_in_the_table_of_answers_carries_the_name_of_its_column(registrars_browser):
    question = make_question(make_intake(), kind=Kind.ONE, choices=["Да"])

    page = read(registrars_browser.get(own_page(question)))

    assert page.one(name="choices-0-text").attributes["aria-label"] == "Ответ"
    assert page.one(name="choices-0-DELETE").attributes["aria-label"] == "Удалить"


# --- Who may


@pytest.mark.parametrize("way", ["of/{}/", "of/{}/copy/", "{}/move/", "add/?intake={}"])
def test_an_editor_and_a_stranger_reach_no_page_of_the_questions(editors_browser, client, way):
    address = "/admin/registrations/question/" + way.format(make_intake().pk)

    assert editors_browser.post(address).status_code == 403
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("query", ["", "?intake=", "?intake=999", "?intake=%00"])
def test_a_question_belongs_to_a_form(registrars_browser, query):
    answer = registrars_browser.get(f"/admin/registrations/question/add/{query}")

    assert answer.status_code == 404
    assert not Intake.objects.exists()
