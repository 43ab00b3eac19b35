"""The texts of the consents: which is in force for each purpose, and that a used one stays."""

from datetime import UTC, datetime

import pytest

from registrations.models import ConsentText
from tests.admin_forms import errors, messages, save
from tests.make import make_registration
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/registrations/consenttext/"


def make_text(version, purpose="photographs", year=2023, **fields):
    defaults = {"title": f"Согласие {version}", "body": "Согласен."}
    valid_from = datetime(year, 1, 1, tzinfo=UTC)
    return ConsentText.objects.create(
        version=version, purpose=purpose, valid_from=valid_from, **{**defaults, **fields}
    )


def own_page(text):
    return f"{LIST}{text.pk}/change/"


def states(client):
    page = read(client.get(LIST))
    shown = [page.all(class_=f"field-{name}") for name in ("version", "state", "agreed")]
    return [tuple(cell.text for cell in cells) for cells in zip(*shown, strict=True)]


def test_the_list_says_which_text_is_in_force_for_each_purpose(registrars_browser):
    ConsentText.objects.exclude(purpose="processing").delete()
    make_registration()
    make_text("photos-old", year=2022)
    make_text("photos-now")
    make_text("photos-next", year=2030)

    assert states(registrars_browser) == [
        ("photos-next", "ещё не действует", "—"),
        ("photos-now", "действует", "—"),
        ("photos-old", "заменён более поздним", "—"),
        ("1", "действует", "1"),
    ]


def test_a_purpose_without_a_text_in_force_is_named(registrars_browser):
    ConsentText.objects.filter(purpose="news").delete()

    answer = registrars_browser.get(LIST)

    assert messages(answer) == [
        "Нет действующего текста согласия: новости по электронной почте."
        " Анкета не может о нём спросить."
    ]


def test_each_text_is_read_as_visitors_read_it(registrars_browser):
    text = make_text("photos-next", year=2030, body="Снимайте меня.")

    links = read(registrars_browser.get(LIST)).all("a")
    way = next(
        link.attributes["href"]
        for link in links
        if link.text == "на сайте" and "photos-next" in link.attributes["href"]
    )

    assert text.body in registrars_browser.get(way).content.decode()


def test_a_text_is_added_for_its_purpose(registrars_browser):
    typed = {
        "purpose": "news",
        "version": "news-2",
        "title": "Согласие на новости",
        "body": "Пишите мне.",
        "valid_from_0": "01.09.2024",
        "valid_from_1": "00:00",
    }

    answer = save(registrars_browser, f"{LIST}add/", **typed)

    assert errors(answer) == []
    text = ConsentText.objects.get(version="news-2")
    assert (text.purpose, text.title) == ("news", "Согласие на новости")


def test_a_text_somebody_has_agreed_to_is_not_changed_and_the_page_says_why(registrars_browser):
    registration = make_registration()
    text = registration.consents.get().text

    page = read(registrars_browser.get(own_page(text)))
    answer = registrars_browser.post(own_page(text), {"title": "Другое"})

    assert "О согласии с этим текстом анкеты спрашивают сейчас." in page.text
    assert "С ним согласились (1), поэтому изменить его нельзя." in page.text
    assert answer.status_code == 403
    text.refresh_from_db()
    assert text.title != "Другое"


def test_the_purpose_of_a_text_stays(registrars_browser):
    text = make_text("photos-next", year=2030)

    save(registrars_browser, own_page(text), purpose="processing", title="Новое имя")

    text.refresh_from_db()
    assert (text.purpose, text.title) == ("photographs", "Новое имя")


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_asks_the_same_questions_for_any_number_of_texts(
    directors_browser, django_assert_num_queries, number
):
    for index in range(number):
        make_text(f"photos-{index}")

    with django_assert_num_queries(6):
        directors_browser.get(LIST)


@pytest.mark.parametrize("way", ["", "add/", "1/change/"])
def test_an_editor_and_a_stranger_reach_no_text_in_the_admin(editors_browser, client, way):
    assert editors_browser.get(LIST + way).status_code == 403
    assert client.get(LIST + way).status_code == 302
