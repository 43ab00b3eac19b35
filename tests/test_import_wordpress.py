"""A site made with WordPress moves here: nothing is lost silently, nothing is taken twice."""

import io
import tracemalloc
from datetime import UTC, date, datetime, time
from html import escape
from pathlib import Path

import pytest
from django.contrib.redirects.models import Redirect
from django.core.management import CommandError, call_command
from PIL import Image

from events.imports.conversion import converted
from events.imports.media import Attachment, Library
from events.imports.report import Progress
from events.imports.wxr import Head, posts
from events.models import Announcement, Category, Document, ImportedItem, Picture, Session
from events.publishing import save_announcement, store
from events.rich_text.tree import elements, parsed
from tests.make import make_announcement, make_category, make_intake
from tests.payloads import PAYLOADS, chunks
from tests.wordpress_exports import SITE, attachment, category, export, post, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_own_media")]

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n"
UPLOADS = f"{SITE}/wp-content/uploads"


@pytest.fixture
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "kept"


@pytest.fixture
def uploads(tmp_path) -> Path:
    """A copy of the old site's uploads: two pictures and one file."""
    folder = tmp_path / "uploads"
    (folder / "2019/05").mkdir(parents=True)
    for name, colour in (("zal.jpg", "teal"), ("dvor.jpg", "brown")):
        (folder / "2019/05" / name).write_bytes(picture_bytes(colour))
    (folder / "2019/05/programma.pdf").write_bytes(PDF)
    return folder


def picture_bytes(colour: str) -> bytes:
    painted = io.BytesIO()
    Image.new("RGB", (90, 60), colour).save(painted, "JPEG")
    return painted.getvalue()


def take(path: Path, *options: object, typeset: bool = False) -> str:
    """Run the command; its report, with plain spaces."""
    told = io.StringIO()
    typed = () if typeset else ("--as-typed",)
    call_command("import_wordpress", str(path), *map(str, options), *typed, stdout=told)
    return told.getvalue().replace("\xa0", " ")


def body_of(text: str, tmp_path: Path, *options: object, more: tuple[str, ...] = ()) -> str:
    """What this text of a post becomes, as typed."""
    take(written(tmp_path, *more, post(12, text=text)), *options)
    return Announcement.objects.get().body


def refused(path: Path) -> str:
    with pytest.raises(CommandError) as caught:
        take(path)
    assert not Announcement.objects.exists()
    return str(caught.value)


# --- A post


def test_a_post_becomes_an_announcement(tmp_path):
    item = post(
        12,
        title="Открытие «Победы» &amp; друзья",
        slug="%d0%bf%d0%be%d0%b1%d0%b5%d0%b4%d0%b0",
        text="Первый абзац.\n\nВторой\nс новой строки.",
        excerpt="Коротко.",
        categories={"vyistavki": "Выставки"},
    )

    take(written(tmp_path, item))

    made = Announcement.objects.get()
    assert (made.title, made.slug) == ("Открытие «Победы» & друзья", "pobeda")
    assert made.published_at == datetime(2019, 5, 7, 12, 30, tzinfo=UTC)
    assert (made.author, made.lead, made.language) == ("Елена Петрова", "Коротко.", "ru")
    assert (made.category.name, made.category.slug) == ("Выставки", "vyistavki")
    assert made.body == "<p>Первый абзац.</p><p>Второй<br>с новой строки.</p>"


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_each_version_of_the_format_is_read(tmp_path, version):
    take(written(tmp_path, post(12, title="Из старого", excerpt="Лид"), version=version))

    assert Announcement.objects.values_list("title", "lead").get() == ("Из старого", "Лид")


@pytest.mark.parametrize(
    ("status", "date", "gmt", "published_at", "words"),
    [
        ("draft", "2019-05-07 15:30:00", "0000-00-00 00:00:00", None, ""),
        ("private", "2019-05-07 15:30:00", "2019-05-07 12:30:00", None, "была закрытой"),
        ("pending", "2019-05-07 15:30:00", "2019-05-07 12:30:00", None, "ждала одобрения"),
        (
            *("publish", "2019-05-07 15:30:00", "0000-00-00 00:00:00"),
            *(datetime(2019, 5, 7, 12, 30, tzinfo=UTC), ""),
        ),
        (
            *("future", "2030-01-01 12:00:00", "2030-01-01 09:00:00"),
            *(datetime(2030, 1, 1, 9, 0, tzinfo=UTC), ""),
        ),
    ],
    ids=["draft", "private", "pending", "no gmt", "future"],
)
def test_what_visitors_did_not_see_is_a_draft_and_dates_are_kept(
    tmp_path, status, date, gmt, published_at, words
):
    report = take(written(tmp_path, post(status=status, date=date, date_gmt=gmt)))

    assert Announcement.objects.get().published_at == published_at
    assert words in report


