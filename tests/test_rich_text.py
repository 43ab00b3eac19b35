"""Rich text: one allow-list and one form, whoever wrote it."""

import random
import time

import pytest

from events.rich_text import cleaned, from_plain, plain

PICTURE = '<figure data-picture="12"><img src="/media/a.jpg" alt="Зал"></figure>'
FORMS = {
    "words alone": ("Первая\nстрока", "<p>Первая строка</p>"),
    "headings from the second rank": (
        "<h1>Один</h1><h5>Пять</h5>",
        "<h2>Один</h2><h4>Пять</h4>",
    ),
    "a heading is not bold": ("<h2><b>Зал</b> и <i>двор</i></h2>", "<h2>Зал и <em>двор</em></h2>"),
    "old names": ("<b>а</b><i>б</i><del>в</del>", "<p><strong>а</strong><em>б</em><s>в</s></p>"),
    "no empty paragraphs": ("<p>&nbsp;</p><p>а<br></p><p><br></p>", "<p>а</p>"),
    "wrappers keep blocks apart": ("<div>а</div><div>б</div>", "<p>а</p><p>б</p>"),
    "a mark around blocks": (
        "<b><p>а</p><ul><li>б</li></ul></b>",
        "<p><strong>а</strong></p><ul><li><strong>б</strong></li></ul>",
    ),
    "a list in a list": (
        "<ul><li><p>а</p></li><ul><li>б</li></ul></ul>",
        "<ul><li>а<ul><li>б</li></ul></li></ul>",
    ),
    "items without a list": ("<li>а</li><li>б</li>", "<ul><li>а</li><li>б</li></ul>"),
    "a numbered list that goes on": ('<ol start="4"><li>а</ol>', '<ol start="4"><li>а</li></ol>'),
    "poems keep their lines": ("<pre>\n\nа\n  б\n</pre>", "<pre>а\n  б</pre>"),
    "styles and classes": ('<p class="x" style="color:red" id="a" lang="en">а</p>', "<p>а</p>"),
    "scripts and comments": ("<p>а<!-- б --><script>в</script></p>", "<p>а</p>"),
    "an unsafe link": ('<a href="javascript:alert(1)">а</a>', "<p>а</p>"),
    "a safe link": (
        '<a href="/events/" target="_blank" rel="x">а</a>',
        '<p><a href="/events/">а</a></p>',
    ),
    "a file": (
        '<a href="/media/documents/a.pdf" data-document="5">а</a>',
        '<p><a href="/media/documents/a.pdf" data-document="5">а</a></p>',
    ),
    "a table with its head": (
        "<table><tr><th>а<th>б<tr><td>в<td><p>г</p></table>",
        '<table><thead><tr><th scope="col">а</th><th scope="col">б</th></tr></thead>'
        "<tbody><tr><td>в</td><td>г</td></tr></tbody></table>",
    ),
    "a table's caption is said before it": (
        "<table><caption>Часы</caption><tr><td>а</table>",
        "<p>Часы</p><table><tbody><tr><td>а</td></tr></tbody></table>",
    ),
    "a row's own heading": (
        '<table><tr><th rowspan="2" colspan="1">а</th><td>б</td></tr><tr><td>в</td></tr></table>',
        '<table><tbody><tr><th rowspan="2" scope="row">а</th><td>б</td></tr>'
        "<tr><td>в</td></tr></tbody></table>",
    ),
    "an empty table": ("<table><tr><td></td></tr></table>", ""),
    "a picture with all its words": (
        '<figure class="x" data-picture="12"><div><img src="/media/a.jpg" alt=" Зал "'
        ' onerror="x"></div><figcaption>У <a href="/x">входа</a> <cite>А. Б.</cite></figcaption>'
        "</figure>",
        '<figure data-picture="12"><img src="/media/a.jpg" alt="Зал">'
        "<figcaption>У входа<cite>А. Б.</cite></figcaption></figure>",
    ),
    "a picture of another host": (
        '<figure data-picture="12"><img src="https://evil.example/a.jpg" alt="Зал"></figure>',
        '<figure data-picture="12"><img alt="Зал"></figure>',
    ),
    "a picture of nobody's": ('<p>а<img src="/media/a.jpg" alt="б"></p>', "<p>а</p>"),
    "a figure without a picture": ("<figure><figcaption>а</figcaption></figure>", "<p>а</p>"),
    "a figure in a figure": (
        f'<figure data-picture="1"><img src="/media/b.jpg" alt="">{PICTURE}</figure>',
        f'<figure data-picture="1"><img src="/media/b.jpg" alt=""></figure>{PICTURE}',
    ),
    "a picture in a heading": (f"<h2>а{PICTURE}</h2>", f"<h2>а</h2>{PICTURE}"),
    "a video": (
        '<figure data-picture="3" data-video="https://rutube.ru/video/1/?a=1&amp;b">'
        "<iframe src=x></iframe><figcaption>а</figcaption></figure>",
        '<figure data-video="https://rutube.ru/video/1/?a=1&amp;b" data-picture="3">'
        '<img alt=""><figcaption>а</figcaption></figure>',
    ),
    "a video that is none": ('<figure data-video="javascript:alert(1)">а</figure>', "<p>а</p>"),
    "marks that turn a page around": ("<p>а&#x202e;\u2067б</p>", "<p>аб</p>"),
    "what no database keeps": ("а\0\ud800б\x08", "<p>аб</p>"),
}


