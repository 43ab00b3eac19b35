"""Files to download: judged by their content, offered under names people recognise."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from events import documents
from events.models import Document
from museumsite import contents
from museumsite.contents import TYPES, kind_of
from tests.admin_forms import errors, opened
from tests.make import make_announcement
from tests.reading import read
from tests.test_uploads import PDF, docx, file, picture

LIST = "/admin/events/document/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def open_document(kind, extra=()):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", TYPES[kind])
        for name in ("content.xml", *extra):
            archive.writestr(name, "<x/>")
    return written.getvalue()


def compound(*streams):
    names = b"".join((name + "\0\0").encode("utf-16-le") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64 + names


KINDS = {
    "PDF": (PDF, "pdf"),
    "PDF without an end": (PDF[:40], None),
    "DOCX": (docx(), "docx"),
    "XLSX": (docx(["[Content_Types].xml", "xl/workbook.xml"]), "xlsx"),
    "PPTX": (docx(["[Content_Types].xml", "ppt/presentation.xml"]), "pptx"),
    "DOCX with macros": (
        docx(["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]),
        None,
    ),
    "another archive": (docx(["a.txt"]), None),
    "half an archive": (docx()[:-30], None),
    "ODT": (open_document("odt"), "odt"),
    "ODS": (open_document("ods"), "ods"),
    "ODP": (open_document("odp"), "odp"),
    "ODT with macros": (open_document("odt", ["Basic/Standard/Module1.xml"]), None),
    "DOC": (compound("Root Entry", "WordDocument"), "doc"),
    "XLS": (compound("Workbook"), "xls"),
    "PPT": (compound("PowerPoint Document"), "ppt"),
    "DOC with macros": (compound("WordDocument", "Macros"), None),
    "a picture": (picture("PNG"), None),
    "a page": (b"<html><script>alert(1)</script></html>", None),
}


@pytest.mark.parametrize(("content", "kind"), KINDS.values(), ids=KINDS)
def test_a_file_is_what_its_content_says(content, kind):
    assert kind_of(content) == kind


def test_a_file_that_would_unpack_into_a_mountain_is_none(monkeypatch):
    content = docx(content=b"<w/>" * 100)
    monkeypatch.setattr(contents, "_MOST_UNPACKED", 799)

    assert kind_of(content) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Программа_14-09.pdf", "Программа 14-09"),
        ("C:\\Мои документы\\план.exe", "план"),
        ("\u202eфдп.pdf", "фдп"),
        ("Ы" * 300 + ".pdf", "Ы" * 200),
        (".pdf", "pdf"),
    ],
)
def test_a_file_is_called_as_people_called_it(name, title):
    document, _is_new = documents.keep(file(PDF, name))

    assert document.title == title
    assert document.file.name.startswith("documents/")
    assert document.file.name.endswith(".pdf")


@pytest.mark.django_db
def test_visitors_get_it_under_a_name_they_recognise(client, media):
    document, _is_new = documents.keep(file(PDF), "Программа сессии")

    answer = client.get(document.file.url)

    assert document.file.url.startswith("/media/documents/programma-sessii-")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "inline"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" not in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_an_office_document_is_saved_and_never_opened_within_the_site(client):
    document, _is_new = documents.keep(file(docx()), "Анкета")

    answer = client.get(document.file.url)

    assert answer["Content-Type"] == TYPES["docx"]
    assert answer["Content-Disposition"] == "attachment"
    assert (
        answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    )


@pytest.mark.django_db
def test_a_name_too_long_for_any_disk_is_not_found(client, media):
    assert client.get(f"/media/{'a' * 5_000}").status_code == 404


@pytest.mark.django_db
def test_the_same_file_again_is_the_same_document(media):
    first, is_first_new = documents.keep(file(PDF), "Программа")
    second, is_second_new = documents.keep(file(PDF), "Ещё раз")

    assert (is_first_new, is_second_new) == (True, False)
    assert second == first
    assert len(list(media.rglob("*.pdf"))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (b"MZ", "unreadable")], ids=["empty", "a program"]
)
def test_what_cannot_be_offered_is_refused_and_leaves_nothing(content, code, media):
    with pytest.raises(ValidationError) as refusal:
        documents.keep(file(content))

    assert refusal.value.code == code
    assert Document.objects.count() == 0
    assert list(media.rglob("*")) == []


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_not_even_read(monkeypatch):
    monkeypatch.setattr(documents, "MOST_BYTES", len(PDF) - 1)

    with pytest.raises(ValidationError) as refusal:
        documents.keep(file(PDF))

    assert refusal.value.code == "too_many_bytes"


# --- The admin


def send(browser, url=f"{LIST}add/", **fields):
    return browser.post(url, {"title": "", **fields, "_save": "1"}, follow=True)


@pytest.mark.django_db
def test_an_editor_adds_a_file_and_need_not_name_it(editors_browser):
    answer = send(editors_browser, file=file(PDF, "Положение о конкурсе.pdf"))

    document = Document.objects.get()
    assert answer.status_code == 200
    assert (document.title, document.kind, document.size) == (
        "Положение о конкурсе",
        "pdf",
        len(PDF),
    )
    assert "PDF, 60 байт" in read(answer).text


@pytest.mark.django_db
def test_a_refused_file_leaves_the_name_as_typed(editors_browser):
    answer = send(editors_browser, title="Программа", file=file(b"MZ"))

    assert errors(answer) == [
        "Такой файл нельзя предложить для скачивания. Выберите PDF или файл Word, Excel,"
        " PowerPoint, OpenDocument без макросов."
    ]
    assert read(answer).one("input", name="title").attributes["value"] == "Программа"


@pytest.mark.django_db
def test_another_file_takes_the_place_of_the_first(
    editors_browser, media, django_capture_on_commit_callbacks
):
    document, _is_new = documents.keep(file(PDF), "Программа")
    former = document.file.path

    with django_capture_on_commit_callbacks(execute=True):
        send(editors_browser, f"{LIST}{document.pk}/change/", title="Программа", file=file(docx()))

    document.refresh_from_db()
    assert document.kind == "docx"
    assert [str(path) for path in media.rglob("*.*")] == [document.file.path]
    assert former != document.file.path


@pytest.mark.django_db
def test_a_file_that_a_text_offers_is_not_deleted(editors_browser):
    document, _is_new = documents.keep(file(PDF), "Программа")
    make_announcement("Ночь", body=f'<p><a href="/x" data-document="{document.pk}">п</a></p>')

    page = read(editors_browser.get(f"{LIST}{document.pk}/delete/"))
    editors_browser.post(f"{LIST}{document.pk}/delete/", {"post": "yes"})

    assert "Ночь" in page.one("main").text
    assert Document.objects.filter(pk=document.pk).exists()


@pytest.mark.django_db
def test_a_deleted_file_is_gone_from_the_disk(
    editors_browser, media, django_capture_on_commit_callbacks
):
    document, _is_new = documents.keep(file(PDF), "Программа")

    with django_capture_on_commit_callbacks(execute=True):
        editors_browser.post(f"{LIST}{document.pk}/delete/", {"post": "yes"})

    assert not Document.objects.exists()
    assert list(media.rglob("*.pdf")) == []


@pytest.mark.django_db
def test_the_editor_of_texts_uploads_and_chooses_in_json(editors_browser):
    sent = {"files": [file(PDF, "Программа.pdf"), file(b"MZ", "вирус.exe")]}
    answer = editors_browser.post(f"{LIST}upload/", sent).json()
    document = Document.objects.get()

    facts = {
        "id": document.pk,
        "title": "Программа",
        "url": document.file.url,
        "facts": "PDF, 60\u00a0байт",
    }
    assert answer["documents"] == [{**facts, "is_new": True}]
    assert [error["name"] for error in answer["errors"]] == ["вирус"]
    found = editors_browser.get(f"{LIST}choose/", {"q": "программа\0"}).json()
    assert found == {"documents": [facts], "has_more": False}
    assert editors_browser.get(f"{LIST}choose/", {"q": "устав"}).json()["documents"] == []


@pytest.mark.django_db
def test_who_may_not_add_files_cannot_upload_them(registrars_browser):
    assert registrars_browser.post(f"{LIST}upload/", {"files": file(PDF)}).status_code == 403
    assert registrars_browser.get(f"{LIST}choose/").status_code == 200
    assert Document.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_files_costs_the_same_however_long_it_is(
    editors_browser, django_assert_num_queries, number
):
    for index in range(number):
        documents.keep(file(docx(content=b"<w/>" * (index + 1))), f"Файл {index}")
    editors_browser.get(LIST)

    with django_assert_num_queries(7):
        page = read(editors_browser.get(LIST))

    assert len(page.one(id="result_list").one("tbody").all("tr")) == number


@pytest.mark.django_db
def test_the_page_of_a_file_says_where_it_is_offered(editors_browser):
    document, _is_new = documents.keep(file(PDF), "Программа")
    make_announcement("Ночь", body=f'<p><a href="/x" data-document="{document.pk}">п</a></p>')

    page = read(editors_browser.get(f"{LIST}{document.pk}/change/"))

    assert "Ночь" in page.one(class_="uses").text
    assert opened(editors_browser, f"{LIST}{document.pk}/change/")["title"] == "Программа"