def test_what_was_thrown_away_or_is_no_post_is_left_and_listed(tmp_path):
    items = [
        post(1, title="Из корзины", status="trash"),
        post(2, title="О музее", kind="page"),
        post(3, title="Кружка", kind="product"),
    ]

    report = take(written(tmp_path, *items))

    assert not Announcement.objects.exists()
    assert "«Из корзины»: была в корзине" in report
    assert "«О музее»: это страница" in report
    assert "оставлено — product" in report


def test_pages_are_taken_when_asked_for(tmp_path):
    take(written(tmp_path, post(2, title="О музее", kind="page")), "--pages")

    assert Announcement.objects.get().title == "О музее"


def test_quotation_marks_and_spaces_are_put_right_unless_told_otherwise(tmp_path):
    take(written(tmp_path, post(title='Лекция "О музее"')), typeset=True)

    assert Announcement.objects.get().title == "Лекция «О\xa0музее»"


def test_a_category_of_this_site_is_found_by_name_or_address_and_others_are_told(tmp_path):
    known = make_category("Анонсы", "anonsyi")
    items = [
        post(1, categories={"events": "АНОНСЫ", "news": "Вести"}),
        post(2, categories={"anonsyi": "Что будет"}),
    ]

    report = take(written(tmp_path, *items))

    assert {one.category for one in Announcement.objects.all()} == {known}
    assert "Вести" in report


def test_the_beginning_before_more_is_the_lead_and_is_not_told_twice(tmp_path):
    take(written(tmp_path, post(text="Кратко о главном.\n<!--more-->\nА теперь подробно.")))

    made = Announcement.objects.get()
    assert (made.lead, made.body) == ("Кратко о главном.", "<p>А теперь подробно.</p>")


# --- The text

BLOCKS = {
    "classic, a list, a line": (
        "Раз\n\n<ul>\n<li>два</li>\n</ul>\nТри",
        "<p>Раз</p><ul><li>два</li></ul><p>Три</p>",
    ),
    "heading of the first rank": (
        '<!-- wp:heading {"level":1} -->\n<h1>Глава</h1>\n<!-- /wp:heading -->',
        "<h2>Глава</h2>",
    ),
    "nested blocks": (
        '<!-- wp:columns --><div class="wp-block-columns"><!-- wp:column --><div>'
        "<!-- wp:paragraph --><p>Слева</p><!-- /wp:paragraph --></div><!-- /wp:column -->"
        "</div><!-- /wp:columns -->",
        "<p>Слева</p>",
    ),
    "quotation": (
        "<!-- wp:quote --><blockquote><p>Слова</p></blockquote><!-- /wp:quote -->",
        "<blockquote><p>Слова</p></blockquote>",
    ),
    "separator": ("<!-- wp:separator --><hr/><!-- /wp:separator -->", "<hr>"),
    "a film": (
        '<!-- wp:embed {"url":"https://youtu.be/abcDEF123_-"} --><figure><div>\n'
        "https://youtu.be/abcDEF123_-\n</div></figure><!-- /wp:embed -->",
        '<figure data-video="https://www.youtube.com/watch?v=abcDEF123_-"></figure>',
    ),
    "a film in a frame": (
        '<iframe src="//vk.com/video_ext.php?oid=-12&id=34&hash=5"></iframe>',
        '<figure data-video="https://vkvideo.ru/video-12_34"></figure>',
    ),
    "a film in brackets": (
        "[embed]https://rutube.ru/video/0123456789abcdef/[/embed]",
        '<figure data-video="https://rutube.ru/video/0123456789abcdef/"></figure>',
    ),
    "a map in a frame": (
        '<iframe src="https://yandex.ru/map-widget/v1/?um=1"></iframe>',
        '<p><a href="https://yandex.ru/map-widget/v1/?um=1">yandex.ru/map-widget/v1</a></p>',
    ),
    "a button": (
        '<!-- wp:buttons --><div><!-- wp:button --><div><a class="wp-block-button__link" '
        'href="https://x.example/">Билеты</a></div><!-- /wp:button --></div><!-- /wp:buttons -->',
        '<p><a href="https://x.example/">Билеты</a></p>',
    ),
    "words in brackets stay": ("Так [sic] и [прим. ред.]", "<p>Так [sic] и [прим. ред.]</p>"),
    "code is left alone": (
        "<pre>[gallery]\n\nx</pre>",
        "<pre>[gallery]\n\nx</pre>",
    ),
}


