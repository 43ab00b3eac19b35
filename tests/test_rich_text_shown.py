"""Rich text on a page: pictures, videos, files and tables."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from events import documents
from events.models import Document, Picture
from events.pictures.keeping import keep
from events.rich_text import cleaned
from events.rich_text.shown import shown, video_site
from tests.picture_files import picture_file
from tests.reading import parsed
from tests.test_uploads import PDF, docx, file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


def make_picture(colour=(200, 30, 40), **words):
    return keep(picture_file(colour=colour), **words)[0]


def make_document(content=PDF, title="Программа"):
    return documents.keep(file(content), title)[0]


def page_of(html):
    return parsed(shown(cleaned(html)))


def figure_of(picture, alt="", caption=""):
    return f'<figure data-picture="{picture.pk}"><img alt="{alt}">{caption}</figure>'


def test_a_picture_has_its_renditions_its_words_and_its_size():
    picture = make_picture(alt="Из библиотеки")
    caption = "<figcaption>У входа<cite>А. Б.</cite></figcaption>"

    figure = page_of(figure_of(picture, "Зал", caption)).one("figure")

    image = figure.one("img")
    assert image.attributes["alt"] == "Зал"
    assert image.attributes["src"].startswith("/media/pictures/")
    assert (image.attributes["width"], image.attributes["height"]) == ("40", "30")
    assert image.attributes["loading"] == "lazy"
    assert figure.one("figcaption").text == "У входа А. Б."
    assert figure.one("cite").text == "А. Б."


def test_a_picture_without_words_of_the_text_has_those_of_the_library():
    image = page_of(figure_of(make_picture(alt="Из библиотеки"))).one("img")

    assert image.attributes["alt"] == "Из библиотеки"


def test_a_picture_that_is_gone_leaves_nothing_but_the_text_around_it():
    picture = make_picture()
    html = f"<p>До.</p>{figure_of(picture, 'Зал', '<figcaption>Зал</figcaption>')}<p>После.</p>"
    Picture.objects.all().delete()

    page = page_of(html)

    assert page.text == "До. После."
    assert page.all("figure") == []


def test_a_telephone_number_is_not_torn_at_its_hyphens():
    html = shown("<p>Тел. (499) 449-81-17, с 2024-08-19</p>")

    assert html == '<p>Тел. (499) <span class="whole-word">449-81-17</span>, с 2024-08-19</p>'


def test_a_video_is_a_still_that_leads_to_its_site():
    picture = make_picture()
    html = (
        f'<figure data-video="https://rutube.ru/video/1/?a=1&amp;b=2" data-picture="{picture.pk}">'
        "<img><figcaption>Открытие</figcaption></figure>"
    )

    figure = page_of(html).one("figure")

    assert figure.one("a").attributes == {
        "class": "video",
        "href": "https://rutube.ru/video/1/?a=1&b=2",
        "target": "_blank",
        "rel": "noopener noreferrer",
    }
    assert figure.one("a").text == "Смотреть: RuTube (откроется в новой вкладке)"
    assert figure.one("img").attributes["src"].startswith("/media/")
    assert figure.one("figcaption").text == "Открытие"
    assert figure.all("iframe") == []


def test_a_video_without_a_still_is_a_link_all_the_same():
    link = page_of('<figure data-video="https://vk.com/video1"></figure>').one("a")

    assert link.attributes["class"] == "video video--bare"
    assert link.text == "Смотреть: VK Видео (откроется в новой вкладке)"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://vkvideo.ru/video-1_2", "VK Видео"),
        ("https://www.youtube.com/watch?v=1", "YouTube"),
        ("https://m.youtube.com/watch?v=1", "YouTube"),
        ("https://youtu.be/1", "YouTube"),
        ("https://film.museum.example/1", "film.museum.example"),
    ],
)
def test_people_know_the_site_of_a_video_by_its_name(address, name):
    assert video_site(address) == name


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "(PDF, 60\u00a0байт)"), ("en", "(PDF, 60\u00a0bytes)")],
)
def test_a_file_says_its_type_and_size(language, words):
    document = make_document()
    html = f'<p><a href="/old.pdf" data-document="{document.pk}">Программа</a></p>'

    with translation.override(language):
        link = page_of(html).one("a")

    assert link.children[0] == "Программа\u00a0"
    assert link.one("span").children == [words]
    assert link.attributes == {"class": "file-link", "href": document.file.url}


def test_a_file_that_is_gone_leaves_its_words():
    document = make_document()
    html = f'<p>Вот <a href="/old.pdf" data-document="{document.pk}">программа</a>.</p>'
    Document.objects.all().delete()

    page = page_of(html)

    assert page.text == "Вот программа."
    assert page.all("a") == []


def test_a_table_scrolls_in_a_box_that_keys_reach():
    box = page_of("<table><tr><th>а<th>б<tr><td>в<td>г</table>").one(class_="table")

    assert box.tag == "section"
    assert box.attributes == {"class": "table", "aria-label": "Таблица", "tabindex": "0"}
    assert [cell.text for cell in box.one("thead").all("th")] == ["а", "б"]
    assert [cell.text for cell in box.one("tbody").all("td")] == ["в", "г"]


def test_each_of_several_tables_has_a_name_of_its_own():
    boxes = page_of("<table><tr><td>а</table><table><tr><td>б</table>").all(class_="table")

    assert [box.attributes["aria-label"] for box in boxes] == ["Таблица 1", "Таблица 2"]


@pytest.mark.parametrize(
    ("address", "rel"),
    [
        ("/events/", None),
        ("#part", None),
        ("mailto:a@museum.example", None),
        ("http://127.0.0.1:8000/events/", None),
        ("https://museum.example/", "noopener"),
        ("//museum.example/", "noopener"),
    ],
)
def test_a_link_to_another_site_gives_it_no_hold_of_this_one(address, rel):
    link = page_of(f'<p><a href="{address}">там</a></p>').one("a")

    assert link.attributes == {"href": address, **({"rel": rel} if rel else {})}


@pytest.mark.parametrize("number", [1, 3])
def test_however_many_pictures_and_files_there_are_they_cost_two_queries(number):
    pictures = [make_picture((index, 0, 0)) for index in range(number)]
    files = [make_document(docx(content=b"<w/>" * (index + 1))) for index in range(number)]
    html = "".join(figure_of(picture) for picture in pictures)
    html += "".join(f'<p><a href="/x" data-document="{one.pk}">ф</a></p>' for one in files)
    text = cleaned(html)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = parsed(shown(text))

    assert len(queries) == 2
    assert len(page.all("img")) == len(page.all("a")) == number


def test_a_text_without_pictures_and_files_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert shown(cleaned("<p>Слова.</p>")) == "<p>Слова.</p>"
