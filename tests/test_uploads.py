"""Files that come with a form: judged by their content, kept between tries, stored privately."""

import io
import zipfile

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from registrations import files, floods
from registrations.models import Answer, Question, Upload
from registrations.models.question import private_files
from tests.forms import DIRECTOR, fields_of, opened
from tests.make import make_intake
from tests.reading import parsed
from tests.test_questions import make_question, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def picture(kind, size=(40, 30)):
    written = io.BytesIO()
    Image.new("RGB", size).save(written, kind)
    return written.getvalue()


def docx(names=("[Content_Types].xml", "word/document.xml"), content=b"<w/>"):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return written.getvalue()


def file(content=PDF, name="Тезисы.pdf"):
    return SimpleUploadedFile(name, content)


def make_form(client, **fields):
    """An intake that asks each person for a file; its question, and the form as filled in."""
    question = make_question(make_intake(), Question.Kind.FILE, **fields)
    url = question.intake.get_absolute_url()
    return question, url, {**opened(client, url), **DIRECTOR}


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (PDF, "Тезисы.pdf", "Тезисы.pdf"),
        (PDF, "тезисы.exe", "тезисы.pdf"),
        (docx(), "C:\\Мои документы\\доклад.docx", "доклад.docx"),
        (picture("PNG"), "../../etc/passwd", "passwd.png"),
        (picture("JPEG"), "фото.JPEG", "фото.jpg"),
        (PDF, "\u202eфдп.\0pdf", "фдп.pdf"),
        (PDF, "Ы" * 250 + ".pdf", "Ы" * 120 + ".pdf"),
    ],
    ids=["PDF", "PDF with a lying name", "DOCX", "PNG", "JPEG", "odd name", "long name"],
)
def test_a_file_is_what_its_content_says_and_is_kept_privately(client, content, name, kept):
    question, url, typed = make_form(client)

    answer = client.post(url, {**typed, name_of(question): file(content, name)})

    row = Answer.objects.get()
    stored = private_files().path(row.file.name)
    assert (answer.status_code, row.value) == (303, kept)
    assert row.file.open().read() == content
    assert str(site.MEDIA_ROOT) not in stored
    assert "Тезисы" not in row.file.name
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Файл пустой"),
        (b"MZ\x90\0", "не читается"),
        (b"%PDF-1.7\nand nothing more", "не читается"),
        (b"GIF89a" + PDF, "не читается"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "не читается"),
        (docx(names=["hello.txt"]), "не читается"),
        (docx(("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")), "не читается"),
        (docx()[:60], "не читается"),
        (docx(content=b"0" * (101 * files.MEGABYTE)), "не читается"),
        (picture("PNG")[:60], "не читается"),
        (picture("GIF"), "не читается"),
        (picture("PNG", (12_001, 1)), "мегапикселей"),
        (PDF + b"\0" * (10 * files.MEGABYTE), "больше 10"),
    ],
    ids=["empty", "program", "broken PDF", "GIF before PDF", "SVG", "zip", "macros", "cut DOCX",
         "bomb", "cut PNG", "GIF", "pixels", "bytes"],
)  # fmt: skip
def test_a_file_that_is_none_of_them_is_refused_at_its_question(client, content, words):
    question, url, typed = make_form(client)

    answer = client.post(url, {**typed, name_of(question): file(content)})

    page = parsed(answer.content.decode())
    assert answer.status_code == 422
    assert words in page.one(id=f"id_{name_of(question)}_error").text
    assert not Upload.objects.exists()


def test_a_file_that_is_refused_is_spoken_of_at_once_whatever_button_sent_it(client):
    question, url, typed = make_form(client, is_required=False)

    answer = client.post(url, {**typed, name_of(question): file(b"MZ"), "add_participant": "1"})

    page = parsed(answer.content.decode())
    assert answer.status_code == 200
    assert "PDF" in page.one(id=f"id_{name_of(question)}_error").text
    assert "Обязательное поле" not in page.text


def test_a_file_stays_with_the_form_while_other_things_are_mended(client):
    question, url, typed = make_form(client)

    wrong = client.post(url, {**typed, "email": "no", name_of(question): file()})
    page = wrong.content.decode()
    mended = client.post(url, {**fields_of(page), "email": DIRECTOR["email"]})

    assert (wrong.status_code, mended.status_code) == (422, 303)
    assert "Тезисы.pdf приложен" in parsed(page).text
    assert Answer.objects.get().file.open().read() == PDF