@pytest.mark.parametrize(("text", "body"), BLOCKS.values(), ids=BLOCKS)
def test_blocks_and_shortcodes_become_our_own_html(tmp_path, text, body):
    assert body_of(text, tmp_path) == body


def test_unknown_blocks_and_shortcodes_are_listed_with_their_post_and_line(tmp_path):
    text = (
        "Начало\n\n"
        '<!-- wp:acme/slider {"speed":5} -->\n<div>Слайды</div>\n<!-- /wp:acme/slider -->\n'
        '[contact-form-7 id="5"]\n[su_box title="Важно"]Внутри[/su_box]'
    )

    report = take(written(tmp_path, post(12, title="Разное", text=text)))

    assert (
        "запись 12 «Разное»: блок «acme/slider» неизвестен: взят только его текст, строка 3"
        in report
    )
    assert "форма [contact-form-7] оставлена, строка 6" in report
    assert "вставка [su_box] неизвестна и оставлена, строка 7" in report
    assert "Внутри" in Announcement.objects.get().body


# --- Pictures and files


def test_pictures_come_from_the_folder_with_cover_alt_and_caption(tmp_path, uploads):
    item = post(
        12,
        text=f'<!-- wp:image {{"id":7}} --><figure><a href="{UPLOADS}/2019/05/zal.jpg">'
        f'<img src="{UPLOADS}/2019/05/zal-300x200.jpg" class="wp-image-7" alt="Зал музея"/></a>'
        "<figcaption>Зал <b>открыт</b></figcaption></figure><!-- /wp:image -->",
        meta=[("_thumbnail_id", 8)],
    )
    files = [
        attachment(7, "2019/05/zal.jpg"),
        attachment(8, "2019/05/dvor.jpg", alt="Двор", caption="Весной"),
    ]

    take(written(tmp_path, item, *files), "--media", uploads)

    made = Announcement.objects.get()
    inside = Picture.objects.exclude(pk=made.cover.pk).get()
    assert (made.cover.alt, made.cover.caption) == ("Двор", "Весной")
    assert f'<figure data-picture="{inside.pk}">' in made.body
    assert 'alt="Зал музея"' in made.body
    assert "<figcaption>Зал открыт</figcaption>" in made.body


@pytest.mark.parametrize(
    "text",
    [
        '[gallery ids="7,8"]',
        "[gallery]",
        '<!-- wp:gallery {"ids":[7,8]} --><figure></figure><!-- /wp:gallery -->',
        f'<!-- wp:gallery --><figure class="wp-block-gallery"><figure><img src="{UPLOADS}/2019/05/'
        f'zal.jpg"></figure><figure><img src="{UPLOADS}/2019/05/dvor.jpg"></figure></figure>'
        "<!-- /wp:gallery -->",
    ],
    ids=["numbers", "the post's own", "block with numbers", "block with figures"],
)
def test_a_gallery_becomes_a_row_of_figures(tmp_path, uploads, text):
    files = (
        attachment(7, "2019/05/zal.jpg", parent=12),
        attachment(8, "2019/05/dvor.jpg", parent=12),
    )

    body = body_of(text, tmp_path, "--media", uploads, more=files)

    assert body.count("<figure data-picture=") == Picture.objects.count() == 2


