"""What comes in can go out: everything public, readable without this program."""

import hashlib
import io
import json
import re
from datetime import date, time
from pathlib import Path

import pytest
from django.contrib.redirects.models import Redirect
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from PIL import Image

from events.documents import keep as keep_document
from events.models import (
    Announcement,
    Contact,
    Document,
    Organisation,
    Picture,
    ProgrammeItem,
    Venue,
)
from events.pictures.keeping import keep as keep_picture
from events.pictures.shown import preview_url
from events.publishing import save_announcement
from tests.make import (
    make_announcement,
    make_contact,
    make_intake,
    make_registration,
    make_session,
    make_venue,
)
from tests.wordpress_exports import post, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

QUERIES = 15
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "kept"


def export(folder: Path, *options: str) -> dict:
    """Run the command; the index it wrote."""
    call_command("export_site", str(folder), *options, stdout=io.StringIO())
    return json.loads((folder / "index.json").read_text(encoding="utf-8"))


def table(folder: Path, name: str) -> list[dict]:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def the_one(folder: Path) -> dict:
    [path] = (folder / "announcements").iterdir()
    return json.loads(path.read_text(encoding="utf-8"))


def make_picture(colour: object = "teal", **words: str):
    painted = io.BytesIO()
    Image.new("RGB", (90, 60), colour).save(painted, "JPEG")
    return keep_picture(ContentFile(painted.getvalue(), name="zal.jpg"), **words)[0]


def bytes_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_an_announcement_is_told_whole(tmp_path):
    announcement = make_announcement(
        "Лекция",
        organisers=["Музей Победы"],
        contact=make_contact(),
        slug="first",
        author="Елена Петрова",
        body="<p>Текст.</p>",
    )
    announcement.slug = "lekcziya"
    save_announcement(announcement)
    session = make_session(
        announcement, venue=make_venue(address="ул. Куйбышева, 4"), start_time=time(10)
    )
    ProgrammeItem.objects.create(
        session=session, day=date(2024, 9, 14), starts=time(10), title="Открытие", kind="business"
    )

    export(tmp_path / "out")

    told = the_one(tmp_path / "out")
    assert (told["title"], told["author"], told["body"]) == (
        "Лекция",
        "Елена Петрова",
        "<p>Текст.</p>",
    )
    assert (told["address"], told["former_addresses"]) == ("/events/lekcziya/", ["first"])
    assert told["published_at"] == "2024-08-12T09:00:00Z"
    assert told["organisers"] == [table(tmp_path / "out", "organisations")[0]["slug"]]
    assert told["contact"]["phone"] == "+7 (499) 449-81-17"
    [held] = told["sessions"]
    assert (held["start_date"], held["start_time"], held["zone"]) == (
        *("2024-09-14", "10:00"),
        "Europe/Moscow",
    )
    assert held["programme"][0]["title"] == "Открытие"
    [venue] = table(tmp_path / "out", "venues")
    assert (venue["id"], venue["address"]) == (held["venue"], "ул. Куйбышева, 4")


def test_pictures_and_files_lie_beside_with_their_words_and_checksums(tmp_path):
    picture = make_picture(alt="Зал", caption="Весной", credit="Фото музея")
    document = keep_document(ContentFile(PDF, name="Программа.pdf"))[0]
    figure = f'<figure data-picture="{picture.pk}"><img src="{preview_url(picture)}" alt="Зал">'
    link = f'<a href="{document.file.url}" data-document="{document.pk}">Программа</a>'
    make_announcement(cover=picture, body=f"{figure}</figure><p>{link}</p>")
    folder = tmp_path / "out"

    export(folder)

    [told] = table(folder, "pictures")
    assert (told["alt"], told["caption"], told["credit"]) == ("Зал", "Весной", "Фото музея")
    kept = (folder / told["file"]).read_bytes()
    assert hashlib.sha256(kept).hexdigest() == told["sha256"]
    [file] = table(folder, "documents")
    assert (folder / file["file"]).read_bytes() == PDF
    body = the_one(folder)["body"]
    for address in (f'src="../{told["file"]}"', f'href="../{file["file"]}"'):
        assert address in body
    assert not (folder / "media/originals").exists()


def test_originals_come_only_when_asked_for(tmp_path):
    picture = make_picture()
    make_announcement(cover=picture)

    export(tmp_path / "out", "--originals")

    [told] = table(tmp_path / "out", "pictures")
    original = (tmp_path / "out" / told["original"]["file"]).read_bytes()
    assert hashlib.sha256(original).hexdigest() == picture.sha256


def test_nothing_but_what_is_public_is_written(tmp_path, at):
    session = make_session()
    make_registration(make_intake(session), contact_name="Тайная Анна Ивановна")
    make_announcement("Черновик", published_at=None)
    make_announcement("Снято", withdrawn_at=at)

    export(tmp_path / "out")

    everything = b"".join(bytes_of(tmp_path / "out").values()).decode()
    assert session.announcement.title in everything
    assert not any(word in everything for word in ("Тайная", "Черновик", "Снято"))


def test_drafts_come_with_their_stage_when_asked_for(tmp_path):
    make_announcement("Черновик", published_at=None)

    index = export(tmp_path / "out", "--drafts")

    assert [one["stage"] for one in index["announcements"]] == ["draft"]


