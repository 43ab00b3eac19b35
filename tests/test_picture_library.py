"""The library of pictures: taking in, looking through, taking out."""

import io

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection
from PIL import Image

from events.models import Picture
from events.pictures import keeping
from events.pictures.keeping import keep
from events.pictures.work import make_next
from tests.admin_forms import messages, opened, save
from tests.make import make_announcement
from tests.people import make_staff, signed_in
from tests.picture_files import in_halves, photograph, picture_file, png_that_says, upload
from tests.reading import read

LIBRARY = "/admin/events/picture/"


def page_of(picture):
    return f"{LIBRARY}{picture.pk}/change/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return tmp_path


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# --- Taking in


@pytest.mark.django_db
def test_the_original_is_kept_as_it_came_and_out_of_reach(client, media):
    sent = photograph()

    picture, is_new = keep(sent)

    sent.seek(0)
    original = sent.read()
    assert is_new
    assert (media / "private" / picture.original.name).read_bytes() == original
    assert b"CameraMaker" in original
    assert picture.original.name.startswith("originals/")
    assert "2034" not in picture.original.name
    assert client.get(f"/media/{picture.original.name}").status_code == 404
    assert client.get(default_storage.url(picture.renditions[0]["name"])).status_code == 200


@pytest.mark.django_db
def test_there_is_something_to_show_at_once_and_it_tells_nothing_of_the_place(media):
    picture, _is_new = keep(photograph(size=(900, 600)))

    [name] = files_in(media / "media")
    content = next((media / "media").rglob(name)).read_bytes()
    assert b"CameraMaker" not in content
    assert b"private" not in content
    shown = Image.open(io.BytesIO(content))
    assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (640, 427), {})
    assert (picture.width, picture.height, picture.state) == (900, 600, "waiting")


@pytest.mark.django_db
def test_the_same_file_again_is_the_picture_it_was(media):
    first, _is_new = keep(photograph(), alt="Зал")

    again, is_new = keep(photograph(name="other name.jpg"), alt="Другое")

    assert (again, is_new, again.alt) == (first, False, "Зал")
    assert len(files_in(media)) == 2


@pytest.mark.django_db
def test_nothing_is_left_of_a_picture_that_could_not_be_kept(media):
    with pytest.raises(IntegrityError):
        keep(picture_file(), credit=None)

    assert files_in(media) == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("IMG_2034.JPG", "IMG 2034"),
        ("C:\\Фото\\Зал  славы.png", "Зал славы"),
        ("..%2f\0\u202egnp.php", "..%2fgnp"),
        ("я" * 300 + ".png", "я" * 200),
        ("", ""),
    ],
)
def test_a_pictures_name_is_made_from_the_files(name, title):
    assert keeping.title_from(name) == title


# --- The doors for programs


def sent(client, *files):
    return client.post(f"{LIBRARY}upload/", {"files": list(files)})


def test_each_file_of_an_upload_gets_its_own_answer(editors_browser):
    drawing = upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "схема.svg")

    answer = sent(editors_browser, photograph(), drawing, png_that_says(20_000, 20_000))

    told = answer.json()
    picture = Picture.objects.get()
    assert [one["id"] for one in told["pictures"]] == [picture.pk]
    assert told["pictures"][0] == {
        "id": picture.pk,
        "url": default_storage.url(picture.renditions[0]["name"]),
        "title": "IMG 2034",
        "alt": "",
        "caption": "",
        "credit": "",
        "width": 60,
        "height": 40,
        "state": "waiting",
        "is_new": True,
    }
    assert [one["name"] for one in told["errors"]] == ["схема", "bomb"]
    assert "SVG" in told["errors"][0]["words"]


def test_the_library_is_looked_through_page_by_page_and_by_words(editors_browser):
    for number in range(25):
        Picture.objects.create(
            title=f"Зал {number}", width=9, height=9, renditions=[], state="ready", sha256=number
        )

    first = editors_browser.get(f"{LIBRARY}choose/").json()
    second = editors_browser.get(f"{LIBRARY}choose/?page=2").json()
    found = editors_browser.get(f"{LIBRARY}choose/", {"q": "зал 7\0"}).json()

    assert (len(first["pictures"]), first["has_more"]) == (24, True)
    assert (len(second["pictures"]), second["has_more"]) == (1, False)
    assert [one["title"] for one in found["pictures"]] == ["Зал 17", "Зал 7"]


@pytest.mark.parametrize(
    ("door", "method"), [("upload/", "post"), ("choose/", "get"), ("add/", "get")]
)
def test_the_doors_are_shut_for_whoever_has_no_right(db, client, door, method):
    stranger = make_staff("nobody")

    assert getattr(client, method)(LIBRARY + door).status_code == 302
    assert getattr(signed_in(stranger), method)(LIBRARY + door).status_code == 403


def test_a_registrar_looks_but_adds_nothing(registrars_browser):
    assert registrars_browser.get(f"{LIBRARY}choose/").status_code == 200
    assert sent(registrars_browser, photograph()).status_code == 403
    assert not Picture.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", ["upload/", "add/"])
def test_no_transaction_is_open_while_a_picture_is_decoded(monkeypatch, door, director):
    seen = []

    def watched(*arguments):
        seen.append(connection.in_atomic_block)
        return read_picture(*arguments)

    read_picture = keeping.read
    monkeypatch.setattr(keeping, "read", watched)
    signed_in(director).post(LIBRARY + door, {"files": [photograph()]})

    assert seen == [False]


# --- The pages