@pytest.mark.parametrize(("html", "form"), FORMS.values(), ids=FORMS)
def test_every_text_has_the_one_form(html, form):
    assert cleaned(html) == form
    assert cleaned(form) == form


@pytest.mark.parametrize(
    "address",
    ["http://a.example/", "https://", "https://u@a.example/", "https://a.example:8/", "https://["],
)
def test_a_video_is_an_https_page_of_a_site(address):
    assert cleaned(f'<figure data-video="{address}"><p>а</p></figure>') == "<p>а</p>"


def test_any_mixture_of_elements_stays_as_it_is_when_cleaned_again():
    mixing = random.Random(4)  # noqa: S311  nothing of it is secret
    tags = "p h1 h2 ul ol li blockquote pre a b em code cite div".split()  # noqa: SIM905  a row
    tags += ["table", "caption", "tr", "th", "td", "figure data-picture=3", "figcaption"]
    tags += ["img src=/media/a", "a href=/x", "br", "hr"]
    pieces = [f"<{tag}>" for tag in tags] + [f"</{tag.split()[0]}>" for tag in tags]
    pieces += ["слово", " ", "\n", "&nbsp;", "<", "&amp;", '"', "\u00a0"] * 4

    for _text in range(1_500):
        once = cleaned("".join(mixing.choices(pieces, k=25)))

        assert cleaned(once) == once


def test_elements_in_elements_without_end_are_read_as_words_at_once():
    began = time.monotonic()

    html = cleaned("<div>" * 90_000 + "<p>Конец</p>")

    assert html == "<p>Конец</p>"
    assert time.monotonic() - began < 5


def test_plain_text_becomes_paragraphs_and_never_markup():
    html = from_plain("Первый <b>абзац</b>.\n\nВторой: https://museum.example/a?b=1&c=2")

    assert html == (
        "<p>Первый &lt;b&gt;абзац&lt;/b&gt;.</p>"
        '<p>Второй: <a href="https://museum.example/a?b=1&amp;c=2">'
        "https://museum.example/a?b=1&amp;c=2</a></p>"
    )
    assert from_plain("") == ""


def test_the_words_of_a_text_are_a_line_for_each_block():
    html = cleaned(
        '<h2>Зал</h2><ul><li>а<ol start="3"><li>б</li></ol></li></ul>'
        '<figure data-picture="1"><figcaption>Вход<cite>А. Б.</cite></figcaption></figure>'
        "<p>1 &lt; 2<br>и&nbsp;всё</p>"
    )

    assert plain(html) == "Зал\nа\nб\nВход\nА. Б.\n1 < 2\nи\u00a0всё"
