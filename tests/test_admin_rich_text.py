"""The text of an announcement in the admin: nothing that was typed is lost, nothing runs."""

import json

import pytest

from events import documents
from events.admin.rich_text import RichTextField
from events.models import Announcement, Organisation
from events.rich_text import MAX_LENGTH
from tests.admin_forms import errors, filled, opened
from tests.make import make_announcement, make_category
from tests.reading import read
from tests.test_uploads import PDF, file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADD = "/admin/events/announcement/add/"


def page_of(announcement):
    return f"/admin/events/announcement/{announcement.pk}/change/"


def send(browser, url, **changes):
    return browser.post(url, {**filled(opened(browser, url), changes), "_continue": "1"})


def textarea_of(answer, name="body"):
    return read(answer).one("textarea", name=name)


def text_in(answer):
    return "".join(map(str, textarea_of(answer).children)).removeprefix("\n")


def test_the_editor_learns_all_it_needs_from_one_attribute(editors_browser, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document, _is_new = documents.keep(file(PDF), "Программа")
    body = f'<p><a href="{document.file.url}" data-document="{document.pk}">п</a></p>'
    announcement = make_announcement(body=body)

    area = textarea_of(editors_browser.get(page_of(announcement)))

    site = json.loads(area.attributes["data-rich-text"])
    assert site["bundle"] == "/static/django_prose_editor/editor.js"
    assert site["urls"]["documents"]["upload"] == "/admin/events/document/upload/"
    assert site["urls"]["pictures"]["choose"] == "/admin/events/picture/choose/"
    assert site["facts"] == {str(document.pk): "PDF, 60\u00a0байт"}
    assert site["words"]["buttons"]["bold"] == "Полужирный"
    assert "maxlength" not in area.attributes


def test_what_was_typed_is_there_again_after_an_error_elsewhere(editors_browser):
    typed = "<p>Набрано <strong>долго</strong> &amp; с любовью.</p>"

    answer = send(editors_browser, ADD, title="", category=make_category().pk, body=typed)

    assert errors(answer)
    assert text_in(answer) == typed
    assert Announcement.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>а\0б\x07&#x202e;</p>", "<p>аб</p>"),
        ("<h1>Часть</h1><script>alert(1)</script>", "<h2>Часть</h2>"),
        ('<p data-facts="x" class="y">а</p><p></p>', "<p>а</p>"),
    ],
    ids=["what no database keeps", "a script", "what the editor adds"],
)
def test_the_text_is_kept_in_its_one_form(editors_browser, typed, kept):
    announcement = make_announcement(is_typeset=False)

    send(editors_browser, page_of(announcement), body=typed)

    announcement.refresh_from_db()
    assert announcement.body == kept


def test_a_text_that_is_too_long_comes_back_with_the_reason(editors_browser):
    typed = "ж" * (MAX_LENGTH + 1)

    answer = send(editors_browser, ADD, title="Долго", category=make_category().pk, body=typed)

    assert errors(answer) == [
        "Текст слишком длинный: 500001 знаков вместе с разметкой, помещается 500000."
        " Сократите его или перенесите часть на другую страницу."
    ]
    assert text_in(answer) == typed


def test_the_same_text_in_the_editors_own_writing_is_no_change():
    field = RichTextField(max_length=1_000)

    assert not field.has_changed("<ul><li>а</li></ul>", "<ul><li><p>а</p></li></ul><p></p>")
    assert field.has_changed("<p>а</p>", "<p>б</p>")


def test_an_organisation_tells_about_itself_in_rich_text(editors_browser):
    museum = Organisation.objects.create(name="Музей Победы")
    url = f"/admin/events/organisation/{museum.pk}/change/"

    send(editors_browser, url, about="<h1>История</h1><p onclick=x>С 1995 года.</p>")

    museum.refresh_from_db()
    assert museum.about.startswith("<h2>История</h2><p>С")
    assert "onclick" not in museum.about
    assert "data-rich-text" in textarea_of(editors_browser.get(url), "about").attributes


def test_who_may_only_look_sees_the_text_itself(registrars_browser):
    announcement = make_announcement(body="<h2>Часть</h2><p>Слова.</p>")

    page = read(registrars_browser.get(page_of(announcement)))

    prose = page.one(class_="prose")
    assert prose.one("h2").text == "Часть"
    assert prose.one("p").text == "Слова."
    assert page.all("textarea", name="body") == []