def test_a_file_travels_with_its_row(client):
    question, url, typed = make_form(client, is_required=False)
    second = {"participants-1-name": "Иванов Пётр", "participants-1-position": "хранитель"}
    typed |= {**second, name_of(question, 1): file(), "remove_participant": "0"}

    page = client.post(url, typed).content.decode()
    client.post(url, fields_of(page))

    answer = Answer.objects.get()
    assert (answer.participant.name, answer.value) == ("Иванов Пётр", "Тезисы.pdf")


def test_a_file_can_be_taken_out_and_another_put_in_its_place(client):
    question, url, typed = make_form(client)
    with_one = client.post(url, {**typed, "email": "no", name_of(question): file()})
    kept = fields_of(with_one.content.decode())

    without = client.post(url, {**kept, "remove_file": name_of(question)}).content.decode()
    other = {**kept, "email": DIRECTOR["email"], name_of(question): file(name="Другие.pdf")}
    client.post(url, other)

    assert "приложен" not in parsed(without).text
    assert Answer.objects.get().value == "Другие.pdf"
    assert not Upload.objects.exists()


def test_a_robots_file_is_not_kept(client):
    question, url, typed = make_form(client)
    upload = {name_of(question): file()}

    client.post(url, {**typed, **upload, "website": "https://spam.example"})
    client.post(url, {**typed, name_of(question): file(), "form_key": "forged"})

    assert not Upload.objects.exists()


def test_a_file_for_no_question_is_not_kept(client):
    _question, url, typed = make_form(client, is_required=False)

    answer = client.post(url, {**typed, "q999": file(), "museum-file": file()})

    assert answer.status_code == 303
    assert not Upload.objects.exists()


def test_one_form_keeps_no_more_than_is_sensible(client, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES_OF_A_FORM", 100)
    question, url, typed = make_form(client)
    second = {"participants-1-name": "Иванов Пётр", "participants-1-position": "хранитель"}

    both = {name_of(question, row): file() for row in (0, 1)}
    answer = client.post(url, {**typed, **second, **both})

    assert answer.status_code == 422
    assert "К одной форме можно приложить" in answer.content.decode()
    assert Upload.objects.count() == 1


def test_another_forms_file_cannot_be_claimed(client):
    question, url, typed = make_form(client)
    client.post(url, {**typed, "email": "no", name_of(question): file()})
    somebody = Upload.objects.get()

    stranger = {**opened(client, url), **DIRECTOR, f"{name_of(question)}-kept": somebody.field}
    answer = client.post(url, stranger)

    assert answer.status_code == 422
    assert not Answer.objects.exists()


def test_a_form_sent_twice_with_its_file_is_one_registration_with_one_file(client):
    question, url, typed = make_form(client)

    answers = [client.post(url, {**typed, name_of(question): file()}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert Answer.objects.count() == 1


def test_a_file_of_one_question_is_no_answer_to_another(client):
    question, url, typed = make_form(client)
    other = make_question(question.intake, Question.Kind.FILE)
    client.post(url, {**typed, name_of(question): file()})
    token = Upload.objects.get().field

    kept = {f"{name_of(question)}-kept": token, f"{name_of(other)}-kept": token}
    answer = client.post(url, {**typed, **kept})

    links = parsed(answer.content.decode()).one(class_="notice__errors").links
    assert list(links.values()) == [f"#id_{name_of(other)}"]


def test_one_address_cannot_fill_the_disk_with_files(client, monkeypatch):
    monkeypatch.setattr(floods, "MOST_MEGABYTES", 2)
    question, url, form = make_form(client)

    def sent(**of_whom):
        return client.post(url, {**form, name_of(question): file(), "museum": ""}, **of_whom)

    answers = [sent() for _ in range(3)]
    elsewhere = sent(REMOTE_ADDR="198.51.100.7")

    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert "выберите файлы ещё раз" in answers[2].content.decode()
    assert int(answers[2]["Retry-After"]) > 0
    assert (elsewhere.status_code, Upload.objects.count()) == (422, 3)