def test_without_scripts_files_are_sent_by_the_form_and_refused_in_words(editors_browser):
    page = editors_browser.post(
        f"{LIBRARY}add/", {"files": [photograph(), upload(b"text", "a.txt")]}
    )

    assert Picture.objects.count() == 1
    assert "a: Этот файл не читается как картинка." in read(page).text
    answer = editors_browser.post(f"{LIBRARY}add/", {"files": [photograph()]}, follow=True)
    assert messages(answer) == ["Загружена 1 картинка."]


def test_the_library_shows_each_picture_its_state_and_what_it_lacks(editors_browser):
    picture, _is_new = keep(photograph())

    page = read(editors_browser.get(LIBRARY))

    tile = page.one("a", class_="tile")
    assert tile.attributes["href"] == page_of(picture)
    assert tile.text == "IMG 2034 60 × 40 готовится без описания"


def test_the_list_costs_the_same_with_one_picture_and_with_three(
    editors_browser, django_assert_num_queries
):
    keep(photograph())
    editors_browser.get(LIBRARY)
    with django_assert_num_queries(7):
        editors_browser.get(LIBRARY)
    keep(photograph(size=(70, 40)))
    keep(photograph(size=(80, 40)))

    with django_assert_num_queries(7):
        editors_browser.get(LIBRARY)


def test_a_moved_focal_point_is_saved_and_the_cuts_wait_to_be_made_anew(editors_browser):
    picture, _is_new = keep(in_halves(size=(240, 80)))
    make_next()

    answer = save(editors_browser, page_of(picture), focal_x="80", alt="Два поля")

    picture.refresh_from_db()
    assert (picture.focal_x, picture.alt, picture.state) == (80, "Два поля", "waiting")
    assert "Кадры готовятся заново: страницы покажут их через минуту." in messages(answer)


def test_a_new_description_makes_nothing_anew(editors_browser):
    picture, _is_new = keep(in_halves())
    make_next()

    save(editors_browser, page_of(picture), alt="Два поля")

    picture.refresh_from_db()
    assert (picture.alt, picture.state) == ("Два поля", "ready")


def test_a_focal_point_outside_the_picture_is_refused(editors_browser):
    picture, _is_new = keep(in_halves())

    save(editors_browser, page_of(picture), focal_x="101")

    picture.refresh_from_db()
    assert picture.focal_x == 50


def test_the_page_of_one_says_where_it_is_used(editors_browser):
    picture, _is_new = keep(photograph())
    make_announcement("С обложкой", cover=picture)
    make_announcement("С картинкой в тексте", body=figure_of(picture))

    page = read(editors_browser.get(page_of(picture)))

    assert page.one("ul", class_="uses").text == (
        "С обложкой — обложка С картинкой в тексте — в тексте"
    )


def figure_of(picture):
    return f'<figure data-picture="{picture.pk}"><img src="/media/x.jpg" alt=""></figure>'


def test_the_original_is_for_those_who_may_change_it(editors_browser, registrars_browser):
    picture, _is_new = keep(photograph())
    address = f"{LIBRARY}{picture.pk}/original/"

    answer = editors_browser.get(address)

    assert b"CameraMaker" in b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == 'attachment; filename="IMG 2034.jpg"'
    assert "no-store" in answer["Cache-Control"]
    assert registrars_browser.get(address).status_code == 403


# --- Taking out


def delete(client, picture):
    return client.post(f"{LIBRARY}{picture.pk}/delete/", {"post": "yes"})


def test_a_deleted_picture_takes_its_files_along(
    editors_browser, media, django_capture_on_commit_callbacks
):
    picture, _is_new = keep(in_halves())
    make_next()
    assert len(files_in(media)) > 5

    with django_capture_on_commit_callbacks(execute=True):
        delete(editors_browser, picture)

    assert not Picture.objects.exists()
    assert files_in(media) == []


@pytest.mark.parametrize("use", ["cover", "text"])
def test_a_picture_in_use_is_not_deleted(editors_browser, media, use):
    picture, _is_new = keep(photograph())
    made = {"cover": picture} if use == "cover" else {"body": figure_of(picture)}
    make_announcement(**made)

    page = read(editors_browser.get(f"{LIBRARY}{picture.pk}/delete/"))
    delete(editors_browser, picture)

    said = {"cover": "Публикации: 1", "text": "Тексты, в которых она стоит: 1"}
    assert said[use] in page.text
    assert Picture.objects.exists()
    assert len(files_in(media)) == 2


# --- The cover of an announcement


def announcement_page(announcement):
    return f"/admin/events/announcement/{announcement.pk}/change/"


def test_a_cover_is_chosen_by_its_number_and_taken_off(editors_browser):
    picture, _is_new = keep(photograph(), alt="Зал")
    announcement = make_announcement()

    save(editors_browser, announcement_page(announcement), cover=str(picture.pk))

    announcement.refresh_from_db()
    assert announcement.cover == picture
    page = read(editors_browser.get(announcement_page(announcement)))
    field = page.one("div", class_="cover-field")
    assert field.one("img").attributes["src"] == default_storage.url(picture.renditions[0]["name"])
    assert opened(editors_browser, announcement_page(announcement))["cover"] == str(picture.pk)
    save(editors_browser, announcement_page(announcement), cover="")
    announcement.refresh_from_db()
    assert announcement.cover is None


@pytest.mark.parametrize("typed", ["777", "-1", "1e3", "abc", "9" * 400])
def test_a_number_that_no_picture_has_is_refused_and_stays_typed(editors_browser, typed):
    announcement = make_announcement()

    answer = save(editors_browser, announcement_page(announcement), cover=typed)

    assert "Картинки с таким номером в библиотеке нет." in read(answer).text
    announcement.refresh_from_db()
    assert announcement.cover is None