def test_a_file_becomes_a_document_and_its_link_stays(tmp_path, uploads):
    body = body_of(
        f'<a href="{UPLOADS}/2019/05/programma.pdf">Программа</a>', tmp_path, "--media", uploads
    )

    document = Document.objects.get()
    assert document.kind == "pdf"
    link = f'<a href="{document.file.url}" data-document="{document.pk}">Программа</a>'
    assert body == f"<p>{link}</p>"


def test_what_is_not_in_the_folder_is_listed_and_nothing_outside_it_is_opened(tmp_path, uploads):
    (tmp_path / "secret.jpg").write_bytes(picture_bytes("red"))
    text = f'Слова <img src="{UPLOADS}/../secret.jpg"><img src="{UPLOADS}/2020/no.jpg">'

    report = take(written(tmp_path, post(text=text)), "--media", uploads)

    assert not Picture.objects.exists()
    assert "файла 2020/no.jpg нет в папке" in report
    assert "secret.jpg нет в папке" in report
    assert Announcement.objects.get().body == "<p>Слова</p>"


@pytest.mark.parametrize(
    ("named", "lies_as"),
    [
        ("2019/05/zal-300x200.jpg", "2019/05/zal.jpg"),
        ("2019/05/zal-scaled.jpg", "2019/05/zal.jpg"),
        ("2019/05/zal-scaled-300x200.jpg", "2019/05/zal-scaled.jpg"),
        ("2019/05/zal-300x200.jpg", "2019/05/zal-300x200.jpg"),
        ("2019/05/%D0%B9.jpg", "2019/05/\u0438\u0306.jpg"),
        ("2019/05/zal.jpg", "uploads/2019/05/zal.jpg"),
        ("2019/05/zal.jpg", "wp-content/uploads/2019/05/zal.jpg"),
    ],
    ids=["smaller", "scaled", "both", "copy alone", "letter in two", "above", "whole site"],
)
def test_a_file_is_found_under_the_names_wordpress_gives_it(tmp_path, named, lies_as):
    path = tmp_path / lies_as
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")

    assert Library(tmp_path).file(f"{UPLOADS}/{named}") == path.resolve()


def test_a_picture_whose_own_name_ends_with_a_size_is_not_taken_for_a_copy(tmp_path):
    for name in ("plan.jpg", "plan-800x600.jpg"):
        (tmp_path / name).write_bytes(b"x")
    library = Library(tmp_path)
    library.add(Attachment(7, "plan-800x600.jpg", "", "", "", "", 0))

    assert library.file(f"{UPLOADS}/plan-800x600.jpg").name == "plan-800x600.jpg"


# --- Addresses


def test_old_addresses_lead_to_the_new_pages(tmp_path, client):
    items = [
        post(12, slug="otkryitie", categories={"vesti": "Вести"}),
        attachment(7, "2019/05/zal.jpg", parent=12),
    ]

    take(written(tmp_path, *items, head=category("vesti", "Вести")))

    here = "/events/otkryitie/"
    assert client.get("/2019/05/otkryitie/").headers["Location"] == here
    assert client.get("/2019/05/otkryitie?utm_source=vk").headers["Location"] == here
    assert client.get("/?p=12").headers["Location"] == here
    assert client.get("/2019/05/post-7/").headers["Location"] == here
    assert client.get("/category/vesti/").headers["Location"] == "/events/?category=vesti"


def test_an_old_address_never_shadows_a_page_nor_what_staff_decided(tmp_path, client):
    Redirect.objects.create(site_id=1, old_path="/2019/05/two", new_path="/calendar/")
    Redirect.objects.create(site_id=1, old_path="/short", new_path="/2019/05/three/")
    items = [
        post(1, slug="one", link=f"{SITE}/events/"),
        post(2, slug="two"),
        post(3, slug="three"),
    ]

    told = take(written(tmp_path, *items), "--dry-run")
    report = take(written(tmp_path, *items))

    assert told == report
    assert client.get("/events/").status_code == 200
    assert client.get("/2019/05/two/").headers["Location"] == "/calendar/"
    assert "/2019/05/two уже ведёт" in report
    assert client.get("/short/").headers["Location"] == "/events/three/"  # in one step


def test_an_address_changed_here_is_no_reason_to_tell_anything(tmp_path):
    path = written(tmp_path, post(1))
    take(path)
    made = Announcement.objects.get()
    made.slug = "nash-adres"
    save_announcement(made)

    assert "не изменилось с прошлого раза: 1" in take(path)