def test_counterparts_and_redirects_are_told(tmp_path):
    russian = make_announcement("Лекция", slug="lekcziya")
    make_announcement("Lecture", slug="lecture", language="en", translation_of=russian)
    Redirect.objects.create(site_id=1, old_path="/old", new_path="/events/lekcziya/")
    folder = tmp_path / "out"

    export(folder)

    told = json.loads((folder / "announcements/lecture.json").read_text(encoding="utf-8"))
    assert (told["counterpart"], told["address"]) == ("lekcziya", "/en/events/lecture/")
    assert table(folder, "redirects") == [{"old": "/old", "new": "/events/lekcziya/"}]


def test_two_exports_are_the_same_bytes_and_nothing_is_overwritten(tmp_path):
    make_session(make_announcement(cover=make_picture()))
    export(tmp_path / "one")
    (tmp_path / "two").mkdir()  # empty: it may be filled
    export(tmp_path / "two")

    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    with pytest.raises(CommandError, match="not empty"):
        export(tmp_path / "one")


def test_an_export_that_fails_leaves_no_folder(tmp_path, monkeypatch):
    make_announcement()

    def full(*arguments):
        raise OSError(28, "No space left on device", "disk")

    monkeypatch.setattr("events.exports.media.Media.copy_into", full)

    with pytest.raises(CommandError, match="No space left"):
        export(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []


def test_what_came_from_wordpress_goes_out_with_the_same_facts(tmp_path):
    item = post(12, title="Выставка", excerpt="Лид", text="Текст.", categories={"vesti": "Вести"})
    call_command("import_wordpress", str(written(tmp_path, item)), stdout=io.StringIO())

    export(tmp_path / "out")

    told = the_one(tmp_path / "out")
    assert (told["title"], told["lead"], told["body"]) == ("Выставка", "Лид", "<p>Текст.</p>")
    assert (told["published_at"], told["author"]) == ("2019-05-07T12:30:00Z", "Елена Петрова")
    assert told["category"] == "vesti"
    assert {"old": "/2019/05/post-12", "new": told["address"]} in table(
        tmp_path / "out", "redirects"
    )


def test_queries_do_not_grow_with_the_announcements(tmp_path, django_assert_num_queries):
    def make(number: int) -> None:
        picture = make_picture(colour=(number, 0, 0))
        make_session(make_announcement(organisers=[f"Музей {number}"], cover=picture))

    make(1)
    with django_assert_num_queries(QUERIES):
        export(tmp_path / "one")
    for number in (2, 3):
        make(number)

    with django_assert_num_queries(QUERIES):
        export(tmp_path / "three")


# --- And back


def test_an_export_read_into_an_empty_site_goes_out_the_same(tmp_path):
    picture = make_picture(alt="Зал", focal_x=20)
    document = keep_document(ContentFile(PDF, name="Программа.pdf"))[0]
    link = f'<a href="{document.file.url}" data-document="{document.pk}">Программа</a>'
    figure = f'<figure data-picture="{picture.pk}"><img src="{preview_url(picture)}" alt="Зал">'
    russian = make_announcement(
        "Лекция",
        slug="lekcziya",
        organisers=["Музей Победы", "Архив"],
        contact=make_contact(),
        cover=picture,
        body=f"<p>Текст {link}</p>{figure}</figure>",
    )
    make_announcement("Lecture", slug="lecture", language="en", translation_of=russian)
    session = make_session(russian, venue=make_venue(), start_time=time(10), zone="Asia/Omsk")
    ProgrammeItem.objects.create(session=session, starts=time(10), title="Открытие")
    Redirect.objects.create(site_id=1, old_path="/old", new_path="/events/lekcziya/")
    export(tmp_path / "one", "--originals")
    forget_everything()

    call_command("import_site", str(tmp_path / "one"), stdout=io.StringIO())

    export(tmp_path / "two", "--originals")
    assert without_keys(tmp_path / "one") == without_keys(tmp_path / "two")
    assert Announcement.objects.get(slug="lecture").translation_of.slug == "lekcziya"


def forget_everything() -> None:
    Announcement.objects.filter(translation_of__isnull=False).delete()
    for model in (Announcement, Contact, Venue, Organisation, Picture, Document, Redirect):
        model.objects.all().delete()


def without_keys(folder: Path) -> dict[str, str]:
    """The texts of an export without the numbers of its rows and of what lies in `media`."""
    keys = re.compile(r'("id"|"cover"|"venue"): \d+|(data-\w+=\\")\d+|(media/\w+/)\d+')
    return {
        name: keys.sub(r"\1\2\3", content.decode())
        for name, content in bytes_of(folder).items()
        if not name.startswith("media/")
    }


def test_an_export_is_not_read_into_a_site_that_has_announcements(tmp_path):
    make_announcement()
    export(tmp_path / "out")

    with pytest.raises(CommandError, match="there are announcements here"):
        call_command("import_site", str(tmp_path / "out"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("index.json", '{"format": "another"}'),
        ("index.json", "{"),
        ("venues.json", '[{"id": 1}, 5]'),
        ("venues.json", '[{"id": 1, "name": "Зал", "city": "Псков", "floor": 2}]'),
        ("pictures.json", '[{"id": 1, "file": "../../secret.jpg", "title": "", "alt": ""}]'),
    ],
    ids=["another format", "no JSON", "no venue", "a column of the future", "outside"],
)
def test_a_damaged_export_takes_no_announcement(tmp_path, name, content):
    make_announcement()
    export(tmp_path / "out")
    Announcement.objects.all().delete()
    (tmp_path / "out" / name).write_text(content)

    with pytest.raises(CommandError, match="No announcement was taken"):
        call_command("import_site", str(tmp_path / "out"))
    assert not Announcement.objects.exists()