def test_posts_that_link_to_one_another_go_on_doing_so(tmp_path):
    text = f'Читайте <a href="{SITE}/2019/05/two/#konec">дальше</a> и <a href="/?p=2">ещё</a>'

    take(written(tmp_path, post(1, text=text, slug="one"), post(2, slug="two", title="Вторая")))

    body = Announcement.objects.get(slug="one").body
    assert 'href="/events/two/#konec"' in body
    assert 'href="/events/two/"' in body


def test_an_address_that_is_taken_here_gets_a_number(tmp_path):
    make_announcement(slug="otkryitie")

    take(written(tmp_path, post(12, slug="otkryitie")))

    assert Announcement.objects.order_by("pk").last().slug == "otkryitie-2"


# --- Again, and again


def test_a_second_run_changes_nothing(tmp_path, uploads):
    item = post(12, text=f'<img src="{UPLOADS}/2019/05/zal.jpg">', categories={"a": "Вести"})
    path = written(tmp_path, item, head=category("a", "Вести"))
    take(path, "--media", uploads)
    before = everything()

    report = take(path, "--media", uploads)

    assert everything() == before
    assert "взято: 0\nизменено: 0\nне изменилось с прошлого раза: 1\n" in report


def everything() -> list[object]:
    models = (Announcement, Category, Document, ImportedItem, Picture, Redirect, Session)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_post_changed_there_is_renewed_unless_a_colleague_changed_it_here(tmp_path):
    take(written(tmp_path, post(1, title="Первая"), post(2, title="Вторая")))
    ours = Announcement.objects.get(title="Вторая")
    ours.lead = "Наши слова."
    save_announcement(ours)

    report = take(written(tmp_path, post(1, title="Первая!"), post(2, title="Вторая!")))

    assert set(Announcement.objects.values_list("title", flat=True)) == {"Первая!", "Вторая"}
    assert "«Вторая!»: изменена здесь с тех пор" in report


def test_what_was_deleted_here_comes_back_only_when_asked_for(tmp_path):
    path = written(tmp_path, post(12))
    take(path)
    Announcement.objects.get().delete()

    report = take(path)

    assert not Announcement.objects.exists()
    assert "удалена здесь" in report
    take(path, "--again")
    assert Announcement.objects.count() == 1


def test_pictures_found_later_are_put_in_later(tmp_path, uploads):
    path = written(tmp_path, post(12, text=f'Слова <img src="{UPLOADS}/2019/05/zal.jpg">'))
    take(path)

    take(path, "--media", uploads)

    assert "data-picture" in Announcement.objects.get().body


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path, uploads):
    path = written(
        tmp_path,
        post(12, text=f'<img src="{UPLOADS}/2019/05/zal.jpg">[x_y]', categories={"a": "Вести"}),
        head=category("a", "Вести"),
    )

    told = take(path, "--media", uploads, "--dry-run")

    assert everything() == [[], list(Category.objects.values()), [], [], [], [], []]
    assert not Category.objects.filter(name="Вести").exists()
    assert told == take(path, "--media", uploads)


def test_an_import_that_was_interrupted_is_run_again(tmp_path, monkeypatch):
    path = written(tmp_path, post(1, title="Первая"), post(2, title="Вторая", slug="stop"))

    def interrupted(announcement):
        if announcement.slug == "stop":
            raise KeyboardInterrupt
        store(announcement)

    with monkeypatch.context() as patch:
        patch.setattr("events.imports.taking.store", interrupted)
        with pytest.raises(KeyboardInterrupt):
            take(path)
    assert Announcement.objects.get().title == "Первая"

    report = take(path)

    assert "взято: 1\nизменено: 0\nне изменилось с прошлого раза: 1\n" in report


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else():
    shown, silent = Terminal(), io.StringIO()

    for stream in (shown, silent):
        progress = Progress(2, stream)
        progress.step()
        progress.step()

    assert shown.getvalue().endswith(f"{'█' * 40} 2/2\n")
    assert silent.getvalue() == ""


# --- Files that are not what they should be

BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel>
</rss>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>&x;</title></item></channel></rss>"""
FEED = "<?xml version='1.0'?><rss><channel><item><title>Новость</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BOMB, "объявляет сущности"),
        (OUTSIDE, "объявляет сущности"),
        (FEED, "не выгрузка WordPress"),
        ("PK\x03\x04архив", "архив"),
        ("<!DOCTYPE html><html></html>", "веб-страница"),
        ("", "пуст"),
        ("Просто текст", "не XML"),
        (export(post(1)).replace("UTF-8", "KLINGON"), "кодировка"),
    ],
    ids=["bomb", "outside", "feed", "zip", "html", "empty", "text", "encoding"],
)
def test_another_file_is_refused_in_words(tmp_path, content, words):
    path = tmp_path / "file.xml"
    path.write_text(content, encoding="utf-8")

    assert words in refused(path)


def test_broken_xml_says_where_and_takes_nothing(tmp_path):
    path = tmp_path / "broken.xml"
    whole = export(post(1, title="Первая"), post(2, title="Вторая"))
    path.write_text(whole.replace("<title>Вторая", "<title>Вторая & <b>"), encoding="utf-8")
    line = path.read_text(encoding="utf-8").split("Вторая")[0].count("\n") + 1

    assert f"строке {line}," in refused(path)


def test_a_file_in_another_encoding_than_it_says_tells_where(tmp_path):
    path = tmp_path / "cp1251.xml"
    path.write_bytes(export(post(1)).encode("cp1251", "ignore"))

    assert "строке" in refused(path)


def test_control_characters_that_wordpress_lets_through_are_dropped(tmp_path):
    item = post(1, title="Без &#8;помех", text="Раз\x08два\x0b")

    take(written(tmp_path, item))

    made = Announcement.objects.get()
    assert (made.title, made.body) == ("Без помех", "<p>Раздва</p>")


# --- What strangers write

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" jAvAsCrIpT&#58;alert(1)">x</a>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '[caption caption="<img src=x onerror=alert(1)>"]<img src="y.jpg">[/caption]',
    '[embed]https://youtu.be/"onload="alert(1)[/embed]',
    "[embed]javascript:alert(1)[/embed]",
    '<!-- wp:gallery {"ids":["1\\"><script>alert(1)</script>"]} --><!-- /wp:gallery -->',
    "<pre><script>alert(1)</script></pre>",
    "&#xe000;picture0&#xe001;",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_post_tries_to_run_does_not_get_here(tmp_path, text):
    body = body_of(f"Слова {text}", tmp_path)

    assert "Слова" in body
    assert_nothing_runs(body)


def test_of_a_hundred_payloads_nothing_is_left_that_runs():
    for payload in PAYLOADS:
        caption = f"[caption caption='{payload}']<img src=y.jpg>[/caption]"
        text = converted(f"Слова {payload}\n\n{caption}")

        assert_nothing_runs(text.settled(lambda picture: picture.caption, lambda file: file.words))


def test_payloads_in_every_field_of_a_post_come_as_words(tmp_path):
    words = chunks(290)
    items = [
        post(title=escape(one), text=one, excerpt=one, creator=one, categories={f"c{number}": one})
        for number, one in enumerate(words)
    ]

    take(written(tmp_path, *items))

    made = list(Announcement.objects.all())
    assert len(made) == len(words)
    for announcement in made:
        assert_nothing_runs(announcement.body)


def assert_nothing_runs(body: str) -> None:
    kept = list(elements(parsed(body)))
    assert not {element.tag for element in kept} & {"script", "svg", "iframe", "style", "math"}
    assert not {name for element in kept for name in element.attributes if name.startswith("on")}
    addresses = [element.attributes.get("href", "https:").lower() for element in kept]
    assert not any(one.strip().startswith(("javascript:", "data:")) for one in addresses)


# --- The Events Calendar


def test_an_event_becomes_an_announcement_with_a_session(tmp_path):
    items = [
        post(5, title="Музей политической истории", kind="tribe_venue",
             meta=[("_VenueCity", "Санкт-Петербург"), ("_VenueAddress", "ул. Куйбышева, 4")]),
        post(6, title="Музей Победы", kind="tribe_organizer",
             meta=[("_OrganizerPhone", "+7 499 449-81-17")]),
        post(
            7,
            title="Сессия",
            kind="tribe_events",
            link=f"{SITE}/event/sessiya/",
            meta=[
                ("_EventStartDate", "2024-09-14 10:00:00"),
                ("_EventEndDate", "2024-09-14 18:00:00"),
                ("_EventTimezone", "UTC+7"),
                ("_EventVenueID", 5),
                ("_EventOrganizerID", 6),
            ],
        ),
    ]  # fmt: skip

    take(written(tmp_path, *items))

    session = Session.objects.get()
    assert (session.start_date, session.start_time) == (date(2024, 9, 14), time(10))
    assert (session.end_time, session.zone) == (time(18), "Asia/Krasnoyarsk")
    assert str(session.venue) == "Музей политической истории, Санкт-Петербург"
    assert [str(one) for one in session.announcement.organisers_in_order()] == ["Музей Победы"]
    assert session.announcement.contact.phone == "+7 499 449-81-17"


def test_a_session_with_sign_up_is_not_moved_by_an_import(tmp_path):
    def event(day: str) -> str:
        return post(7, kind="tribe_events", meta=[("_EventStartDate", f"2024-09-{day} 10:00:00")])

    take(written(tmp_path, event("14")))
    make_intake(Session.objects.get())

    report = take(written(tmp_path, event("15")))

    assert Session.objects.get().start_date.day == 14
    assert "есть приём заявок" in report


def test_an_event_of_whole_days_has_no_times(tmp_path):
    meta = [
        ("_EventStartDate", "2024-09-14 00:00:00"),
        ("_EventEndDate", "2024-09-15 23:59:59"),
        ("_EventAllDay", "yes"),
        ("_EventTimezone", "Europe/Moscow"),
    ]

    take(written(tmp_path, post(7, kind="tribe_events", meta=meta)))

    session = Session.objects.get()
    assert (session.start_time, session.end_time) == (None, None)
    assert session.last_date == date(2024, 9, 15)


@pytest.mark.parametrize(
    "text",
    [
        '<figure data-id="5f3a2c1"><img src="a.jpg"></figure>',
        '<figure class="import-gallery" data-ids="a,1"></figure>',
        f'[gallery ids="{"9" * 5_000}"]',
        f'<a href="{SITE}/?p={"9" * 5_000}">Дальше</a>',
        '<iframe src="//["></iframe>',
        "[embed]https://[[/embed]",
    ],
    ids=["a builder's name", "a list", "a gallery", "a link", "a frame", "an address"],
)
def test_what_no_program_should_write_stops_no_import(tmp_path, text):
    take(written(tmp_path, post(1, title="Первая", text=text), post(2, title="Вторая")))

    assert Announcement.objects.count() == 2


def test_a_broken_address_of_the_old_site_itself_stops_no_import(tmp_path):
    path = written(tmp_path, post(1, title="Первая"))
    path.write_text(path.read_text("utf-8").replace(f"_url>{SITE}<", "_url>http://[<"), "utf-8")

    take(path)
    take(path)

    assert list(Announcement.objects.values_list("title", flat=True)) == ["Первая"]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_years_of_a_slip_of_the_finger_stop_no_import(tmp_path, client, year):
    meta = [("_EventStartDate", f"{year}-12-31 10:00:00")]
    event = post(7, kind="tribe_events", meta=meta)
    dated = post(8, title="Открытие", date=f"{year}-12-31 10:00:00")

    report = take(written(tmp_path, event, dated))

    assert not Session.objects.exists()
    assert "мероприятие не создано: Проверьте год" in report
    assert 2000 < Announcement.objects.get(title="Открытие").published_at.year < 2200
    assert client.get("/archive/").status_code == 200


# --- Many


@pytest.mark.slow
@pytest.mark.only_on("sqlite")
def test_thousands_of_posts_are_read_one_at_a_time_in_memory(tmp_path):
    path = tmp_path / "many.xml"
    whole = export("<cut/>").split("<cut/>")
    item = post(1, text="Слово " * 500)
    with path.open("w", encoding="utf-8") as file:
        file.write(whole[0])
        for _number in range(1_000):
            file.write(item)
        file.write(whole[1])
    tracemalloc.start()

    number = sum(1 for _post in posts(path, Head()))

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == 1_000
    assert path.stat().st_size > 5_000_000
    assert peak < 3_000_000
